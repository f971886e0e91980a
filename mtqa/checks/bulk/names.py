"""Which names of the sources of a large chunk do not plainly stand in their translations, told by arrays.

Words are compared by their letters, up to LONGEST of them: none is taken for another.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from mtqa.checks.bare_words import BareWords
from mtqa.checks.bulk.views import EIGHT, HEADS, MIX, PADDING, Array, eights, ends_of
from mtqa.checks.capitals import TOKEN
from mtqa.checks.named import naming
from mtqa.fold import SEPARATOR

LONGEST = 2 * EIGHT
_MIX_SECONDS = np.uint64(0xC2B2AE3D27D4EB4F)
_MIX_SEGMENTS = np.uint64(0x165667B19E3779F9)
_BITS, _PLACES = 16, 20
"""How many words have a slot, and how many of a chunk; one whose slot another has taken is not found. Units: bits."""
_A, _Z, _A_GRAVE, _THORN, _TIMES = np.array([65, 26, 192, 31, 215], np.uint8)
_SPACE, _QUESTION = np.array([32, 63], np.uint8)
_ONES = np.uint64(0x0101010101010101)
_HIGHS = np.uint64(0x8080808080808080)
_LOWEST = np.array([1 << EIGHT * size for size in range(EIGHT)], np.uint64)
_PADDED = np.zeros(len(PADDING), np.uint8)


class Letters(NamedTuple):
    """Words as columns: how many letters each has, the first eight of them, and the next eight."""

    sizes: Array
    heads: Array
    seconds: Array

    def of(self, kept: Array) -> Letters:
        """Return some of the words."""
        return Letters(*(column[kept] for column in self))

    def slots(self, bits: int, segments: Array | None = None) -> Array:
        """Return a number of so many bits for each word, or for it and its segment."""
        mixed = self.heads * MIX ^ self.seconds * _MIX_SECONDS ^ self.sizes.astype(np.uint64)
        if segments is not None:
            mixed ^= segments.astype(np.uint64) * _MIX_SEGMENTS
        mixed ^= mixed >> np.uint64(32)
        slots: Array = (mixed * MIX >> np.uint64(64 - bits)).astype(np.int64)
        return slots

    def are_sure(self) -> Array:
        """Tell which words have no byte of ones (see "Bit Twiddling Hacks" by Anderson), and no letters left out."""
        ones = [(~each - _ONES) & each & _HIGHS for each in (self.heads, self.seconds)]
        sure: Array = (ones[0] | ones[1]) == 0
        return sure & (self.sizes <= LONGEST)

    def are(self, others: Letters) -> Array:
        """Tell which words are the same as others, each as one: none that is longer than LONGEST."""
        same: Array = (self.heads == others.heads) & (self.seconds == others.seconds)
        same &= (self.sizes == others.sizes) & (self.sizes <= LONGEST)
        return same


@dataclass(frozen=True)
class Names:
    """The names of the sources of a chunk, in order.

    `others` are those of words that are not all letters of the alphabet after a capital. `lost`: of each segment those
    that do not plainly stand in the translation.
    """

    joined: str
    segments: Sequence[int]
    starts: Array
    sizes: Array
    others: Mapping[int, list[str]]
    lost: Mapping[int, list[str]]

    def of(self, segment: int) -> set[str]:
        """Return all names of a segment's source."""
        first = bisect_left(self.segments, segment)
        end = bisect_left(self.segments, segment + 1, first)
        spans = _spans(self.starts[first:end], self.sizes[first:end])
        return {self.joined[start:stop] for start, stop in spans}.union(self.others.get(segment, ()))


def names_of(ours: BareWords, theirs: BareWords, langs: tuple[str, str]) -> Names:
    """Return the names of the sources, given the words of both sides."""
    text, named, joined = _Text(ours), naming(*langs)[0], ours.side.joined
    borders, doubtful = ends_of(ours.side.folded), dict[int, list[str]]()
    spans = [*text.doubtful()]
    starts, letters = text.capitalised()
    sure = letters.are_sure()
    spans += _spans(starts[~sure], letters.sizes[~sure])
    for start, end in spans:
        tokens = TOKEN.findall(joined[start - 1 : end] if start else SEPARATOR + joined[:end])
        if told := [word for word in (token.lstrip(SEPARATOR) for token in tokens) if named[word]]:
            doubtful.setdefault(int(np.searchsorted(borders, start)), []).extend(told)
    starts, letters = starts[sure], letters.of(sure)
    known = _known(*langs)
    names = np.flatnonzero(known.are_named(text.cased(starts, letters.sizes), starts, joined, named))
    starts, letters = starts[names], letters.of(names)
    segments = np.searchsorted(borders, starts)
    lost = {segment: [*words] for segment, words in doubtful.items()}
    gone = np.flatnonzero(~known.stand(letters, segments, theirs))
    for segment, (start, end) in zip(segments[gone].tolist(), _spans(starts[gone], letters.sizes[gone]), strict=True):
        lost.setdefault(segment, []).append(joined[start:end])
    return Names(joined, segments.tolist(), starts, letters.sizes, doubtful, dict(sorted(lost.items())))


def _spans(starts: Array, sizes: Array) -> Iterator[tuple[int, int]]:
    return zip(starts.tolist(), (starts + sizes).tolist(), strict=True)


class _Text:
    """The words of a side, and which of them begin with a capital."""

    def __init__(self, words: BareWords) -> None:
        self._words, self._latin = words.text[1:], words.side.joined.encode("latin-1", "replace")
        self._signs = signs = np.frombuffer(self._latin, np.uint8)
        self._inside = np.frombuffer(self._words, np.uint8)[:-1] != _SPACE
        self._capital = signs - _A < _Z
        self._capital |= (signs - _A_GRAVE < _THORN) & (signs != _TIMES)
        self._begins = self._capital.copy()
        self._begins[1:] &= ~self._inside[:-1]

    def doubtful(self) -> Iterator[tuple[int, int]]:
        """Yield where words start and end that have a letter outside Latin-1, or a capital, but none at first.

        None of them is `capitalised` from then on.
        """
        unsure = self._capital & self._inside & ~self._begins
        unsure[1:] &= ~self._capital[:-1]
        unsure |= self._inside & (self._signs == _QUESTION)
        end = 0
        for at in np.flatnonzero(unsure).tolist():
            if at >= end:
                start, end = self._words.rfind(b" ", 0, at) + 1, self._words.index(b" ", at)
                if not self._begins[start] or b"?" in self._latin[start:end]:
                    self._begins[start] = False
                    yield start, end

    def capitalised(self) -> tuple[Array, Letters]:
        """Return where words begin that have a capital there, and their letters, small and without accents."""
        starts = np.flatnonzero(self._begins)
        mask = eights(np.concatenate([self._inside, _PADDED]), len(self._inside) + EIGHT)  # type: ignore[arg-type]
        sizes = _run_of_ones(mask[starts])
        longer = np.flatnonzero(sizes == EIGHT)
        sizes[longer] += _run_of_ones(mask[starts[longer] + EIGHT])
        for i in np.flatnonzero(sizes == LONGEST).tolist():
            sizes[i] = self._words.index(b" ", starts[i]) - starts[i]
        return starts, _letters(self._words, starts, sizes)

    def cased(self, starts: Array, sizes: Array) -> Letters:
        """Return words with their capitals and accents."""
        return _letters(self._latin, starts, sizes)


def _letters(text: bytes, starts: Array, sizes: Array) -> Letters:
    view, seconds = eights(text + PADDING, len(text) + EIGHT), np.zeros(len(starts), np.uint64)
    longer = np.flatnonzero(sizes > EIGHT)
    seconds[longer] = view[starts[longer] + EIGHT] & HEADS[np.minimum(sizes[longer] - EIGHT, EIGHT)]
    return Letters(sizes, view[starts] & HEADS[np.minimum(sizes, EIGHT)], seconds)


def _run_of_ones(loaded: Array) -> Array:
    """Return how many of eight bytes, the lowest first, are 1 before one is nought."""
    others = loaded ^ _ONES
    lowest = others & (~others + np.uint64(1))
    sizes: Array = np.searchsorted(_LOWEST, lowest)
    sizes[lowest == 0] = EIGHT
    return sizes


class _Known:
    """What is known of capitalised words, be they names or not: that of the last word for each slot."""

    def __init__(self) -> None:
        size = 1 << _BITS
        self._letters = Letters(np.zeros(size, np.int64), *np.zeros((2, size), np.uint64))
        self._named = np.zeros(size, np.bool_)
        self._numbers = np.zeros(1 << _PLACES, np.int32)

    def are_named(self, words: Letters, starts: Array, joined: str, named: Mapping[str, bool]) -> Array:
        """Tell which words of a text are names; `words` are in their case."""
        slots = words.slots(_BITS)
        told: Array = self._named[slots]
        new = np.flatnonzero(~words.are(self._letters.of(slots)))
        if len(new):
            told[new] = [named[joined[start:end]] for start, end in _spans(starts[new], words.sizes[new])]
            for column, news in zip((*self._letters, self._named), (*words, told), strict=True):
                column[slots[new]] = news[new]
        return told

    def stand(self, names: Letters, segments: Array, words: BareWords) -> Array:
        """Tell which names surely stand as capitalised words in their segments of a target."""
        starts, there = _Text(words).capitalised()
        if not len(starts):
            return np.zeros(len(segments), np.bool_)
        theirs = np.searchsorted(ends_of(words.side.folded), starts)
        self._numbers[there.slots(_PLACES, theirs)] = np.arange(len(starts), dtype=np.int32)
        met = np.minimum(
            self._numbers[names.slots(_PLACES, segments)], len(starts) - 1
        )  # what is left of another text is other
        same = names.are(there.of(met))
        same &= theirs[met] == segments
        return same


@lru_cache(maxsize=8)
def _known(source: str, target: str) -> _Known:
    return _Known()
