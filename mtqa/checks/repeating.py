"""Where a text repeats itself: a first look at all segments of a chunk at once, before patterns look closely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any, NamedTuple

import regex

from mtqa.checks.chunk import Chunk
from mtqa.checks.side import Side
from mtqa.fold import SEPARATOR, UNKNOWN

LONGEST = 5
"""How many words a repeated phrase may have."""
_LONG_WORD = 12
_MARKS = ',;:.!?"()[]“”«»-–—…'
_SPACED = bytes(32 if i == UNKNOWN[0] or chr(i) in ',;:.!?"()[]-«»' else i for i in range(256))
_SPACED_TEXT = {ord(c): " " for c in _MARKS}
_END = SEPARATOR.encode()
_IN_WORD = regex.compile(rb"([^-?\x7f]{2,6})\1{3}|([^-?\x7f.0-9])\2{5}")
_IN_WORD_TEXT = regex.compile(r"(\p{L}{2,6})\1{3}|(\p{L})\2{5}")


class Words(NamedTuple):
    """The words of a side in order, in one case, and `end` after each segment; `foreign`: as text, not folded."""

    words: Sequence[Any]
    vocabulary: frozenset[Any]
    end: Any
    foreign: bool


def words_of(chunk: Chunk) -> Words:
    """Return the words of a chunk's target; kinds share the work."""
    words: Words = chunk.memo("words in one case", lambda: _words_of(chunk.target))
    return words


def _words_of(side: Side) -> Words:
    folded = side.folded
    words: Sequence[Any]
    if folded.count(UNKNOWN) * 20 > len(folded):  # another script: what is unknown there tells nothing
        words = side.joined.lower().translate(_SPACED_TEXT).replace(SEPARATOR, f" {SEPARATOR} ").split(" ")
        words = [w for w in words if w]
        return Words(words, frozenset(words), SEPARATOR, True)
    words = folded.translate(_SPACED).replace(_END, b" %b " % _END).split()
    return Words(words, frozenset(words), _END, False)


def repeating(chunk: Chunk) -> Mapping[str, Sequence[int]]:
    """Return the segments in which words, or letters of a word, repeat: for each finder those it has to look at."""
    words, vocabulary, end, foreign = words_of(chunk)
    marks = dict(zip(vocabulary, cycle(range(256)), strict=False))
    marked = bytes(map(marks.__getitem__, words))
    once, group = set(_repeated(words, marked, end, 1)), set()
    for size in range(2, LONGEST + 1):
        group |= set(_repeated(words, marked, end, size))
    often = {at for at in once if at + 1 in once}
    odd = set(_long(words, vocabulary, _IN_WORD_TEXT if foreign else _IN_WORD))
    places = {"word": once, "phrase": group, "loop": often | group | odd}
    return {name: _segments(words, end, found) for name, found in places.items()}


def _repeated(words: Sequence[Any], marked: bytes, end: Any, size: int) -> Iterator[int]:
    """Yield where a run of `size` words is followed by itself.

    `marked` has a byte for each word, the same for the same word. As one great number, it is held against itself `size`
    words further on: a run of noughts is where the words may be the same.
    """
    number = int.from_bytes(marked, "little")
    unlike = (number ^ (number >> 8 * size)).to_bytes(len(marked), "little")
    run = bytes(size)
    at = unlike.find(run)
    while at >= 0:
        same = words[at : at + size]
        if same == words[at + size : at + 2 * size] and end not in same:
            yield at
        at = unlike.find(run, at + 1)


def _long(words: Sequence[Any], vocabulary: Iterable[Any], pattern: Any) -> Iterator[int]:
    """Yield where a word stands that repeats a part of itself."""
    odd = {w for w in vocabulary if len(w) >= _LONG_WORD and len(set(w)) * 2 <= len(w) and pattern.search(w)}
    if odd:
        yield from (i for i, w in enumerate(words) if w in odd)


def _segments(words: Sequence[Any], end: Any, places: set[int]) -> Sequence[int]:
    """Return the segments of the words at `places`."""
    found: set[int] = set()
    last = segment = 0
    for place in sorted(places):
        segment += words[last:place].count(end)
        last = place
        found.add(segment)
    return sorted(found)
