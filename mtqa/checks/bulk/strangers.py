"""Rule out the strangers among many segments by arrays: what two texts share at least, and what differs at most.

Words, names and numbers are counted as `mtqa.checks.kin_bounds` counts them, for all segments at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from mtqa.checks import kin_bounds
from mtqa.checks.bulk.lengths import Lengths
from mtqa.checks.bulk.views import EIGHT, HEADS, PADDING, Array, eights
from mtqa.checks.kinship import CHANCE, MET, NAME, NUMBER
from mtqa.checks.side import Side
from mtqa.checks.strangers import LEAST_LENGTH, QUESTION, START, STRAYS, Unlike
from mtqa.fold import SEPARATOR

_SPACE, _CAPITAL, _QUESTION = b" A?"
_ASCII = 127
_END = SEPARATOR.encode()
_BARE = bytes(32 if i == _END[0] else letter for i, letter in enumerate(kin_bounds.LETTERS))
_IS_DIGIT = bytes(i in kin_bounds.DIGITS for i in range(256))
_NUMBER = np.uint64(8 * kin_bounds.HEAD)


class Texts:
    """Some texts of a side, of which each has a character at least: one long text, and where in it they begin."""

    def __init__(self, side: Side, segments: Sequence[int]) -> None:
        starts, plain, folded = side.starts, side.joined, side.folded
        spans = [(starts[i], starts[i + 1] - 1) for i in segments]
        self.plain = SEPARATOR.join([plain[start:end] for start, end in spans])
        self.folded = _END.join([folded[start:end] for start, end in spans])
        self.sizes = np.array([end - start for start, end in spans], np.int64)
        self._begins = np.cumsum(self.sizes + 1) - self.sizes - 1
        bare = self.folded.translate(_BARE)
        self._view = eights(bare + PADDING, len(bare))
        letters = np.frombuffer(b" %b " % bare, np.uint8) != _SPACE
        edges = np.flatnonzero(letters[1:] != letters[:-1])
        self._firsts, self._ends = edges[::2], edges[1::2]
        self._owners = np.searchsorted(self._begins, self._firsts, "right") - 1
        unsure = np.frombuffer(bare, np.uint8) > _ASCII
        if any(char in self.plain for char in kin_bounds.FOLDED_APART):
            unsure = unsure | [char in kin_bounds.FOLDED_APART for char in self.plain]
        self.is_unsure = self._per_text(unsure) > 0

    def _per_text(self, told: Array) -> Array:
        """Count for each text the characters told."""
        counts: Array = np.add.reduceat(told, self._begins, dtype=np.int64)
        return counts

    def numbers(self) -> Array:
        """Count the numbers of each text."""
        digits = np.frombuffer(b"\0" + self.folded.translate(_IS_DIGIT), np.bool_)
        return self._per_text(digits[1:] > digits[:-1])

    def capitals(self) -> Array:
        """Count for each text the words that may be names."""
        shown = np.frombuffer(b"\0" + self.plain.encode("latin-1", "replace").translate(kin_bounds.CAPITALS), np.uint8)
        return self._per_text((shown[1:] == _CAPITAL) & (shown[:-1] == _SPACE))

    def asks(self) -> Array:
        """Tell which texts have a question mark."""
        return self._per_text(np.frombuffer(self.folded, np.uint8) == _QUESTION) > 0

    def heads(self) -> Array:
        """Return the beginnings of the words that show again wherever another word begins like them, with their texts.

        In order, each once.
        """
        kept = np.flatnonzero(self._ends - self._firsts >= kin_bounds.HEAD)
        heads = self._view[self._firsts[kept]] & HEADS[kin_bounds.HEAD]
        return _once(heads | (self._owners[kept].astype(np.uint64) << _NUMBER))

    def chances(self, chances: kin_bounds.Chances) -> Array:
        """Count for each text the words that may show again: long ones, and at most so many of a lexicon."""
        sizes = self._ends - self._firsts
        words = self._view[self._firsts] & HEADS[np.minimum(sizes, EIGHT)]
        known = _keys(chances.whole)
        told = (sizes >= kin_bounds.LONG).astype(np.int64)
        if len(known):
            told += known[np.minimum(np.searchsorted(known, words), len(known) - 1)] == words
        counts: Array = np.bincount(self._owners, told, len(self.sizes))
        return counts


@lru_cache(maxsize=16)
def _keys(words: frozenset[bytes]) -> Array:
    """Return the first eight bytes of words, in order."""
    return np.sort(np.array([int.from_bytes(word[:EIGHT], "little") for word in words], np.uint64))


def _once(numbers: Array) -> Array:
    """Return numbers in order, each once."""
    ordered = np.sort(numbers)
    once: Array = ordered[np.diff(ordered, prepend=ordered[:1] + np.uint64(1)) != 0]
    return once


def met_at_least(ours: Texts, theirs: Texts) -> Array:
    """Count for each pair of texts the words that show again, at least."""
    heads = np.sort(np.concatenate([ours.heads(), theirs.heads()]))
    both = heads[:-1][heads[1:] == heads[:-1]]
    names = _once(both & ~(np.uint64(255) << np.uint64(8 * kin_bounds.NAME_HEAD)))
    return np.bincount((names >> _NUMBER).astype(np.int64), minlength=len(ours.sizes))


def strangeness_at_most(ours: Texts, theirs: Texts, chances: kin_bounds.Chances) -> Array:
    """Return what the strangeness of each pair of texts is at most, but for lengths and questions. Units: log odds."""
    numbers = ours.numbers()
    met = met_at_least(ours, theirs)
    strangeness = CHANCE * (ours.chances(chances) + numbers) + MET * met
    strangeness += NAME * np.minimum(ours.capitals() + theirs.capitals(), 4)
    strangeness += NUMBER * np.minimum(numbers + theirs.numbers(), 3)
    strangeness[met > 1] = -np.inf
    strangeness[ours.is_unsure | theirs.is_unsure] = np.inf
    return strangeness


def far_apart(sides: tuple[Side, Side], lengths: Lengths, unlike: Unlike, differ: Sequence[bool]) -> list[int]:
    """Return the segments that may be strangers to their sources, in order.

    They are long, and their lengths or, as told, digits differ from the source's.
    """
    low, high = unlike.near
    sources, targets = lengths.sizes
    ratio = targets / np.maximum(sources, 1)
    apart = np.array(differ, np.bool_) | ~((low < ratio) & (ratio < high))
    segments = np.flatnonzero(apart & (np.minimum(sources, targets) >= LEAST_LENGTH))
    if not len(segments):
        return []
    ours, theirs = (Texts(side, segments.tolist()) for side in sides)
    strays = np.minimum(np.abs(lengths.strays(unlike.measure)[segments]), 6.0)
    more = STRAYS * strays + QUESTION * (ours.asks() != theirs.asks()) + START
    chances = kin_bounds.chances_of(unlike.lexicon, of_source=True)
    kept: Array = segments[strangeness_at_most(ours, theirs, chances) + more >= unlike.limit - 2 * kin_bounds.MARGIN]
    return list(kept.tolist())
