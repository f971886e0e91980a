"""Elements of an ordinary shape as patterns of bytes: what their tags say, and where their texts stand.

Ordinary is a tag whose attributes are written as they are meant, in double quotes, and none of which names a
namespace; and a text in which no markup stands but such tags of inline elements. It comes in two groups: up to the
first sign that may not read as it stands (a reference, a tag, a line end, a tab), and the rest.
"""

from __future__ import annotations

import re

from mtqa.load.bilingual.inline import Sentence
from mtqa.load.bilingual.inlinetext import reading, sentence
from mtqa.load.bilingual.units import XML, Pieces
from mtqa.load.xml.events import Run
from mtqa.load.xml.read import Start
from mtqa.load.xml.write import width

SPACE = rb"[ \t\r\n]*+"
ATTRIBUTES = rb'((?:[ \t\r\n]++(?!xmlns)[\w.:-]++="[^"<&\t\r\n]*+")*+)' + SPACE
UNREAD = ATTRIBUTES.replace(b"((", b"(?:(", 1)
_INLINE = rb"</?(?:g|x|bx|ex|bpt|ept|ph|it|ut|hi|sub|pc|sc|ec|cp|sm|em)" + UNREAD + rb"/?>"
TEXT = rb"([^<&\t\r\n]*+)((?:[^<]++|" + _INLINE + rb"){0,100}+)"
_ATTRIBUTE = re.compile(r'([\w.:-]++)="([^"]*+)')


def named(name: str) -> bytes:
    """Return a pattern of an attribute that comes first, its value a group; there need be none."""
    return rb'(?:[ \t\r\n]++%s="([^"<&\t\r\n]*+)")?+' % name.encode()


def opening(name: str, attributes: bytes = ATTRIBUTES) -> bytes:
    """Return a pattern of a start tag."""
    return b"<" + name.encode() + attributes + b">"


def closing(name: str) -> bytes:
    """Return a pattern of an end tag and the white space behind it."""
    return b"</" + name.encode() + SPACE + b">" + SPACE


def passed_over(*names: str) -> bytes:
    """Return a pattern of elements that hold nothing but text, which is not read."""
    each = (opening(name, UNREAD) + b"[^<]*+" + closing(name) for name in names)
    return b"(?:" + b"|".join(each) + b")*+"


def attributes(written: bytes | None, encoding: str) -> dict[str, str]:
    """Return attributes by name, as the parser would tell them but for the namespaces of tools."""
    found = _ATTRIBUTE.findall(written.decode(encoding)) if written else ()
    return {f"{XML}{name[4:]}" if name.startswith("xml:") else name.replace(":", "}"): text for name, text in found}


class Cursor:
    """Goes through a run and tells lines and columns, and texts. `marks`: inline elements that only mark text."""

    def __init__(self, run: Run, encoding: str, marks: frozenset[str]) -> None:
        self.marks, self.reading = marks, reading(marks)
        self.data = run.found[0].string
        self.base = run.base
        self.encoding = encoding
        self.at = run.found[0].start()
        self.line, self.column = run.line, run.column

    def to(self, at: int) -> tuple[int, int]:
        """Return the line and column of a place, which is none before the last. Units: `at` in bytes of the data."""
        data, before = self.data, self.at
        end = data.rfind(b"\n", before, at)
        if end >= 0:
            self.line += data.count(b"\n", before, at)
            self.column, before = 1, end + 1
        self.column += len(data[before:at].decode(self.encoding))
        self.at = at
        return self.line, self.column

    def tag(self, first: int) -> int:
        """Return where the start tag of a text stands. Units: bytes of the data."""
        return self.data.rfind(b"<", 0, first)

    def sentence(self, first: int, last: int) -> Sentence:
        """Return a text. Units: bytes of the data."""
        at = self.tag(first)
        start, written = Start("", {}, self.base + at, *self.to(at)), self.data[first:last].decode(self.encoding)
        return sentence(written, start, self.base + first, self.to(first), self.marks, self.encoding)

    def source(self, text: bytes, odd: bytes, preserve: bool) -> str:
        """Return a text that is only read, wherever it stands."""
        written = (text + odd).decode(self.encoding)
        if not odd:
            return written
        simple = self.reading.text(written)
        if simple is not None:
            return simple
        return self.unplaced(text + odd).text(preserve)

    def unplaced(self, written: bytes) -> Sentence:
        """Return a text of which no place is asked."""
        return sentence(written.decode(self.encoding), Start("", {}, 0, 0, 0), 0, (0, 0), self.marks, self.encoding)

    def target(self, first: int, last: int, odd: bool, preserve: bool) -> tuple[str, Pieces, int, int]:
        """Return a text, its pieces, its line and column. Units: `first` and `last` in bytes of the data."""
        written = self.data[first:last].decode(self.encoding)
        if not odd:
            return written, self.base + first, *self.to(first if written else self.tag(first))
        simple = self.reading.text(written)
        if simple:
            begins = first + len(written[: self.reading.begins(written)].encode(self.encoding))
            return simple, (self.base + first, self.base + last), *self.to(begins)
        whole = self.sentence(first, last)
        return *whole.pieces_of(preserve, width(self.encoding)), *whole.place(preserve)
