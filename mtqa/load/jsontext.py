"""JSON read with places: each string knows where in the text it is written, and an edit of it changes only its part.

The standard library's decoder does the reading; it is given another way to read strings, which keeps their places.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from json import decoder, scanner
from typing import Any

import regex

from mtqa import rx
from mtqa.load.located import Located, Piece

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


class Lines:
    """Tells line and column of a place in a text."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in _NEWLINE.finditer(text))]

    def place(self, position: int) -> tuple[int, int]:
        """Return line and column. Units: code points, from 1."""
        line = bisect_right(self._starts, position)
        return line, position - self._starts[line - 1] + 1
