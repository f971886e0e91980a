r"""Subtitles, SRT and WebVTT: the text of each cue is a segment, its lines parted by a line end.

Numbers, times and settings, NOTE, STYLE and REGION blocks and the tags in a cue (<i>, <v Name>, {\an8}) stay as they
are. The key is a cue's number or identifier, else the time at which it begins. What is no cue is an error with its
line, as players show it not at all or as text. An edit leaves no blank line in a cue, which would end it.
Source: W3C, "WebVTT: The Web Video Text Tracks Format"; for SRT, which has no standard, the practice of players.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from html import unescape
from typing import NamedTuple

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import BLOCK, ByteSource, encoding_of
from mtqa.load.lines import Lines, Window
from mtqa.load.located import Located, Piece
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

_TIMES = rx.compile(
    r"\s*((?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s*-->\s*(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}(?:\s.*)?"
)
_ANY_TIMES = rx.compile(r"\s*\d+:\d.*-+>")
_HEADER = rx.compile(r"WEBVTT(?:[ \t]|$)")
_BLANK = "leave a blank line before each cue"
_ASIDE = rx.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")
_LINE_ENDS = rx.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
# a tag, which is passed over; a reference or a line end, which reads as something else; or text
_VTT = rx.compile(r"(?P<tag><[^<>\n]*>)|(?P<sign>&(?:[a-zA-Z]+|#\d+|#[xX][0-9a-fA-F]+);|\r?\n)|[^<&\r\n]+|.")
_SRT = rx.compile(
    r"(?P<tag></?(?:b|i|u|s|c|v|font|ruby|rt|lang)\b[^<>\n]*>|\{\\[^{}\n]*\}|\{/?[biu]\})|(?P<sign>\r?\n)|[^<{\r\n]+|.",
    regex.IGNORECASE,
)
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class Cue(NamedTuple):
    """A cue: number of the line in the window on which its text begins, the text's place in that, and its key."""

    line: int
    start: int
    end: int
    key: str


class Line(NamedTuple):
    """A line of a block, without its end. Units: `start` in code points of the window, `number` in it from 0."""

    text: str
    start: int
    number: int


def load_srt(source: ByteSource, options: LoadOptions) -> Document:
    """Read a SubRip file."""
    return _load(source, options, "srt")


def load_vtt(source: ByteSource, options: LoadOptions) -> Document:
    """Read a WebVTT file."""
    return _load(source, options, "vtt")


def _load(source: ByteSource, options: LoadOptions, form: str) -> Document:
    batches = partial(_batches, source, form)
    return Document(source.name, form, options.source_lang or "fr", options.target_lang or "en", batches)


def _batches(source: ByteSource, form: str) -> Iterator[Batch]:
    lines = Lines(source, encoding_of(source))
    cues: list[Cue] = []
    block: list[Line] = []
    begun = form == "srt"
    for line in lines:
        bare = line.rstrip("\r\n")
        if "\r" in bare:
            raise InputError("a carriage return stands alone", lines.where, "save it with line ends of Unix or Windows")
        if bare.strip():
            block.append(Line(bare, lines.size - len(line), len(lines.taken) - 1))
            continue
        begun = _end(block, cues, lines, form, begun)
        block = []
        if lines.size >= BLOCK:
            yield from _batch(cues, lines.pass_on(), form)
            cues = []
    begun = _end(block, cues, lines, form, begun)
    if not begun:
        raise InputError("this does not begin with WEBVTT", f"{source.name}:1", "an SRT file is named .srt")
    yield from _batch(cues, lines.pass_on(), form)


def _end(block: Sequence[Line], cues: list[Cue], lines: Lines, form: str, begun: bool) -> bool:
    """Add the cue that a block is, if it is one with text; tell whether the file has begun. Raises: InputError."""
    if not block:
        return begun
    place = f"{lines.source.name}:"
    if not begun:
        if not _HEADER.match(block[0].text):
            return False
        if late := next((line for line in block if _ANY_TIMES.match(line.text)), None):
            raise InputError("a cue in the header", f"{place}{lines.line + late.number}", _BLANK)
        return True
    if form == "vtt" and _ASIDE.match(block[0].text):
        return True
    at = next((i for i, line in enumerate(block[:2]) if _ANY_TIMES.match(line.text)), -1)
    for line, what, hint in _faults(block, at, form):
        raise InputError(what, f"{place}{lines.line + line.number}", hint)
    text = block[at + 1 :]
    if text:
        times = _TIMES.match(block[at].text)
        key = block[0].text.strip() if at or not times else times[1]
        cues.append(Cue(text[0].number, text[0].start, text[-1].start + len(text[-1].text), key))
    return True


def _faults(block: Sequence[Line], at: int, form: str) -> Iterator[tuple[Line, str, str]]:
    """Yield what is wrong with a cue whose times are line `at` of the block, -1 if none is."""
    if at < 0:
        yield block[0], "this is no cue: it has no times", "a blank line ends a cue; take out one within its text"
        return
    if not _TIMES.fullmatch(block[at].text):
        yield block[at], "these times cannot be read", "they are written as 00:01:02,500 --> 00:01:04,000"
    if form == "srt" and at and not block[0].text.strip().isdecimal():
        yield block[0], "a cue of SRT begins with its number", "a blank line ends a cue; take out one within its text"
    for line in block[at + 1 :]:
        if _ANY_TIMES.match(line.text):
            yield line, "times within a cue", _BLANK


def _batch(cues: Sequence[Cue], window: Window, form: str) -> Iterator[Batch]:
    if not cues:
        return
    text = window.text
    targets = [_located(text, cue, form) for cue in cues]
    found = [(target, cue) for target, cue in zip(targets, cues, strict=True) if target.pieces]
    firsts = [target.pieces[0].first for target, _ in found]
    yield Batch(
        targets=[target.text for target, _ in found],
        lines=[
            window.line + cue.line + text.count("\n", cue.start, f) for f, (_, cue) in zip(firsts, found, strict=True)
        ],
        columns=[first - text.rfind("\n", 0, first) for first in firsts],
        keys=[cue.key for _, cue in found],
        locate=partial(_locate, window, text, [target for target, _ in found]),
        place=partial(_place, window, text, found),
    )


def _place(window: Window, text: str, found: Sequence[tuple[Located, Cue]], i: int, at: int) -> tuple[int, int]:
    target, cue = found[i]
    place = target.place(at)
    return window.line + cue.line + text.count("\n", cue.start, place), place - text.rfind("\n", 0, place)


def _located(text: str, cue: Cue, form: str) -> Located:
    """Read a cue's text, without its tags."""
    pieces: list[Piece] = []
    read: list[str] = []
    at = 0
    for unit in (_VTT if form == "vtt" else _SRT).finditer(text, cue.start, cue.end):
        if unit["tag"]:
            continue
        told = "\n" if unit[0].endswith("\n") else unescape(unit[0]) if unit["sign"] else unit[0]
        pieces.append(Piece(at, at + len(told), unit.start(), unit.end(), told == unit[0]))
        read.append(told)
        at += len(told)
    end = "\r\n" if text.find("\r\n", cue.start - 2, cue.start) >= 0 else "\n"
    return Located("".join(read), pieces, escape=partial(_write, form, end))


def _write(form: str, end: str, text: str, kind: str) -> str:
    return (text.translate(_ESCAPES) if form == "vtt" else text).replace("\n", end)


def _locate(window: Window, text: str, targets: Sequence[Located], i: int, edit: Edit) -> list[ByteEdit]:
    return window.edits(targets[i].edits(without_blank_line(targets[i].text, edit)), text)


def without_blank_line(text: str, edit: Edit) -> Edit:
    """Change an edit of a cue so that no blank line comes of it: that would end the cue."""
    new = _LINE_ENDS.sub("\n", edit.text)
    before, after = text[: edit.start].rpartition("\n"), text[edit.end :].partition("\n")
    if not before[2].strip():
        new = new.lstrip("\n")
    if not after[0].strip():
        new = new.rstrip("\n")
    if (before[2] + new + after[0]).strip():
        return Edit(edit.start, edit.end, new)
    start, end = edit.start - len(before[2]), edit.end + len(after[0])
    if after[1]:
        return Edit(start, end + 1, "")
    return Edit(start - len(before[1]), end, "")
