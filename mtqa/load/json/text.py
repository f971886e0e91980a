"""JSON read with places: each string knows where in the text it is written, and an edit of it changes only its part.

The standard library's decoder does the reading; it is given another way to read strings, which keeps their places.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from json import decoder, scanner
from typing import Any

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import Block, ByteSource, Encoding, decode, read_whole, size_of
from mtqa.load.located import Located, Piece
from mtqa.model import ByteEdit, Edit

_UNITS = rx.compile(
    r'[^"\\]+|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.', regex.DOTALL
)
_SURROGATE = rx.compile(r"[\ud800-\udfff]")
_NEWLINE = rx.compile("\n")
ASCII = "ascii"


class Placed(str):
    """A string of a JSON text. Units: `start` and `end` in code points of the text, without the quotes."""

    __slots__ = ("end", "start")
    start: int
    end: int


class _Decoder(json.JSONDecoder):
    def __init__(self) -> None:
        super().__init__()
        self.parse_string = _string
        self.scan_once = scanner.py_make_scanner(self)  # type: ignore[attr-defined]  # the C one takes no hook


def _string(text: str, start: int, strict: bool = True) -> tuple[Placed, int]:
    value, end = decoder.scanstring(text, start, strict)  # type: ignore[attr-defined]
    placed = Placed(value)
    placed.start, placed.end = start, end - 1
    return placed, end


def parse(text: str) -> Any:
    """Read JSON as `json.loads` does, strings as `Placed`. Raises: ValueError, RecursionError."""
    return _Decoder().decode(text)


def located(text: str, string: Placed, escape: str = "") -> Located:
    """Return a string with the way back to the JSON text. `escape` ASCII: new text is written in ASCII."""
    pieces = []
    at = 0
    for unit in _UNITS.finditer(text, string.start, string.end):
        plain = unit[0][0] != "\\"
        length = len(unit[0]) if plain else 1
        pieces.append(Piece(at, at + length, unit.start(), unit.end(), plain, escape))
        at += length
    return Located(str(string), pieces or [Piece(0, 0, string.start, string.end, True, escape)], escape=write)


def write(text: str, kind: str) -> str:
    """Write text as part of a JSON string."""
    return json.dumps(text, ensure_ascii=kind == ASCII or _SURROGATE.search(text) is not None)[1:-1]


def way_of(text: str) -> str:
    """Tell how new text is to be written: ASCII where the old one keeps to it by escapes."""
    return ASCII if text.isascii() and "\\u" in text else ""


@dataclass(slots=True)
class Part:
    """A part of a file of JSON, or all of it.

    Units: `offset` in bytes, `line` and `column` from 1, of its first code point. `escape` is what `way_of` tells.
    """

    text: str
    encoding: str
    offset: int = 0
    line: int = 1
    column: int = 1
    escape: str = ""
    _starts: list[int] = field(default_factory=list, init=False, repr=False)

    def place(self, position: int) -> tuple[int, int]:
        """Return line and column of a code point of the text."""
        if not self._starts:
            self._starts = [1 - self.column, *(m.end() for m in _NEWLINE.finditer(self.text))]
        line = bisect_right(self._starts, position)
        return self.line + line - 1, position - self._starts[line - 1] + 1

    def located(self, string: Placed) -> Located:
        """Return a string of the text with the way back to it."""
        return located(self.text, string, self.escape)

    def edits(self, edits: Iterable[Edit]) -> list[ByteEdit]:
        """Turn edits of the text into edits of the file's bytes."""
        return [ByteEdit(self._at(e.start), self._at(e.end), e.text.encode(self.encoding)) for e in edits]

    def _at(self, position: int) -> int:
        """Return the offset in the file of a code point. Units: bytes."""
        return self.offset + size_of(self.text, position, self.encoding)


def whole(source: ByteSource, encoding: Encoding) -> Part:
    """Read a file as a whole. Raises: InputError, also where it is too large for that."""
    text = decode(Block(read_whole(source)[encoding.skip :], encoding.skip, 1), encoding, source.name)
    return Part(text, encoding.name, encoding.skip, escape=way_of(text))


@contextmanager
def told(name: str, hint: str, deep: str) -> Iterator[None]:
    """Tell what JSON reading raises as faults of the file. `hint` and `deep` say what to do. Raises: InputError."""
    try:
        yield
    except ValueError as error:
        place = f"{name}:{getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise InputError(f"not JSON: {getattr(error, 'msg', error)}", place, hint) from error
    except RecursionError as error:
        raise InputError("nested too deeply", name, deep) from error
