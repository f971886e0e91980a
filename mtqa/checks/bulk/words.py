"""Read the words of a large folded text by arrays: each word is a key of 64 bits, and its mark one look into a table.

That two words of a hundred thousand share a key is an accident of one in 10^9; the second would be taken for the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import overload
from zlib import crc32

import numpy as np

from mtqa.checks.bulk.views import EIGHT, HEADS, MIX, PADDING, Array, eights
from mtqa.checks.marks import IN_TOKEN, LONG, PLAIN, Marks, table_of
from mtqa.checks.tokens import SPACED, Reader, Words

_BITS = 19
"""How many words the table has room for, as a power of two; what finds its place taken is looked up by itself."""
_MIXES = (MIX, np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
_LONGEST = EIGHT * len(_MIXES)
_SLOTS = np.uint64((1 << _BITS) - 1)
_FIRST = 20_000
_SPACE, _APOSTROPHE = ord(" "), ord("'")
_QUOTES = 2
"""How many apostrophes are taken off at once; of words with more each is looked at by itself."""
_LETTER, _SIGN = 1, 2
_KINDS = SPACED.translate(bytes(_LETTER if i in IN_TOKEN else 0 if i == _SPACE else _SIGN for i in range(256)))
"""Of what kind each byte is; a sign that parts words is a space."""
_OTHERS = bytes(i != _SPACE and not bytes([i]).isalnum() for i in range(256))
_SPREAD = np.uint64(32)


class ManyWords(Words):
    """Words that are cut out of the text as they are asked for."""

    __slots__ = ("_bare_keys", "_cut", "_ends", "_keys")

    def __init__(self, cut: Cut, keys: Array, marked: bytes, marks: Marks, reader: Reader) -> None:
        super().__init__(cut, marked, marks, reader)
        self._cut, self._keys = cut, keys
        self._bare_keys: Array | None = None
        self._ends = np.flatnonzero(np.frombuffer(marked, np.uint8) == 0)

    def segments(self, places: Iterable[int]) -> Iterator[int]:
        """Yield the segments of the words at places that are in order."""
        at = np.fromiter(places, np.int64)
        return iter(np.searchsorted(self._ends, at).tolist())

    def lacking(self, asked: int) -> list[int]:
        """Return the segments in which no word tells what is asked."""
        told = np.cumsum(np.frombuffer(self.marked.translate(table_of(asked)), np.uint8), dtype=np.int64)
        by_then = np.concatenate([[0], told[self._ends], told[-1:] if len(told) else [0]])
        return np.flatnonzero(np.diff(by_then) == 0).tolist()

    def alike(self, size: int) -> list[int]:
        """Return where a run of `size` words, bare, is followed by words with the same keys, in order."""
        if self._bare_keys is None:
            self._bare_keys = self._cut.bare_keys(self._keys)
        same = self._bare_keys[:-size] == self._bare_keys[size:]
        run = same[: max(0, len(same) - size + 1)].copy()
        for step in range(1, size):
            run &= same[step : step + len(run)]
        return np.flatnonzero(run).tolist()

    def is_followed_by_itself(self, first: int, size: int) -> bool:
        """Tell whether that is so of a run of words which is `alike`: their keys are the same."""
        return True

    def span(self, first: int, size: int) -> tuple[int, int]:
        """Return from where to where in the text a run of words stands."""
        return self._cut.span(first, size)


class Cut(Sequence[bytes]):
    """The words that start and end at places of a text."""

    def __init__(self, text: bytes, starts: Array, ends: Array) -> None:
        self._text, self._starts, self._ends = text, starts, ends

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, at: int) -> bytes: ...
    @overload
    def __getitem__(self, at: slice) -> list[bytes]: ...
    def __getitem__(self, at: int | slice) -> bytes | list[bytes]:
        if isinstance(at, slice):
            return [self[i] for i in range(*at.indices(len(self)))]
        return self._text[self._starts[at] : self._ends[at]]

    def bare_keys(self, keys: Array) -> Array:
        """Return keys of words, those with apostrophes around them as if they had none."""
        signs = np.frombuffer(self._text + b" ", np.uint8)
        quoted = np.flatnonzero((signs[self._starts] == _APOSTROPHE) | (signs[self._ends - 1] == _APOSTROPHE))
        starts, ends = self._starts[quoted], self._ends[quoted]
        for _ in range(_QUOTES):
            starts = starts + ((signs[starts] == _APOSTROPHE) & (starts < ends))
            ends = ends - ((signs[ends - 1] == _APOSTROPHE) & (starts < ends))
        for at in np.flatnonzero((signs[starts] == _APOSTROPHE) | (signs[ends - 1] == _APOSTROPHE)).tolist():
            starts[at], ends[at] = self._bare_span(int(quoted[at]))
        bare = keys.copy()
        bare[quoted] = _keys(self._text, starts, ends)
        return bare

    def _bare_span(self, at: int) -> tuple[int, int]:
        word = self[at]
        start = int(self._starts[at]) + len(word) - len(word.lstrip(b"'"))
        return start, max(start, int(self._ends[at]) - len(word) + len(word.rstrip(b"'")))

    def span(self, first: int, size: int) -> tuple[int, int]:
        """Return from where to where in the text a run of words stands."""
        return int(self._starts[first]), int(self._ends[first + size - 1])

    def are_short(self, at: Array, size: int) -> Array:
        """Tell which words are shorter than that, and letters of the alphabet and digits only."""
        others = np.flatnonzero(np.frombuffer(self._text.translate(_OTHERS), np.bool_))
        starts, ends = self._starts[at], self._ends[at]
        short: Array = np.searchsorted(others, starts) == np.searchsorted(others, ends)
        return short & (ends - starts < size)


class Table:
    """The marks of words by their keys."""

    def __init__(self, marks: Marks) -> None:
        self.marks = marks
        self._keys = np.zeros(1 << _BITS, np.uint64)
        self._told = np.zeros(1 << _BITS, np.uint8)
        telling = b" ".join(marks.telling)
        self._telling = np.sort(_keys(telling, *_edges(telling)))

    def read(self, text: bytes, reader: Reader) -> Words:
        """Return the words of a text; a sign that does not part words is one by itself."""
        starts, ends = _edges(text)
        words, keys = Cut(text, starts, ends), _keys(text, starts, ends)
        every, slots = np.arange(len(words)), _slots(keys, _BITS)
        self._settle(words, every[:_FIRST], keys[:_FIRST], slots[:_FIRST])  # which are most of those that follow
        left = self._settle(words, every, keys, slots)
        told = self._told[slots]
        others = _slots(keys[left], 2 * _BITS)  # a word whose place is taken has another
        last = left[self._settle(words, left, keys[left], others)]
        told[left] = self._told[others]
        told[last] = [self.marks[words[at]] for at in last.tolist()]
        return ManyWords(words, keys, told.tobytes(), self.marks, reader)

    def _settle(self, words: Cut, at: Array, keys: Array, slots: Array) -> Array:
        """Give new words, those at places of a text, their slots if these are free; return whose are taken."""
        strange = np.flatnonzero(self._keys[slots] != keys)
        free = strange[self._keys[slots[strange]] == 0]
        if not len(free):
            return strange
        order = free[np.argsort(slots[free], kind="stable")]  # numpy's unique takes 10 ms to load
        news = order[np.diff(slots[order], prepend=-1) != 0]
        places = slots[news]
        told = np.uint8(PLAIN) + (keys[news] % np.uint64(256 - PLAIN)).astype(np.uint8)
        asked = np.flatnonzero(~self._are_plain(words, at[news], keys[news]))
        told[asked] = [self.marks.find(words[i]) for i in at[news[asked]].tolist()]
        self._keys[places], self._told[places] = keys[news], told
        taken: Array = self._keys[slots[strange]] != keys[strange]
        return strange[taken]

    def _are_plain(self, words: Cut, at: Array, keys: Array) -> Array:
        """Tell of which words it is plain that they tell nothing: short ones of plain letters that no list has."""
        if self.marks.asks_lists:
            return np.zeros(len(at), np.bool_)
        place = np.minimum(np.searchsorted(self._telling, keys), len(self._telling) - 1)
        told: Array = self._telling[place] == keys
        return words.are_short(at, LONG) & ~told


def _edges(text: bytes) -> tuple[Array, Array]:
    """Return where words start and end."""
    padded = np.frombuffer(b"\0%b\0" % text.translate(_KINDS), np.uint8)
    before, here, after = padded[:-2], padded[1:-1], padded[2:]
    starts = (here == _SIGN) | ((here == _LETTER) & (before != _LETTER))
    ends = (here == _SIGN) | ((here == _LETTER) & (after != _LETTER))
    return np.flatnonzero(starts), np.flatnonzero(ends) + 1


def _keys(text: bytes, starts: Array, ends: Array) -> Array:
    """Return the key of each word: of its length, too, for a word may end with bytes of nought."""
    view = eights(text + PADDING, len(text) + len(PADDING) - EIGHT)
    sizes = ends - starts
    keys = _mixed(view[starts] & HEADS[np.minimum(sizes, EIGHT)], 0)
    keys ^= sizes.astype(np.uint64)
    for part in range(1, len(_MIXES)):
        longer = np.flatnonzero(sizes > part * EIGHT)
        rest = HEADS[np.minimum(sizes[longer] - part * EIGHT, EIGHT)]
        keys[longer] ^= _mixed(view[starts[longer] + part * EIGHT] & rest, part)
    for at in np.flatnonzero(sizes > _LONGEST).tolist():
        rest_of = text[starts[at] + _LONGEST : ends[at]]
        keys[at] ^= _mixed(np.array([(crc32(rest_of[::-1]) << 32) | crc32(rest_of)], np.uint64), 0)[0]
    return keys * MIX


def _slots(keys: Array, bits: int) -> Array:
    slots: Array = ((keys >> np.uint64(64 - bits)) & _SLOTS).astype(np.int64)
    return slots


def _mixed(loaded: Array, part: int) -> Array:
    mixed = loaded * _MIXES[part]
    mixed ^= mixed >> _SPREAD
    return mixed
