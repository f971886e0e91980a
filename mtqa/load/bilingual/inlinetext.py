"""Texts of inline elements as they are written, with no other markup: what they read as, and their pieces."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from mtqa.load import quick
from mtqa.load.bilingual.inline import Sentence, gather
from mtqa.load.located import OBJECT
from mtqa.load.xml.events import Event
from mtqa.load.xml.read import End, Start, character, moved
from mtqa.load.xml.texts import texts

_REST = r'(?:[^"/>]++|"[^"]*+")*+'
_TAG = quick.compile(rf"<(/?)(\w++){_REST}(/?)>")
_REFERENCE = quick.compile(r"&([^;]++);")
_LAYOUT = quick.compile(r"[\t\r\n]")


class Reading(NamedTuple):
    """How simple texts are read: without `marks`, tags that only mark text, and with a sign for each of `codes`."""

    codes: re.Pattern[str]
    marks: re.Pattern[str]

    def text(self, written: str) -> str | None:
        """Return a text; None where it is not told without more work: codes in codes, layout."""
        text = written
        if "<" in text:
            text = self.marks.sub("", self.codes.sub(OBJECT, text))
            if "<" in text:
                return None
        if "&" in text:
            text = _REFERENCE.sub(lambda reference: character(reference[1]), text)
        return None if _LAYOUT.search(text) else text

    def begins(self, written: str) -> int:
        """Return where the first sign stands that is no tag of these marks. Units: code points."""
        at = 0
        while mark := self.marks.match(written, at):
            at = mark.end()
        return at


@lru_cache
def reading(marks: frozenset[str]) -> Reading:
    """Return how texts are read in which elements of these names only mark text."""
    names = "|".join(sorted(marks))
    code = rf"<(?!(?:{names})\b)(\w++){_REST}(?:/>|>[^<]*+</\1[ \t\r\n]*+>)"
    return Reading(quick.compile(code), quick.compile(rf"</?(?:{names})\b{_REST}/?>"))


def sentence(
    written: str, start: Start, byte: int, here: tuple[int, int], marks: Collection[str], encoding: str
) -> Sentence:
    """Return a text with its pieces. Units: `byte`, and line and column in `here`, of its first sign."""
    events = _events(written, byte, *here, encoding)
    return gather(events, start, lambda tag: "text" if tag.name in marks else "code").whole


def _events(written: str, byte: int, line: int, column: int, encoding: str) -> Iterator[Event]:
    """Yield the texts and tags of what is written, and an end."""
    at = 0
    for tag in chain(_TAG.finditer(written) if "<" in written else (), (None,)):
        before = written[at : tag.start() if tag else None]
        if before:
            yield from texts(before, 0, byte, line, column, encoding)
            byte, (line, column) = byte + len(before.encode(encoding)), moved(line, column, before)
        if tag is None:
            break
        if not tag[1]:
            yield Start(tag[2], {}, byte, line, column)
        behind = byte + len(tag[0].encode(encoding))
        if tag[1] or tag[3]:
            yield End(tag[2], byte if tag[1] else behind)
        at, byte, (line, column) = tag.end(), behind, moved(line, column, tag[0])
    yield End("", byte)
