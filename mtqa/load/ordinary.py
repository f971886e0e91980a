"""Elements of an ordinary shape as patterns of bytes: what their tags say, and where their texts stand.

Ordinary is a tag whose attributes are written as they are meant, in double quotes, and none of which names a
namespace; and a text without markup. A text comes in two groups: up to the first sign that may not read as it stands
(a reference, a line end, a tab), and the rest.
"""

from __future__ import annotations

import re

from mtqa.load.bilingual import XML
from mtqa.load.inline import Sentence
from mtqa.load.xmlevents import Run, texts

SPACE = rb"[ \t\r\n]*+"
ATTRIBUTES = rb'((?:[ \t\r\n]++(?!xmlns)[\w.:-]++="[^"<&\t\r\n]*+")*+)' + SPACE
TEXT = rb"([^<&\t\r\n]*+)([^<]*+)"
UNREAD = ATTRIBUTES.replace(b"((", b"(?:(", 1)
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
    """Goes through a run and tells lines and columns."""

    def __init__(self, run: Run, encoding: str) -> None:
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
        sentence = Sentence(*self.to(self.tag(first)))
        return _filled(sentence, self.data[first:last], self.base + first, *self.to(first), self.encoding)


def unplaced(written: bytes, encoding: str) -> Sentence:
    """Return a text that is only read, wherever it stands."""
    return _filled(Sentence(0, 0), written, 0, 0, 0, encoding)


def _filled(sentence: Sentence, written: bytes, first: int, line: int, column: int, encoding: str) -> Sentence:
    for text in texts(written.decode(encoding), 0, first, line, column, encoding):
        sentence.add(text)
    return sentence
