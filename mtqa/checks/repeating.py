"""Where a text repeats itself: a vectorised first look at all segments of a side, before patterns look closely."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import regex

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


def repeating(side: Side) -> Mapping[str, Sequence[int]]:
    """Return the segments in which words, or letters of a word, repeat: for each finder those it has to look at."""
    folded = side.folded
    foreign = folded.count(UNKNOWN) * 20 > len(folded)  # another script: what is unknown there tells nothing
    words: Sequence[Any]
    if foreign:
        words = side.joined.lower().translate(_SPACED_TEXT).replace(SEPARATOR, f" {SEPARATOR} ").split(" ")
        words = [w for w in words if w]
    else:
        words = folded.translate(_SPACED).replace(_END, b" %b " % _END).split()
    end: Any = SEPARATOR if foreign else _END
    once, group = set(_repeated(words, end, 1)), set()
    for size in range(2, LONGEST + 1):
        group |= set(_repeated(words, end, size))
    often = {at for at in once if at + 1 in once}
    odd = set(_long(words, _IN_WORD_TEXT if foreign else _IN_WORD))
    places = {"word": once, "phrase": group, "loop": often | group | odd}
    return {name: _segments(words, end, found) for name, found in places.items()}


def _repeated(words: Sequence[Any], end: Any, size: int) -> Iterator[int]:
    """Yield where a run of `size` words is followed by itself."""
    same = bytes(map(operator.eq, words, islice(words, size, None)))
    run = b"\x01" * size
    at = same.find(run)
    while at >= 0:
        if end not in words[at : at + size]:
            yield at
        at = same.find(run, at + 1)


def _long(words: Sequence[Any], pattern: Any) -> Iterator[int]:
    """Yield where a word stands that repeats a part of itself."""
    long = {w for w in set(words) if len(w) >= _LONG_WORD and len(set(w)) * 2 <= len(w)}
    odd = {w for w in long if pattern.search(w)}
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
