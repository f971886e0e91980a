"""Where literals of a rule stand in a large text, as columns: a check that asks for segments only makes no tuples."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from mtqa.checks.bulk.views import Array
from mtqa.checks.chunk import Found
from mtqa.checks.side import Side
from mtqa.checks.spots import WHOLE

_MOST = 16
"""Of more literals than these, spots are not held against what is written."""
MANY = 256
"""From so many spots on columns are quicker than a list."""


class ManySpots(Sequence[Found]):
    """Spots in the order of their segments. Units: offsets of the plain view of each segment."""

    __slots__ = ("_list", "ends", "literals", "numbers", "starts")

    def __init__(self, numbers: Array, starts: Array, ends: Array, literals: Array) -> None:
        self.numbers, self.starts, self.ends, self.literals = numbers, starts, ends, literals
        self._list: list[Found] | None = None

    def __len__(self) -> int:
        return len(self.numbers)

    def __iter__(self) -> Iterator[Found]:
        return iter(self._all())

    @overload
    def __getitem__(self, at: int) -> Found: ...
    @overload
    def __getitem__(self, at: slice) -> list[Found]: ...
    def __getitem__(self, at: int | slice) -> Found | list[Found]:
        return self._all()[at]

    def _all(self) -> list[Found]:
        if self._list is None:
            columns = self.numbers, self.starts, self.ends, self.literals
            self._list = list(zip(*(column.tolist() for column in columns), strict=True))
        return self._list

    def segments(self) -> list[int]:
        """Return the segments, each once, in order."""
        numbers: list[int] = self.numbers[self._first()].tolist()
        return numbers

    def _first(self) -> Array:
        first: Array = np.diff(self.numbers, prepend=-1) != 0
        return first

    def kept(self, mask: Array | slice) -> ManySpots:
        """Return the spots that a mask keeps, or a stretch of them."""
        return ManySpots(self.numbers[mask], self.starts[mask], self.ends[mask], self.literals[mask])

    def of(self, literals: Collection[int]) -> ManySpots:
        """Return the spots of some literals."""
        return self.kept(_among(self.literals, literals))

    def within(self, segments: Collection[int]) -> ManySpots:
        """Return the spots in some segments."""
        return self.kept(_among(self.numbers, segments))

    def starting_by(self, furthest: Sequence[int], segments: Collection[int]) -> ManySpots:
        """Leave out spots that start further into their segment than each literal may, but for those of `segments`."""
        mask = self.starts <= np.asarray(furthest)[self.literals]
        if segments:
            mask |= _among(self.numbers, segments)
        return self.kept(mask)

    def around(self, before: int, after: int, side: Columns) -> tuple[list[int], Iterable[tuple[int, int]]]:
        """Return the segments of spots and from where to where in them to look; a segment may come more than once.

        Odd segments are taken whole, and so are all if together that is less to look at.
        """
        sizes = side.sizes[self.numbers]
        lefts, rights = np.maximum(self.starts - before, 0), np.minimum(self.starts + after, sizes)
        odd = None if side.odd is None else side.odd[self.numbers]
        looked_at = rights - lefts if odd is None else np.where(odd, sizes, rights - lefts)
        if int(looked_at.sum()) > int(sizes[self._first()].sum()):
            segments = self.segments()
            return segments, [(0, WHOLE)] * len(segments)
        if odd is not None:
            lefts[odd], rights[odd] = 0, WHOLE
        return self.numbers.tolist(), zip(lefts.tolist(), rights.tolist(), strict=True)

    def as_written(self, written: Sequence[Sequence[Sequence[str] | None]], side: Columns) -> ManySpots:
        """Leave out spots that have another first letter than the texts `written` for their literal.

        Where there are many literals all spots are left.
        """
        there = {*self.literals.tolist()}
        if side.units is None or len(there) > _MOST:
            return self
        firsts = side.units[side.starts[self.numbers] + self.starts]
        kept = np.zeros(len(self), np.bool_)
        for literal in there:
            ways = written[literal]
            own = self.literals == literal
            if all(ways):
                wanted = {ord(text[0]) for texts in ways for text in texts or ()}
                own &= np.logical_or.reduce([firsts == unit for unit in wanted])
            kept |= own
        return self.kept(kept)


@dataclass(frozen=True, slots=True)
class Columns:
    """Of each segment of a side where it starts in the joined text, its size, and whether it is odd; None: none is.

    `units`: the code points of the joined text; None where one takes more than 16 bits.
    """

    starts: Array
    sizes: Array
    odd: Array | None
    units: Array | None

    @classmethod
    def of(cls, side: Side) -> Columns:
        """Return the columns of a side."""
        starts = np.asarray(side.starts)
        odd = None
        if side.odd:
            odd = np.zeros(len(side.texts), np.bool_)
            odd[[*side.odd]] = True
        units = np.frombuffer(side.joined.encode("utf-16-le", "surrogatepass"), "<u2")
        return cls(starts, np.diff(starts) - 1, odd, units if len(units) == len(side.joined) else None)


def _among(column: Array, wanted: Collection[int]) -> Array:
    """Tell which numbers of a column are wanted."""
    told = np.zeros(max(column.max(initial=0), max(wanted, default=0)) + 1, np.bool_)
    told[[*wanted]] = True
    return told[column]
