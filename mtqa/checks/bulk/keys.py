"""What is looked for in a large text: the literals of all rules, equal ones as one, by arrays."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from mtqa.checks.bulk import LONGEST
from mtqa.checks.bulk.views import EIGHT, HEADS, MIX, PADDING, Array, eights, ends_of

_COLUMNS = ("firsts", "sizes", "heads", "tails")
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

    `lists`: the literals of each rule, each with SEPARATOR behind it. `left_out` are the numbers of literals, by the
    places of their rules, that are looked for elsewhere.
    """

    def __init__(self, lists: Sequence[bytes], left_out: Mapping[int, Collection[int]], most: int) -> None:
        blob = b"".join([*lists, PADDING])
        stops = ends_of(blob)
        begins = np.searchsorted(stops, np.cumsum([0, *map(len, lists)])[:-1])
        places = np.repeat(np.arange(len(lists)), np.diff(begins, append=len(stops)))
        codes = np.arange(len(stops)) - begins[places] + places * most
        kept = np.ones(len(stops), np.bool_)
        first_of = begins.tolist()
        kept[[first_of[place] + number for place, numbers in left_out.items() for number in numbers]] = False
        firsts = np.concatenate([[0], stops[:-1] + 1])[: len(stops)]
        every = described(blob, firsts[kept], np.minimum((stops - firsts)[kept], LONGEST))
        order, borders = _alike(every)
        by_place = np.argsort(order[borders[:-1]])  # so that neighbours are looked at one after the other
        self._codes, self._borders = codes[kept][order], np.stack([borders[:-1], borders[1:]])[:, by_place]
        chosen = order[self._borders[0]]
        self.known = every._replace(**{name: getattr(every, name)[chosen] for name in _COLUMNS})

    def __len__(self) -> int:
        return len(self._borders[0])

    def key(self, number: int) -> tuple[str, Sequence[int]]:
        """Return a literal, or the beginning of longer ones, and the codes of those that are it or begin with it."""
        first = self.known.firsts[number]
        text = self.known.blob[first : first + self.known.sizes[number]].decode("latin-1")
        begin, end = self._borders[:, number]
        return text, sorted(self._codes[begin:end].tolist())


def _alike(known: Known) -> tuple[Array, Array]:
    """Return an order in which equal literals follow one another, and where in it others begin, and its end."""
    order = np.argsort(known.heads * MIX ^ known.tails * _MIX_TAILS ^ known.sizes.astype(np.uint64))
    differ = np.ones(len(order) + 1, np.bool_)
    differ[1:-1] = False
    for column in (known.heads[order], known.tails[order], known.sizes[order]):
        differ[1:-1] |= column[1:] != column[:-1]
    return order, np.flatnonzero(differ)


def described(blob: bytes, firsts: Array, sizes: Array) -> Known:
    """Tell what literals in a row of bytes, which ends with PADDING, are compared by."""
    view = eights(blob, len(blob) - EIGHT)
    heads, tails = view[firsts] & HEADS[np.minimum(sizes, EIGHT)], view[firsts + np.maximum(sizes - EIGHT, 0)]
    return Known(blob, view, firsts, sizes, heads, np.where(sizes > EIGHT, tails, np.uint64(0)))
