"""Hand out the literals found in a large text to the rules that look for them, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from mtqa.checks.bulk.spots import MANY, ManySpots
from mtqa.checks.bulk.views import Array, ends_of
from mtqa.checks.chunk import AFTER_DIGIT, BEGINS, ENDS, Found, Owner
from mtqa.checks.marks import IN_WORD

_IN_WORD = np.array([byte in IN_WORD for byte in range(256)])
_IS_DIGIT = np.array([48 <= byte <= 57 for byte in range(256)])


class Handing:
    """The owners of literals as columns, which grow as literals are met."""

    def __init__(self, owners: Mapping[int, Sequence[Owner]], literals: int) -> None:
        self._owners = owners
        self._first = np.zeros(literals, np.int64)
        self._count = np.zeros(literals, np.int64)
        self._columns = np.zeros((5, 0), np.int64)
        self._rests: list[bytes] = []

    def hand_out(
        self, text: bytes, hits: tuple[Array, Array, Array], numbers: Sequence[int], *, raw: bool
    ) -> Mapping[int, Sequence[Found]]:
        """Return what of each rule stands where, in order, given numbers, starts and ends of literals in a text.

        The text is segments, folded, and a space; `numbers` are those of the segments. Phrases do not read raw texts.
        """
        literals, starts, ends = hits
        self._lay_out(literals)
        counts = self._count[literals]
        owners = np.repeat(self._first[literals] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        starts, ends = np.repeat(starts, counts), np.repeat(ends, counts)
        rules, indexes, edges, phrases, cut = self._columns[:, owners]
        kept = np.ones(len(owners), np.bool_)
        for at in np.flatnonzero(cut).tolist():
            rest = self._rests[owners[at]]
            kept[at] = text.startswith(rest, starts[at])
            ends[at] = starts[at] + len(rest)
        signs = np.frombuffer(text, np.uint8)
        before, after = signs[starts - 1], signs[np.minimum(ends, len(text) - 1)]
        kept &= ~(((edges & BEGINS) > 0) & _IN_WORD[before]) & ~(((edges & ENDS) > 0) & _IN_WORD[after])
        kept &= ((edges & AFTER_DIGIT) == 0) | _IS_DIGIT[before]
        if raw:
            kept &= phrases == 0
        begins = np.concatenate([[0], ends_of(text) + 1])
        return _by_rule(rules[kept], indexes[kept], starts[kept], ends[kept], begins, np.asarray(numbers))

    def _lay_out(self, literals: Array) -> None:
        news = sorted({*literals[self._count[literals] == 0].tolist()})
        if not news:
            return
        rows: list[tuple[int, int, int, bool, bool]] = []
        for literal in news:
            owners = self._owners[literal]
            self._first[literal], self._count[literal] = len(self._rests), len(owners)
            for rule, index, edge, is_phrase, rest in owners:
                rows.append((rule, index, edge, is_phrase, rest != b""))
                self._rests.append(rest)
        self._columns = np.concatenate([self._columns, np.array(rows, np.int64).T], axis=1)


def _by_rule(
    rules: Array, indexes: Array, starts: Array, ends: Array, begins: Array, numbers: Array
) -> Mapping[int, Sequence[Found]]:  # fmt: skip
    order = np.argsort(rules, kind="stable")
    rules, starts, ends = rules[order], starts[order], ends[order]
    segments = np.searchsorted(begins, starts, "right") - 1
    first = begins[segments]
    spots = ManySpots(numbers[segments], starts - first, ends - first, indexes[order])
    borders = np.flatnonzero(np.diff(rules, prepend=-1, append=-1))
    sizes = np.diff(borders)
    few = list(spots.kept(np.repeat(sizes < MANY, sizes)))  # which are quicker to look at as a list
    found: dict[int, Sequence[Found]] = {}
    at = 0
    for begin, size in zip(borders.tolist(), sizes.tolist(), strict=False):
        if size < MANY:
            found[int(rules[begin])] = few[at : at + size]
            at += size
        else:
            found[int(rules[begin])] = spots.kept(slice(begin, begin + size))
    return found
