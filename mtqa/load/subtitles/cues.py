"""The cues of SRT and WebVTT: those of a stretch at once where all are ordinary, else line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.stretches import Stretch

# start and end of a cue's text in that of the stretch, and its key
Cue = tuple[int, int, str]

_TIMES = rx.compile(
    r"\s*((?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3})\s*-->\s*(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}(?:\s.*)?"
)
_ANY_TIMES = rx.compile(r"\s*\d+:\d.*-+>")
_HEADER = rx.compile(r"WEBVTT(?:[ \t]|$)")
_ASIDE = rx.compile(r"NOTE(?:[ \t]|$)|(?:STYLE|REGION)[ \t]*$")
_SPACED = "leave a blank line before each cue"

# groups are not possessive, for `re` up to Python 3.11.4 loses its place where one fails midway
_FILLED = r"[ \t]*+\S.*+"
_LINES = rf"{_FILLED}(?:\n{_FILLED})*"
_END = r"(?:(?:\n[ \t\r]*+(?=\n|\Z))+\n?|\Z)"
_BLANK = r"(?:[ \t\r]*+\n)*"
_TIME = r"(?:[0-9]{1,4}:)?[0-9]{1,2}:[0-9]{1,2}[.,][0-9]{1,3}"
_CUE = rf"[ \t]*+({_TIME})[ \t]*+-->[ \t]*+{_TIME}(?:[ \t].*+|\r)?(?:\n({_LINES}))?{_END}"
_NOTE = rf"(?:NOTE(?:[ \t].*+)?|(?:STYLE|REGION)[ \t]*+)\r?(?:\n{_LINES})?{_END}"
_ORDINARY = {
    "srt": re.compile(rf"{_BLANK}(?:(?:[ \t]*+([0-9]++)[ \t\r]*+\n)??{_CUE}|\Z)"),
    "vtt": re.compile(rf"{_BLANK}(?:{_NOTE}|(?!NOTE|STYLE|REGION)(?:({_FILLED})\n)??{_CUE}|\Z)"),
}
"""A cue as most are written, its name, start and text; or a note, or the end. No other is read as one."""
_BEGIN = re.compile(rf"{_BLANK}WEBVTT(?:[ \t].*+)?\r?(?:\n{_LINES})?{_END}")


def cues(stretch: Stretch, name: str, form: str, begun: bool) -> tuple[list[Cue], bool]:
    """Return the cues with text, and whether the file has `begun`, as WebVTT does by its header. Raises: InputError."""
    found = at_once(stretch, form, begun)
    return line_by_line(stretch, name, form, begun) if found is None else (found, True)


def at_once(stretch: Stretch, form: str, begun: bool) -> list[Cue] | None:
    """Read cues that are all written as most are; None where one may not be."""
    text, match = stretch.text, _ORDINARY[form].match
    head = None if begun else _BEGIN.match(text)
    if ("\r" in text and text.count("\r") != text.count("\r\n")) or not (begun or (head and "->" not in head[0])):
        return None
    found: list[Cue] = []
    at = head.end() if head else 0
    while at < len(text):
        if not (cue := match(text, at)):
            return None
        at = cue.end()
        named, start, told = cue.groups()
        if named and "->" in named:
            return None
        if told:
            if "->" in told and any(map(_ANY_TIMES.match, told.split("\n"))):
                return None
            first, last = cue.span(3)
            found.append((first, last - told.endswith("\r"), named.strip() if named else start))
    return found


class Line(NamedTuple):
    """A line of a block, without its end. Units: `start` in code points of the stretch."""

    text: str
    start: int
    where: str


def line_by_line(stretch: Stretch, name: str, form: str, begun: bool) -> tuple[list[Cue], bool]:
    """Read cues however they are written. Raises: InputError that names the line."""
    found: list[Cue] = []
    block: list[Line] = []
    at = 0
    for number, line in enumerate([*stretch.text.split("\n"), ""], stretch.line):
        bare, where = line.rstrip("\r"), f"{name}:{number}"
        if "\r" in bare:
            raise InputError("a carriage return stands alone", where, "save it with line ends of Unix or Windows")
        if bare.strip():
            block.append(Line(bare, at, where))
        elif block:
            begun = _end(block, found, form, begun)
            block = []
        at += len(line) + 1
    return found, begun


def _end(block: Sequence[Line], found: list[Cue], form: str, begun: bool) -> bool:
    """Add the cue that a block is, if it is one with text; tell whether the file has begun. Raises: InputError."""
    if not begun:
        if not _HEADER.match(block[0].text):
            return False
        if late := next((line for line in block if _ANY_TIMES.match(line.text)), None):
            raise InputError("a cue in the header", late.where, _SPACED)
        return True
    if form == "vtt" and _ASIDE.match(block[0].text):
        return True
    at = next((i for i, line in enumerate(block[:2]) if _ANY_TIMES.match(line.text)), -1)
    for line, what, hint in _faults(block, at, form):
        raise InputError(what, line.where, hint)
    text = block[at + 1 :]
    if text:
        times = _TIMES.match(block[at].text)
        key = block[0].text.strip() if at or not times else times[1]
        found.append((text[0].start, text[-1].start + len(text[-1].text), key))
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
            yield line, "times within a cue", _SPACED
