"""What is looked for in a large text: the literals of all rules, equal ones as one, by arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, overload

import numpy as np

from mtqa.checks.bulk.views import EIGHT, HEADS, MIX, PADDING, eights

LONGEST = 16
"""Units: bytes. A literal is compared by its first and its last eight; of a longer one its beginning is looked for."""
_MIX_TAILS = np.uint64(0xC2B2AE3D27D4EB4F)

Array = np.ndarray[Any, Any]
Key = tuple[str, Sequence[int]]
"""A literal, or the beginning of longer ones, and the codes of those that are it or begin with it."""


class Known(NamedTuple):
    """Literals in a row of bytes, and what they are compared by: length, first eight bytes, last eight if longer."""

    blob: bytes
    view: Array
    firsts: Array
    sizes: Array
    heads: Array
    tails: Array


class Keys(Sequence[Key]):
    """The literals of rules. The code of one is the place of its rule times `most`, and its number there.

    `left_out` are the numbers of literals, by the places of their rules, that are looked for elsewhere.
    """

    def __init__(self, lists: Sequence[Sequence[str]], left_out: Mapping[int, Collection[int]], most: int) -> None:
        every = list(chain.from_iterable(lists))
        counts = np.fromiter(map(len, lists), np.int64, len(lists))
        begins = np.cumsum(counts) - counts
        codes = np.repeat(np.arange(len(lists)) * most - begins, counts) + np.arange(len(every))
        kept = np.ones(len(every), np.bool_)
        for place, numbers in left_out.items():
            kept[begins[place] + np.fromiter(numbers, np.int64)] = False
        sizes = np.fromiter(map(len, every), np.int64, len(every))
        firsts = np.cumsum(sizes) - sizes
        blob = "".join(every).encode("latin-1") + PADDING
        known = described(blob, firsts[kept], np.minimum(sizes[kept], LONGEST))
        told = known.heads * MIX ^ known.tails * _MIX_TAILS ^ known.sizes.astype(np.uint64)
        order = np.argsort(told, kind="stable")
        new = np.flatnonzero(np.diff(told[order], prepend=np.uint64(0)) != 0) if len(order) else order
        if len(order) and (not len(new) or new[0]):
            new = np.concatenate([[0], new])
        self._codes = codes[kept][order]
        self._borders = np.concatenate([new, [len(order)]])
        chosen = order[new]
        self.known = described(blob, known.firsts[chosen], known.sizes[chosen])

    def __len__(self) -> int:
        return len(self._borders) - 1

    @overload
    def __getitem__(self, number: int) -> Key: ...
    @overload
    def __getitem__(self, number: slice) -> list[Key]: ...
    def __getitem__(self, number: int | slice) -> Key | list[Key]:
        if isinstance(number, slice):
            return [self[i] for i in range(*number.indices(len(self)))]
        first = self.known.firsts[number]
        text = self.known.blob[first : first + self.known.sizes[number]].decode("latin-1")
        return text, self._codes[self._borders[number] : self._borders[number + 1]].tolist()


def known_of(literals: Sequence[bytes]) -> Known:
    """Lay literals of 1 to LONGEST bytes out."""
    sizes = np.fromiter(map(len, literals), np.int64, len(literals))
    return described(b"".join(literals) + PADDING, np.cumsum(sizes) - sizes, sizes)


def described(blob: bytes, firsts: Array, sizes: Array) -> Known:
    """Tell what literals in a row of bytes, which ends with PADDING, are compared by."""
    view = eights(blob, len(blob) - EIGHT)
    heads, tails = view[firsts] & HEADS[np.minimum(sizes, EIGHT)], view[firsts + np.maximum(sizes - EIGHT, 0)]
    return Known(blob, view, firsts, sizes, heads, np.where(sizes > EIGHT, tails, np.uint64(0)))
