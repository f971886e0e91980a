"""Ask of spots, be they a list or the columns that a large text has, what checks look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, TypeGuard

from mtqa.checks.chunk import Chunk, Found

if TYPE_CHECKING:
    from mtqa.checks.bulk.spots import Columns, ManySpots

WHOLE = 1 << 40
"""Units: characters, more than any segment has: to its end."""
FEW = 16
"""The spots of so many owners are told apart by columns; of more, one spot after the other."""


def are_columns(spots: Sequence[Found]) -> TypeGuard[ManySpots]:
    """Tell whether spots are columns."""
    return not isinstance(spots, (list, tuple))


def columns_of(chunk: Chunk) -> Columns:
    """Return what columns of spots are held against; a large text has them."""
    from mtqa.checks.bulk.spots import Columns

    columns: Columns = chunk.memo("columns of the target", lambda: Columns.of(chunk.target))
    return columns


def segments_of(spots: Sequence[Found]) -> list[int]:
    """Return the segments, each once, in order."""
    return spots.segments() if are_columns(spots) else sorted({spot[0] for spot in spots})


def within(spots: Sequence[Found], segments: Collection[int]) -> Sequence[Found]:
    """Return the spots in some segments."""
    if are_columns(spots):
        return spots.within(segments)
    wanted = frozenset(segments)
    return [spot for spot in spots if spot[0] in wanted]


def by_owner(spots: Sequence[Found], owners: Sequence[Sequence[int]]) -> Mapping[int, Sequence[Found]]:
    """Return the spots of each owner; `owners` has those of each literal."""
    there = {*spots.literals.tolist()} if are_columns(spots) else {spot[3] for spot in spots}
    literals: dict[int, list[int]] = defaultdict(list)
    for literal in there:
        for owner in owners[literal]:
            literals[owner].append(literal)
    if are_columns(spots) and len(literals) <= FEW:
        return {owner: spots.of(own) if len(own) < len(there) else spots for owner, own in literals.items()}
    each: dict[int, list[Found]] = defaultdict(list)
    for spot in spots:
        each[spot[3]].append(spot)
    return {owner: _joined([each[literal] for literal in own]) for owner, own in literals.items()}


def _joined(lists: Sequence[list[Found]]) -> Sequence[Found]:
    return lists[0] if len(lists) == 1 else [*chain(*lists)]


def as_written(
    chunk: Chunk, spots: Sequence[Found], written: Sequence[Sequence[Sequence[str] | None]]
) -> Iterable[Found]:
    """Leave out spots that surely do not stand as `written` for each literal, where that takes little time to tell."""
    if not are_columns(spots):
        return spots
    return spots.as_written(written, columns_of(chunk))


def starting_by(spots: Sequence[Found], furthest: Sequence[int], segments: Collection[int]) -> Iterable[Found]:
    """Leave out spots that start further into their segment than each literal may, but for those in some `segments`."""
    if not are_columns(spots):
        return spots
    return spots.starting_by(furthest, segments)
