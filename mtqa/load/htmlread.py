"""Cut HTML into segments: each block element is one, inline tags stay where they are, code and the like is left out.

A segment reads as a browser shows it: entities decoded, runs of white space as one space. It knows where each of its
characters stands in the HTML, so that an edit changes the words and no tag.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from typing import NamedTuple

import regex

from mtqa.load.located import Located, Piece

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite data del dfn em font i ins kbd label mark nobr q s samp small span strike strong"
    " sub sup time tt u var wbr".split()
)
SKIPPED = frozenset("script style code pre template textarea svg math noscript object iframe".split())
VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
ROLES = {"title": "title", **{f"h{n}": "heading" for n in range(1, 7)}, "figcaption": "caption", "caption": "caption"}
DEEPEST = 500
_SPACE = regex.compile(r"[ \t\n\r\f]+")
_REFERENCE = regex.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?")


class HtmlSegment(NamedTuple):
    """The text of a block. Units: `at`, the code point of the HTML where it begins."""

    located: Located
    role: str
    at: int


@dataclass(slots=True)
class _Open:
    name: str
    skips: bool
    role: str


def write_text(text: str, kind: str) -> str:
    """Write text as HTML."""
    return escape(text, quote=False)


@dataclass(slots=True)
class _Block:
    """The text of the block being read."""

    texts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, first: int, last: int, plain: bool) -> None:
        """Add a piece, white space as one space at the most."""
        self.texts.append(text)
        self.pieces.append(Piece(self.length, self.length + len(text), first, last, plain))
        self.length += len(text)

    @property
    def ends_in_space(self) -> bool:
        return not self.texts or self.texts[-1].endswith(" ")


class _Cutter(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=False)
        self.html = html
        self.lines = [0, *(m.end() for m in regex.finditer("\n", html))]
        self.stack: list[_Open] = []
        self.block = _Block()
        self.done: list[HtmlSegment] = []

    def at(self) -> int:
        line, offset = self.getpos()
        return self.lines[line - 1] + offset

    @property
    def skipping(self) -> bool:
        return bool(self.stack and self.stack[-1].skips)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.flush()
        if tag in VOID or len(self.stack) >= DEEPEST:
            return
        given = {name: (value or "").lower() for name, value in attrs}
        off = given.get("translate") == "no" or "notranslate" in given.get("class", "").split()
        on = given.get("translate") in ("yes", "")
        if off and tag in INLINE:
            self.flush()
        role = ROLES.get(tag) or (self.stack[-1].role if self.stack else "body")
        self.stack.append(
            _Open(tag, tag in SKIPPED or off or (self.skipping and not ("translate" in given and on)), role)
        )

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in INLINE:
            self.flush()

    def handle_endtag(self, tag: str) -> None:
        if tag not in INLINE or self.skipping:
            self.flush()
        for i in range(len(self.stack) - 1, -1, -1):
            if self.stack[i].name == tag:
                del self.stack[i:]
                return
            if tag in INLINE and self.stack[i].name not in INLINE:
                return

    def handle_data(self, data: str) -> None:
        if self.skipping:
            return
        at = self.at()
        end = 0
        for space in (*_SPACE.finditer(data), None):
            word = data[end : space.start() if space else len(data)]
            if word:
                self.block.add(word, at + end, at + end + len(word), True)
            if space:
                if not self.block.ends_in_space:
                    self.block.add(" ", at + space.start(), at + space.end(), space.group() == " ")
                end = space.end()

    def handle_entityref(self, name: str) -> None:
        self._reference()

    def handle_charref(self, name: str) -> None:
        self._reference()

    def _reference(self) -> None:
        at = self.at()
        raw = _REFERENCE.match(self.html, at)
        if raw and not self.skipping:
            text = unescape(raw.group())
            self.block.add(text, at, raw.end(), text == raw.group())

    def flush(self) -> None:
        """End the block."""
        block, self.block = self.block, _Block()
        text = "".join(block.texts)
        if not text or text.isspace():
            return
        pieces = block.pieces
        if text.endswith(" ") and pieces[-1].end - pieces[-1].start == 1:
            text, pieces = text[:-1], pieces[:-1]
        role = self.stack[-1].role if self.stack else "body"
        self.done.append(HtmlSegment(Located(text, merged(pieces), len, write_text), role, pieces[0].first))


def merged(pieces: list[Piece]) -> list[Piece]:
    """Make one of plain pieces that touch."""
    made: list[Piece] = []
    for piece in pieces:
        if made and piece.plain and made[-1].plain and made[-1].last == piece.first and made[-1].kind == piece.kind:
            made[-1] = made[-1]._replace(end=piece.end, last=piece.last)
        else:
            made.append(piece)
    return made


def segments(html: str) -> Iterator[HtmlSegment]:
    """Yield the segments of a page or a fragment, in order."""
    cutter = _Cutter(html)
    cutter.feed(html)
    cutter.close()
    cutter.flush()
    return iter(cutter.done)


def line_of(starts: list[int], at: int) -> int:
    """Return the line, from 1, of an offset, given where lines start."""
    return bisect_right(starts, at)
