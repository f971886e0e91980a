"""Fold a large text by a table of all code points up to U+FFFF."""

from __future__ import annotations

from collections.abc import Container

import numpy as np

from mtqa.checks.bulk.views import ends_of
from mtqa.fold import APOSTROPHES, CASE_TWINS, EXTRA, SPACES, UNKNOWN, fold

_KNOWN = "".join([*map(chr, range(256)), *CASE_TWINS, EXTRA, SPACES, APOSTROPHES])
"""All code points of the alphabet: any other folds to UNKNOWN."""
_ASCII = 127
_TABLE = np.full(1 << 16, ord(UNKNOWN), np.uint8)
_TABLE[[*map(ord, _KNOWN)]] = [*fold(_KNOWN)]
_PLAIN = _TABLE[:256].tobytes()


def fold_large(text: str) -> tuple[bytes, Container[str], list[int]]:
    """Return what `mtqa.fold.fold` returns, in a third of the time.

    With it, the characters beyond ASCII that are in the text, and where the SEPARATORs are.
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")
    if len(units) != len(text):
        folded = fold(text)
        return folded, text, ends_of(folded).tolist()
    others = np.flatnonzero(units > _ASCII)
    letters = units[others]
    there = np.zeros(1 << 16, np.bool_)
    there[letters] = True
    chars = frozenset(map(chr, np.flatnonzero(there).tolist()))
    made = np.frombuffer(bytearray(units.astype(np.uint8)).translate(_PLAIN), np.uint8)
    made[others] = _TABLE[letters]
    folded = made.tobytes()
    return folded, chars, ends_of(folded).tolist()
