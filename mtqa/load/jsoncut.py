"""A JSON file cut about its outermost array, or one in its object, so that any size is read some elements at a time.

One pass over the bytes finds where the array begins and ends, and between which of its elements the file is cut; all
that is read is parsed as usual later on. What is no JSON, or has the array twice, is not cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from mtqa.load import quick
from mtqa.load.bytesource import BLOCK, MOST_WHOLE, Block, ByteSource, Encoding, decode, read, too_large
from mtqa.load.jsonpieces import Piece, Pieced

_OPEN, _CLOSED, _QUOTE = b"[{", b"]}", ord('"')
_CONTINUED = bytes(range(0x80, 0xC0))
"""The bytes of UTF-8 that begin no character."""
_KEY = 160
"""Units: bytes before a bracket in which its key must stand, blanks and all."""
_BETWEEN = quick.compile(rb'(?s)(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+")*+')
_REST_OF_STRING = quick.compile(rb'(?s)(?:[^"\\]++|\\.)*+')
_COMMA = re.compile(rb"[ \t\r\n]*,")
_ESCAPED_LETTER = re.compile(rb"\\u00[467]", re.IGNORECASE)
"""An ASCII letter that is written as an escape, as in a key that does not look like one."""


@dataclass(frozen=True, slots=True)
class Cut:
    """Where an array stands in a file. Units: bytes.

    `begin` and `end` are those of what its brackets enclose, `parts` those of some elements each. `escaped`: it is
    all ASCII, with escapes of other characters.
    """

    begin: int
    end: int
    parts: Sequence[tuple[int, int]]
    escaped: bool


def is_plain(key: str) -> bool:
    """Tell whether a key is written as it is, by all but those who write letters as escapes, which is told."""
    return key.isascii() and key.isprintable() and not {*'"\\/'} & {*key}


def cut(source: ByteSource, encoding: Encoding, key: str = "") -> Cut | None:
    """Find the array that the object of a file has at `key`, or that is all of it; None where it cannot be cut.

    Raises: InputError.
    """
    if encoding.name not in ("utf-8", "utf-8-sig"):
        return None
    scan = _Scan(key, encoding.skip)
    is_ascii, escapes, last = True, False, b""
    with source.open() as file:
        file.seek(encoding.skip)
        while block := read(file, BLOCK, source.name):
            is_ascii = is_ascii and block.isascii()
            escapes = escapes or b"\\u" in last + block
            last = block[-1:]
            if not scan.take(block):
                return None
    return scan.cut(escaped=is_ascii and escapes)


class _Scan:
    """Goes over the brackets of a JSON text, given block by block."""

    def __init__(self, key: str, offset: int) -> None:
        self._key = re.compile(rb'[{,\s]"%b"\s*:\s*' % re.escape(key.encode())) if key else None
        self._inside = 2 if key else 1
        self._offset = offset  # where `_data` begins in the file
        self._data = b""
        self._at = 0  # how far it was looked through
        self._in_string = False
        self._depth = 0
        self._begin = self._end = -1
        self._start = 0
        self._parts: list[tuple[int, int]] = []

    def take(self, block: bytes) -> bool:
        """Look through more of the text; return whether it may still be cut."""
        kept = max(0, self._at - _KEY)
        self._data = self._data[kept:] + block
        self._offset += kept
        self._at -= kept
        while self._at < len(self._data):
            if self._in_string and not self._leave_string():
                return True
            self._at = _between(self._data, self._at)
            if self._at == len(self._data):
                return True
            sign = self._data[self._at]
            if sign == _QUOTE:
                self._in_string = True
                self._at += 1
                continue
            if not self._note(sign):
                return False
            self._at += 1
        return True

    def _leave_string(self) -> bool:
        """Go on to the end of a string; return whether that was reached."""
        found = _REST_OF_STRING.match(self._data, self._at)
        assert found
        self._at = found.end()
        if self._data[self._at : self._at + 1] != b'"':  # the text ends here, maybe with a lone backslash
            return False
        self._in_string = False
        self._at += 1
        return True

    def _note(self, sign: int) -> bool:
        """Take note of a bracket; return whether the text may still be cut."""
        there = self._offset + self._at
        if sign in _OPEN:
            self._depth += 1
            before = self._data[max(0, self._at - _KEY) : self._at]
            if self._depth == self._inside and sign == _OPEN[0] and self._is_ours(before):
                if self._begin >= 0:
                    return False
                self._begin = self._start = there + 1
            return True
        self._depth -= 1
        if self._begin < 0 or self._end >= 0:
            return self._depth >= 0
        if self._depth == self._inside - 1:
            self._end = there
            rest = self._data[max(0, self._start - self._offset) : self._at]
            if sign != _CLOSED[0] or (self._parts and not rest.strip()):  # a comma without an element behind it
                return False
            self._parts.append((self._start, there))
        elif self._depth == self._inside and sign == _CLOSED[1] and there + 1 - self._start >= BLOCK:
            comma = _COMMA.match(self._data, self._at + 1)
            if comma:
                self._parts.append((self._start, there + 1))
                self._start = self._offset + comma.end()
        return True

    def _is_ours(self, before: bytes) -> bool:
        return self._key is None or any(found.end() == len(before) for found in self._key.finditer(before))

    def cut(self, *, escaped: bool) -> Cut | None:
        """Return what was found when there is no more text."""
        if self._depth or self._in_string or self._end < 0:
            return None
        return Cut(self._begin, self._end, self._parts, escaped)


def _between(data: bytes, at: int) -> int:
    """Return where the next bracket is, or a string without an end."""
    found = _BETWEEN.match(data, at)
    assert found
    return found.end()


def outside(source: ByteSource, encoding: Encoding, found: Cut, way: str) -> Pieced | None:
    """Return the object of a file, its array empty; None where a key may be written otherwise. Raises: InputError."""
    with source.open() as file:
        file.seek(encoding.skip)
        head = _taken(file, found.begin - encoding.skip, source.name)
        line, column = _after((1, 1), head)
        left = found.end - found.begin
        while left > 0:
            data = read(file, min(BLOCK, left), source.name)
            if not data:
                return None
            line, column = _after((line, column), data)
            left -= len(data)
        tail = read(file, MOST_WHOLE + 1, source.name)
    if len(head) + len(tail) > MOST_WHOLE:
        raise too_large(source.name, MOST_WHOLE, "without its list")
    if _ESCAPED_LETTER.search(head) or _ESCAPED_LETTER.search(tail):
        return None
    first = decode(Block(head, encoding.skip, 1), encoding, source.name)
    last = decode(Block(tail, found.end, line), encoding, source.name)
    pieces = [Piece(0, first, encoding.skip), Piece(len(first), last, found.end, line, column)]
    return Pieced(first + last, pieces, encoding.name, way)


def elements(source: ByteSource, encoding: Encoding, found: Cut, way: str) -> Iterator[Pieced]:
    """Yield arrays of some elements at a time, which are all in order. Raises: InputError."""
    with source.open() as file:
        file.seek(encoding.skip)
        place, at = (1, 1), encoding.skip
        for start, end in found.parts:
            while at < start:
                skipped = _taken(file, min(BLOCK, start - at), source.name)
                place, at = _after(place, skipped), at + len(skipped)
            if end - start > MOST_WHOLE:
                raise too_large(source.name, MOST_WHOLE, f"without a comma behind an object, from byte {start:,} on")
            data = _taken(file, end - start, source.name)
            text = decode(Block(data, start, place[0]), encoding, source.name)
            yield Pieced(f"[{text}]", [Piece(1, text, start, *place)], encoding.name, way)
            place, at = _after(place, data), end


def _taken(file: BinaryIO, size: int, name: str) -> bytes:
    parts = []
    while size > 0 and (data := read(file, size, name)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _after(place: tuple[int, int], data: bytes) -> tuple[int, int]:
    """Return line and column of what stands behind some UTF-8, given those of its beginning."""
    lines = data.count(b"\n")
    own = data[data.rfind(b"\n") + 1 :]
    return place[0] + lines, (1 if lines else place[1]) + len(own.translate(None, _CONTINUED))
