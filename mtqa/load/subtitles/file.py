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

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, encoding_of
from mtqa.load.located import Located, Piece
from mtqa.load.options import LoadOptions
from mtqa.load.stretches import Stretch, Ways, stretches
from mtqa.load.subtitles.cues import Cue, cues
from mtqa.model import Batch, Document, Edit

_BLANK = rx.compile(r"(?r)\n[ \t\r]*\n")
_LINE_ENDS = rx.compile(r"[ \t]*(?:\r?\n[ \t]*)+")
_SPECIAL = {
    "vtt": r"(?P<tag><[^<>\n]*>)|(?P<sign>&(?:[a-zA-Z]+|#\d+|#[xX][0-9a-fA-F]+);|\r?\n)",
    "srt": r"(?P<tag>(?i:</?(?:b|i|u|s|c|v|font|ruby|rt|lang)\b[^<>\n]*>|\{\\[^{}\n]*\}|\{/?[biu]\}))|(?P<sign>\r?\n)",
}
"""A tag, which is passed over; a reference or a line end, which reads as something else."""
_BEGINS = {"vtt": ("<", "&"), "srt": ("<", "{")}
_MARK = {form: rx.compile(special) for form, special in _SPECIAL.items()}
_UNIT = {form: rx.compile(rf"{special}|[^{''.join(_BEGINS[form])}\r\n]+|.") for form, special in _SPECIAL.items()}
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


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
    begun = form == "srt"
    for stretch in stretches(source, encoding_of(source), _cut):
        found, begun = cues(stretch, source.name, form, begun)
        texts = [_text(stretch.text, cue, form) for cue in found]
        if None in texts:
            found = [cue for cue, text in zip(found, texts, strict=True) if text is not None]
        if found:
            yield _batch(stretch, found, [text for text in texts if text is not None], form)
    if not begun:
        raise InputError("this does not begin with WEBVTT", f"{source.name}:1", "an SRT file is named .srt")


def _cut(text: str) -> int:
    """Tell where the last blank line ends."""
    blank = _BLANK.search(text)
    return blank.end() if blank else 0


def _text(text: str, cue: Cue, form: str) -> str | None:
    """Return a cue's text, without its tags; None where it is nothing but tags."""
    raw = text[cue[0] : cue[1]]
    first, second = _BEGINS[form]
    if first in raw or second in raw:
        return _MARK[form].sub(_read, raw) or ("" if _located(text, cue, form).pieces else None)
    return raw.replace("\r\n", "\n")


def _read(unit: regex.Match[str]) -> str:
    if unit["tag"]:
        return ""
    return "\n" if unit[0].endswith("\n") else unescape(unit[0]) if unit["sign"] else unit[0]


def _batch(stretch: Stretch, found: Sequence[Cue], targets: Sequence[str], form: str) -> Batch:
    lines, columns = stretch.places(_begin(stretch.text, cue, form) for cue in found)

    ways = Ways(stretch, lambda i: _located(stretch.text, found[i], form))
    return Batch(
        targets=targets,
        lines=lines,
        columns=columns,
        keys=[key for _, _, key in found],
        locate=lambda i, edit: ways.edits(i, without_blank_line(targets[i], edit)),
        place=ways.place,
    )


def _begin(text: str, cue: Cue, form: str) -> int:
    """Return where the first of a cue's text stands that is no tag."""
    return _located(text, cue, form).pieces[0].first if text[cue[0]] in _BEGINS[form] else cue[0]


def _located(text: str, cue: Cue, form: str) -> Located:
    """Read a cue's text, without its tags."""
    pieces: list[Piece] = []
    read: list[str] = []
    at = 0
    start, end, _ = cue
    for unit in _UNIT[form].finditer(text, start, end):
        if unit["tag"]:
            continue
        told = _read(unit)
        pieces.append(Piece(at, at + len(told), unit.start(), unit.end(), told == unit[0]))
        read.append(told)
        at += len(told)
    line_end = "\r\n" if text.find("\r\n", start - 2, start) >= 0 else "\n"
    return Located("".join(read), pieces, escape=partial(_write, form, line_end))


def _write(form: str, end: str, text: str, kind: str) -> str:
    return (text.translate(_ESCAPES) if form == "vtt" else text).replace("\n", end)


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
