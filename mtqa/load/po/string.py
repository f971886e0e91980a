"""The strings of PO: what they read as, and the way back."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.load.located import Located, Piece

# (start, end) of a string in the text, without its quotes; others may follow within, with only blanks between them
Span = tuple[int, int]

INNER = r'[^"\\\n]*+(?:\\.[^"\\\n]*+)*+'
"""What stands between two quotes."""
_PART = re.compile(f'"({INNER})"')
_UNITS = re.compile(r"[^\\]+|(?:\\(?:[0-7]{1,3}|x[0-9a-fA-F]{1,2}))+|\\.")
_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_WRITTEN = str.maketrans({"\\": "\\\\", '"': '\\"', **{c: f"\\{name}" for name, c in _SIGNS.items()}})


def unquoted(raw: str, encoding: str) -> str:
    """Read strings, escapes and all, that stand as a span says."""
    if "\\" not in raw:
        return "".join(raw.split('"')[::2]) if '"' in raw else raw
    units = [unit for part in _PART.findall(f'"{raw}"') for unit in _UNITS.findall(part)]
    return "".join([_told(unit, encoding) if unit[0] == "\\" else unit for unit in units])


def _told(unit: str, encoding: str) -> str:
    if unit[0] != "\\":
        return unit
    if len(unit) == 2 and unit[1] not in "01234567":
        return _SIGNS.get(unit[1], unit[1])
    codes = (int(code[1:], 16) if code[0] == "x" else int(code, 8) for code in unit.split("\\")[1:])
    return bytes(code & 255 for code in codes).decode(encoding, "replace")


def located(text: str, spans: Sequence[Span], encoding: str) -> Located:
    """Read strings with the way back to the text they stand in."""
    pieces: list[Piece] = []
    read: list[str] = []
    at = 0
    for start, end in spans:
        for part in _PART.finditer(text, start - 1, end + 1):
            for unit in _UNITS.finditer(text, *part.span(1)):
                told = _told(unit[0], encoding)
                pieces.append(Piece(at, at + len(told), unit.start(), unit.end(), unit[0][0] != "\\"))
                read.append(told)
                at += len(told)
    return Located("".join(read), pieces, escape=_write)


def _write(text: str, kind: str) -> str:
    return text.translate(_WRITTEN)
