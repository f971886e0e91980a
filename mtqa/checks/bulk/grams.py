"""Look for tens of thousands of literals in a large text, by four of their letters each.

Each literal has an anchor, the rarest four letters of it. A pass over the text asks of every place whether an anchor
may stand there; of the few that are left, each is compared with its literals, eight bytes at a time. A literal of one
to three letters has two of them for an anchor. See "Fast multi-pattern search" by Wu and Manber (1994) for the idea.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from mtqa.checks.bulk import LONGEST
from mtqa.checks.bulk.keys import Known
from mtqa.checks.bulk.views import EIGHT, HEADS, MIX, PADDING, Array, eights

_FOUR, _TWO = 4, 2
_PAIR = np.uint64(0xFFFF)
_MIX_FOUR = np.uint32(2654435761)
_FOURS, _SLOTS, _WIDE = 19, 16, 18
"""Units: bits. How large a number four bytes make; how many slots literals of few bytes have, and those of more."""
_AT_ONCE = 1 << 20
"""How many comparisons are made at once, which bounds the memory that a text made to harm can take."""
_FEW = (1 << _SLOTS) - 1
_PIECE = 1 << 17
"""Units: bytes looked at in one go: what is made of them stays near the processor."""
_SAMPLE = 1 << 17
"""Units: bytes that tell how often a gram stands in texts."""
_NEVER = 1 << 40


_NOTHING = (np.zeros(0, np.int64),) * 3


class Grams:
    """Literals to look for; `sample` is text like that which will be searched."""

    def __init__(self, known: Known, sample: bytes) -> None:
        sizes, sample = known.sizes, sample[:_SAMPLE]
        self._twos = np.zeros(1 << _SLOTS, np.bool_)
        self._short = self._make_short(known, np.flatnonzero(sizes < _FOUR), sample)
        self._fours = np.zeros(1 << _FOURS, np.uint8)
        counts = np.bincount(_fours(sample), minlength=1 << _FOURS)
        few, more = np.flatnonzero((sizes >= _FOUR) & (sizes < EIGHT)), np.flatnonzero(sizes >= EIGHT)
        at_few, at_more = (
            _rarest(known, numbers, lambda places: counts[_fours_at(known.blob, places)], may)
            for numbers, may in ((few, _has_anchor), (more, _has_anchor_in_eight))
        )
        forward = at_more + EIGHT <= sizes[more]
        self._ways = [
            self._make(1, known, few, at_few, None),
            self._make(2, known, more[forward], at_more[forward], 0),
            self._make(4, known, more[~forward], at_more[~forward], _FOUR),
        ]

    def _make(self, flag: int, known: Known, numbers: Array, offsets: Array, before: int | None) -> _Way:
        """Note the anchors of literals, which are found by these or by the eight bytes from `before` an anchor on."""
        places = known.firsts[numbers] + offsets
        fours = _fours_at(known.blob, places)
        self._fours[fours] |= flag
        if before is None:
            return _Way(flag, None, _Index(known, numbers, offsets, fours & _FEW, _SLOTS))
        slots = _slots(known.view[places - before])
        return _Way(flag, before, _Index(known, numbers, offsets - before, slots, _WIDE))

    def _make_short(self, known: Known, numbers: Array, sample: bytes) -> _Index:
        sizes = known.sizes[numbers]
        single, pairs = numbers[sizes == 1], numbers[sizes > 1]
        counts = np.bincount(_twos(sample), minlength=1 << _SLOTS)
        at = _rarest(known, pairs, lambda places: counts[known.view[places] & _PAIR], _has_pair)
        after = np.arange(256) << 8
        heads = [int(known.blob[known.firsts[number]]) + after for number in single]
        slots = np.concatenate([known.view[known.firsts[pairs] + at] & _PAIR, *heads]).astype(np.int64)
        self._twos[slots] = True
        offsets = np.concatenate([at, np.zeros(256 * len(single), np.int64)])
        return _Index(known, np.concatenate([pairs, np.repeat(single, 256)]), offsets, slots, _SLOTS)

    def find(self, text: bytes) -> tuple[Array, Array, Array]:
        """Return which literals stand where: their numbers, starts and ends, in order of the ends."""
        buffer = text + PADDING
        view = eights(buffer, len(text))
        begins = range(0, max(len(text), 1), _PIECE)
        pieces = [self._anchors(buffer[at : at + _PIECE + EIGHT], at, len(text)) for at in begins]
        short, twos, places, told, fours = map(np.concatenate, zip(*pieces, strict=True))
        found = [*self._short.find(view, short, twos)]
        for way in self._ways:
            kept = np.flatnonzero((told & way.flag) > 0)
            there = places[kept]
            if way.before is None:
                found += way.index.find(view, there, fours[kept])
            else:
                there = there[there >= way.before] - way.before
                found += way.index.find(view, there, _slots(view[there]))
        if not found:
            return _NOTHING
        numbers, starts, ends = map(np.concatenate, zip(*found, strict=True))
        order = np.argsort(ends * (2 * LONGEST) + ends - starts)
        return numbers[order], starts[order], ends[order]

    def _anchors(self, piece: bytes, begin: int, end: int) -> tuple[Array, ...]:
        """Return where anchors of two bytes may stand, and these; and of four, whose they are, and their slots."""
        size = min(_PIECE, end - begin)
        twos, fours = _twos(piece)[:size], _fours(piece)[:size]
        short = np.flatnonzero(self._twos.take(twos, mode="clip"))
        told = self._fours.take(fours, mode="clip")
        places = np.flatnonzero(told > 0)
        return short + begin, twos[short], places + begin, told[places], fours[places] & _FEW


class _Index:
    """Literals by the slots of their anchors; `offsets` tell where in a literal its anchor is."""

    def __init__(self, known: Known, numbers: Array, offsets: Array, slots: Array, bits: int) -> None:
        order = np.argsort(slots)
        self._known = known
        self._numbers, self._offsets = numbers[order], offsets[order]
        counts = np.bincount(slots, minlength=1 << bits)
        self._any = counts > 0
        self._first = np.zeros((1 << bits) + 1, np.int64)
        np.cumsum(counts, out=self._first[1:])

    def find(self, view: Array, places: Array, slots: Array) -> Iterator[tuple[Array, Array, Array]]:
        """Yield the literals that stand where their anchors may stand: numbers, starts and ends."""
        kept = np.flatnonzero(self._any.take(slots, mode="clip"))
        places, slots = places[kept], slots[kept]
        first = self._first[slots]
        counts = self._first[slots + 1] - first
        total = np.cumsum(counts)
        begin = 0
        while begin < len(places):
            before = total[begin - 1] if begin else 0
            end = max(begin + 1, int(np.searchsorted(total, before + _AT_ONCE, "right")))
            yield self._compared(view, places[begin:end], first[begin:end], counts[begin:end])
            begin = end

    def _compared(self, view: Array, places: Array, first: Array, counts: Array) -> tuple[Array, Array, Array]:
        owners = np.repeat(first - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        numbers, starts = self._numbers[owners], np.repeat(places, counts) - self._offsets[owners]
        ends = starts + self._known.sizes[numbers]
        inside = np.flatnonzero((starts >= 0) & (ends <= len(view)))
        numbers, starts, ends = numbers[inside], starts[inside], ends[inside]
        sizes = ends - starts
        alike = (view[starts] & HEADS[np.minimum(sizes, EIGHT)]) == self._known.heads[numbers]
        alike &= (sizes <= EIGHT) | (view[starts + np.maximum(sizes - EIGHT, 0)] == self._known.tails[numbers])
        kept = np.flatnonzero(alike)
        return numbers[kept], starts[kept], ends[kept]


@dataclass(frozen=True, slots=True)
class _Way:
    """How literals are found whose anchors have a flag: by these, or by the eight bytes that begin `before` them."""

    flag: int
    before: int | None
    index: _Index


def _has_pair(offset: int, sizes: Array) -> Array:
    """Tell which literals have two bytes there."""
    return offset + _TWO <= sizes


def _has_anchor(offset: int, sizes: Array) -> Array:
    """Tell which literals have four bytes there."""
    return offset + _FOUR <= sizes


def _has_anchor_in_eight(offset: int, sizes: Array) -> Array:
    """Tell which literals have eight bytes of which the four there are the first or the last."""
    return (offset + EIGHT <= sizes) | ((offset >= _FOUR) & (offset + _FOUR <= sizes))


def _fours(text: bytes) -> Array:
    """Return a number of _FOURS bits for the four bytes that begin at each place of a text."""
    return _mixed(np.ndarray((max(len(text) - _FOUR + 1, 0),), "<u4", text, 0, (1,)).astype(np.uint32))


def _fours_at(text: bytes, places: Array) -> Array:
    """Return such numbers for these places only."""
    return _mixed(np.ndarray((len(text) - _FOUR + 1,), "<u4", text, 0, (1,))[places].astype(np.uint32, copy=False))


def _mixed(loaded: Array) -> Array:
    loaded *= _MIX_FOUR
    loaded >>= np.uint32(32 - _FOURS)
    return loaded


def _twos(text: bytes) -> Array:
    """Return the two bytes that begin at each place of a text as a number."""
    return np.ndarray((max(len(text) - _TWO + 1, 0),), "<u2", text, 0, (1,)).astype(np.uint16)


def _slots(loaded: Array) -> Array:
    """Return a number of _WIDE bits for each eight bytes."""
    return ((loaded * MIX) >> np.uint64(64 - _WIDE)).astype(np.int64)


def _rarest(
    known: Known, numbers: Array, count: Callable[[Array], Array], may: Callable[[int, Array], Array]
) -> Array:  # fmt: skip
    """Return for each literal how far into it its rarest gram is, of those that may be; `count` tells how many."""
    firsts, sizes = known.firsts[numbers], known.sizes[numbers]
    best = np.full(len(numbers), _NEVER)
    for offset in range(LONGEST):
        told = count(firsts + offset) * LONGEST + offset
        np.minimum(best, told | ~may(offset, sizes) * _NEVER, out=best)
    return best % LONGEST
