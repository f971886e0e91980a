"""What is looked for in a large text: the literals of all rules, equal ones as one, by arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from mtqa.checks.bulk import LONGEST
from mtqa.checks.bulk.views import EIGHT, HEADS, MIX, PADDING, Array, eights

_MIX_TAILS = np.uint64(0xC2B2AE3D27D4EB4F)


class Known(NamedTuple):
    """Literals in a row of bytes, and what they are compared by: length, first eight bytes, last eight if longer."""

    blob: bytes
    view: Array
    firsts: Array
    sizes: Array
    heads: Array
    tails: Array


class Keys:
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
        order = np.argsort(known.heads * MIX ^ known.tails * _MIX_TAILS ^ known.sizes.astype(np.uint64), kind="stable")
        is_first = np.ones(len(order), np.bool_)
        is_first[1:] = False
        for column in (known.heads[order], known.tails[order], known.sizes[order]):
            is_first[1:] |= column[1:] != column[:-1]
        firsts_alike = np.flatnonzero(is_first)
        self._codes = codes[kept][order]
        self._borders = np.concatenate([firsts_alike, [len(order)]])
        chosen = order[firsts_alike]
        self.known = described(blob, known.firsts[chosen], known.sizes[chosen])

    def __len__(self) -> int:
        return len(self._borders) - 1

    def key(self, number: int) -> tuple[str, Sequence[int]]:
        """Return a literal, or the beginning of longer ones, and the codes of those that are it or begin with it."""
        first = self.known.firsts[number]
        text = self.known.blob[first : first + self.known.sizes[number]].decode("latin-1")
        return text, self._codes[self._borders[number] : self._borders[number + 1]].tolist()


def described(blob: bytes, firsts: Array, sizes: Array) -> Known:
    """Tell what literals in a row of bytes, which ends with PADDING, are compared by."""
    view = eights(blob, len(blob) - EIGHT)
    heads, tails = view[firsts] & HEADS[np.minimum(sizes, EIGHT)], view[firsts + np.maximum(sizes - EIGHT, 0)]
    return Known(blob, view, firsts, sizes, heads, np.where(sizes > EIGHT, tails, np.uint64(0)))
