"""Where a text repeats itself: a first look at all segments of a chunk at once, before patterns look closely."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import cycle
from typing import Any, NamedTuple

from mtqa import rx
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
_IN_WORD = rx.compile(rb"([^-?\x7f]{2,6})\1{3}|([^-?\x7f.0-9])\2{5}")
_IN_WORD_TEXT = rx.compile(r"(\p{L}{2,6})\1{3}|(\p{L})\2{5}")


class Words(NamedTuple):
    """The words of a side in order, in one case, folded or, if `foreign`, as text.

    `marked` has a byte for each word, the same for the same word, and nought for what stands after each segment.
    """

    words: Sequence[Any]
    vocabulary: frozenset[Any]
    marked: bytes
    foreign: bool

    def segments(self, places: Iterable[int]) -> Iterator[int]:
        """Yield the segments of the words at places that are in order."""
        last = segment = 0
        for place in places:
            segment += self.marked.count(0, last, place)
            last = place
            yield segment


def words_of(chunk: Chunk) -> Words:
    """Return the words of a chunk's target; kinds share the work."""
    words: Words = chunk.memo("words in one case", lambda: _words_of(chunk.target))
    return words


def _words_of(side: Side) -> Words:
    folded = side.folded
    words: Sequence[Any]
    foreign = folded.count(UNKNOWN) * 20 > len(folded)  # another script: what is unknown there tells nothing
    if foreign:
        words = side.joined.lower().translate(_SPACED_TEXT).replace(SEPARATOR, f" {SEPARATOR} ").split(" ")
        words = [w for w in words if w]
    else:
        words = folded.translate(_SPACED).replace(_END, b" %b " % _END).split()
    vocabulary = frozenset(words)
    marks = dict(zip(vocabulary, cycle(range(1, 256)), strict=False))
    marks[SEPARATOR if foreign else _END] = 0
    return Words(words, vocabulary, bytes(map(marks.__getitem__, words)), foreign)


def repeating(chunk: Chunk) -> Mapping[str, Sequence[int]]:
    """Return the segments in which words, or letters of a word, repeat: for each finder those it has to look at."""
    words = words_of(chunk)
    once, group = set(_repeated(words, 1)), set()
    for size in range(2, LONGEST + 1):
        group |= set(_repeated(words, size))
    often = {at for at in once if at + 1 in once}
    odd = set(_long(words))
    places = {"word": once, "phrase": group, "loop": often | group | odd}
    return {name: sorted({*words.segments(sorted(found))}) for name, found in places.items()}


def _repeated(words: Words, size: int) -> Iterator[int]:
    """Yield where a run of `size` words is followed by itself.

    What is marked is held, as one great number, against itself `size` words further on: a run of noughts is where the
    words may be the same.
    """
    each, marked = words.words, words.marked
    number = int.from_bytes(marked, "little")
    unlike = (number ^ (number >> 8 * size)).to_bytes(len(marked), "little")
    run = bytes(size)
    at = unlike.find(run)
    while at >= 0:
        if each[at : at + size] == each[at + size : at + 2 * size] and 0 not in marked[at : at + size]:
            yield at
        at = unlike.find(run, at + 1)


def _long(words: Words) -> Iterator[int]:
    """Yield where a word stands that repeats a part of itself."""
    pattern = _IN_WORD_TEXT if words.foreign else _IN_WORD
    long = (w for w in words.vocabulary if len(w) >= _LONG_WORD and len(set(w)) * 2 <= len(w))
    if odd := {w for w in long if pattern.search(w)}:
        yield from (i for i, w in enumerate(words.words) if w in odd)
