"""The text of a block of HTML as it is gathered, and how new text is written into it."""

from __future__ import annotations

import re
from html import escape, unescape

import regex

from mtqa.load.html.names import PICTURES
from mtqa.load.html.tokens import ATTRIBUTE_REFERENCE, REFERENCE, Attribute
from mtqa.load.located import KEPT, LOOSE, OBJECT, Located, Piece

# White space that does not read as it stands: all but a single space.
_ODD_SPACE = re.compile(r"[\t\n\r\f][ \t\n\r\f]*+| [ \t\n\r\f]++")


def write_text(text: str, kind: str) -> str:
    """Write text as HTML."""
    return escape(text, quote=False)


def write_quoted(text: str, kind: str) -> str:
    """Write text as HTML in an attribute; `kind` is the quote about it, or none."""
    written = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if kind != "bare":
        return written.replace(kind, "&quot;" if kind == '"' else "&#39;")
    return regex.sub(r"[\s\"'`=]", lambda m: f"&#{ord(m.group())};", written)


class Block:
    """The text of the block being read. A piece stands between two tags, references and odd spaces."""

    __slots__ = ("_ended", "_length", "_pictures", "_texts", "_worded", "pieces")

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._texts: list[str] = []
        self._length = 0
        self._pictures: set[int] = set()
        self._ended = True  # white space is at the end, or nothing at all: more of it adds nothing
        self._worded = False

    def _add(self, text: str, first: int, last: int, plain: bool, kind: str = "") -> None:
        end = self._length + len(text)
        self._texts.append(text)
        self.pieces.append(tuple.__new__(Piece, (self._length, end, first, last, plain, kind, False)))
        self._length = end
        self._ended = text[-1:] == " "
        self._worded = self._worded or not (kind == KEPT or text.isspace())

    def add_object(self, first: int, last: int, name: str) -> None:
        """Add something that reads as one sign."""
        if name in PICTURES:
            self._pictures.add(len(self.pieces))
        self._add(OBJECT, first, last, False, KEPT)

    def add_text(self, html: str, start: int, end: int, references: bool) -> None:
        """Add text between tags: references decoded, white space as one space at the most."""
        at = start
        if references and html.find("&", start, end) >= 0:
            for match in REFERENCE.finditer(html, start, end):
                first, last = match.span()
                if at < first:
                    self._spaced(html, at, first)
                written = html[first:last]
                if text := unescape(written):  # of a sign that may not be, nothing is read
                    self._add(text, first, last, False, LOOSE if text == written else "")
                at = last
        if at < end:
            self._spaced(html, at, end)

    def _spaced(self, html: str, start: int, end: int) -> None:
        at = start
        for space in _ODD_SPACE.finditer(html, start, end):
            first, last = space.span()
            if at < first:
                self._plain(html, at, first)
            if not self._ended:
                self._add(" ", first, last, False)
            at = last
        if at < end:
            self._plain(html, at, end)

    def _plain(self, html: str, start: int, end: int) -> None:
        if self._ended and html[start] == " ":
            start += 1
        if start < end:
            self._add(html[start:end], start, end, True)

    def located(self) -> Located | None:
        """Return the text without white space and images at its ends; None where it holds none."""
        if not self._worded:
            return None
        texts, pieces, pictures = self._texts, self.pieces, self._pictures
        first, last = 0, len(texts)
        while texts[first] == " " or first in pictures:
            first += 1
        while texts[last - 1] == " " or last - 1 in pictures:
            last -= 1
        if first or last < len(texts):
            texts, pieces = texts[first:last], pieces[first:last]
        text = "".join(texts)
        if text.startswith(" "):  # the beginning of a plain piece
            text = text[1:]
            pieces[0] = pieces[0]._replace(start=pieces[0].start + 1, first=pieces[0].first + 1)
        if text.endswith(" "):  # the end of a plain piece
            text = text[:-1]
            pieces[-1] = pieces[-1]._replace(end=pieces[-1].end - 1, last=pieces[-1].last - 1)
        if shift := pieces[0].start:
            pieces = [p._replace(start=p.start - shift, end=p.end - shift) for p in pieces]
        return Located(text, pieces, len, write_text)


def quoted(html: str, attribute: Attribute) -> Located:
    """Locate the value of an attribute."""
    first, last = attribute.first, attribute.last
    quote = html[last : last + 1]
    kind = quote if quote and quote in "\"'" and html[first - 1] == quote else "bare"
    raw = html[first:last]
    start, end = first + len(raw) - len(raw.lstrip()), last - (len(raw) - len(raw.rstrip()))
    pieces: list[Piece] = []
    texts: list[str] = []
    at = start
    length = 0

    def add(text: str, begins: int, ends: int) -> None:
        nonlocal length
        pieces.append(Piece(length, length + len(text), begins, ends, text == html[begins:ends], kind))
        texts.append(text)
        length += len(text)

    for match in ATTRIBUTE_REFERENCE.finditer(html, start, end) if "&" in raw else ():
        if at < match.start():
            add(html[at : match.start()], at, match.start())
        add(unescape(match.group()), match.start(), match.end())
        at = match.end()
    if at < end:
        add(html[at:end], at, end)
    return Located("".join(texts), _merged(pieces), len, write_quoted)


def _merged(pieces: list[Piece]) -> list[Piece]:
    """Make one of plain pieces that touch."""
    made: list[Piece] = []
    for piece in pieces:
        before = made[-1] if made else None
        if before and piece.plain and before.plain and before.last == piece.first:
            made[-1] = before._replace(end=piece.end, last=piece.last)
        else:
            made.append(piece)
    return made
