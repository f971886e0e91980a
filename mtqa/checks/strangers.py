"""Find segments whose target translates another text: nothing of the source stands in it, nor the reverse."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from operator import ne, sub
from typing import TYPE_CHECKING

from mtqa.checks.chunk import Chunk
from mtqa.checks.kin_bounds import DIGITS, MARGIN, alone, bare_words, chances_of, heads, met_at_least
from mtqa.checks.kinship import Kin, Lexicon, Measure, Text, kin, lacking, plain
from mtqa.checks.lowered import words_of
from mtqa.checks.side import Side
from mtqa.checks.tongue import tongues_of
from mtqa.fold import SEPARATOR

if TYPE_CHECKING:
    from mtqa.checks.bulk.lengths import Lengths

LEAST_LENGTH = 30
_BARE = {letter: ord(plain(chr(letter))[:1]) for letter in range(192, 256) if plain(chr(letter)).isalpha()}
_WORDS = bytes(_BARE.get(b, b) if chr(b).isalnum() or b == ord(SEPARATOR) else 32 for b in range(256))
"""Leaves of folded text the letters, without accents, and the digits."""
NEAR = 1.15
"""With the same digits and a length so near the usual, no more is asked."""
STRAYS, QUESTION, START = 1.1, 1.7, -2.0
"""What a deviation of length and a question mark on one side only add to the evidence. Units: log odds."""

_MANY = 9
_NO_STRANGER = float("-inf")


@dataclass(frozen=True)
class Unlike:
    """How two texts are told to be strangers: from `limit` log odds on."""

    measure: Measure
    limit: float
    lexicon: Lexicon

    @property
    def near(self) -> tuple[float, float]:
        """The bounds of a length near the usual, as shares of the source's."""
        return self.measure.ratio / NEAR, self.measure.ratio * NEAR


def strangers(chunk: Chunk, unlike: Unlike | None = None) -> frozenset[int]:
    """Return the segments that are strangers to their source; without `unlike`, those a rule before has found."""
    found: frozenset[int] = chunk.memo("strangers", lambda: frozenset(_look(chunk, unlike) if unlike else ()))
    return found


def _look(chunk: Chunk, unlike: Unlike) -> Iterator[int]:
    if chunk.source is None:
        return
    sides = chunk.source, chunk.target
    for segment in _suspects(chunk, unlike):
        source, target = texts = sides[0].plain(segment), sides[1].plain(segment)
        folded = sides[0].folded_bytes(segment), sides[1].folded_bytes(segment)
        if not chunk.is_large and at_most(texts, folded, unlike) < unlike.limit - MARGIN:
            continue  # which arrays have told of a large chunk
        if strangeness(source, target, unlike) > unlike.limit and not _is_foreign(chunk, segment, target):
            yield segment


def _is_foreign(chunk: Chunk, segment: int, target: str) -> bool:
    tongues = tongues_of(chunk)
    return segment in tongues.bare and tongues.is_foreign(words_of(target))


def strangeness(source: str, target: str, unlike: Unlike) -> float:
    """Weigh what speaks for a target translating another source; what cannot reach the limit is not weighed.

    Units: log odds.
    """
    ours, theirs = Text(source), Text(target)
    chances, met = ours.shared(theirs)
    if met > 1:
        return _NO_STRANGER
    more = _more(source, target, unlike.measure)
    known = len(unlike.lexicon.keys() & ours.words)
    if Kin(chances + known, met, _MANY, _MANY).strangeness + more < unlike.limit - MARGIN:
        return _NO_STRANGER
    (names, numbers), (new_names, new_numbers) = lacking(ours, theirs), lacking(theirs, ours)
    alone = min(names, 4) + min(new_names, 4), min(numbers, 3) + min(new_numbers, 3)
    if Kin(chances + known, met, *alone).strangeness + more < unlike.limit - MARGIN:
        return _NO_STRANGER
    there = kin(ours, theirs, unlike.lexicon, of_source=True)
    return Kin(there.chances, there.met, *alone).strangeness + more


def _more(source: str, target: str, measure: Measure) -> float:
    """Weigh the lengths, and a question that one asks alone."""
    strays = min(6.0, abs(measure.strays(len(source), len(target))))
    return STRAYS * strays + QUESTION * (("?" in source) != ("?" in target)) + START


def at_most(texts: tuple[str, str], folded: tuple[bytes, bytes], unlike: Unlike) -> float:
    """Return what the strangeness of a source and its target, in their plain view, is at most: soon told.

    Units: log odds.
    """
    source, target = texts
    here, there = bare_words(source, folded[0]), bare_words(target, folded[1])
    if here is None or there is None:
        return math.inf
    met = met_at_least(heads(here), heads(there))
    if met > 1:
        return _NO_STRANGER
    (names, numbers), (new_names, new_numbers) = alone(source, folded[0]), alone(target, folded[1])
    chances = chances_of(unlike.lexicon, of_source=True).told(here) + numbers
    kinship = Kin(chances, met, names + new_names, numbers + new_numbers)
    return kinship.strangeness + _more(source, target, unlike.measure)


def unlike_digits(chunk: Chunk) -> list[bool]:
    """Tell of each segment whether its digits are others than those of its source; there are sources."""
    differ: list[bool] = chunk.memo("unlike digits", lambda: _unlike_digits(chunk))
    return differ


def _unlike_digits(chunk: Chunk) -> list[bool]:
    assert chunk.source is not None
    return [*map(ne, chunk.source.only(DIGITS), chunk.target.only(DIGITS))]


def lengths_of(chunk: Chunk) -> Lengths:
    """Return the lengths of the texts of a large chunk; there are sources."""
    from mtqa.checks.bulk.lengths import Lengths

    assert chunk.source is not None
    lengths: Lengths = chunk.memo("lengths", lambda: Lengths(chunk.source, chunk.target))
    return lengths


def _suspects(chunk: Chunk, unlike: Unlike) -> Iterator[int]:
    """Yield the long segments whose length or digits differ from the source's and that share no long word with it."""
    if chunk.source is None:
        return
    segments = (_far_apart if chunk.is_large else _apart)(chunk, unlike)
    sources, targets = _words(chunk.source, segments), _words(chunk.target, segments)
    common = map(set.intersection, map(set, sources), targets)
    for segment, here, there, both in zip(segments, sources, targets, common, strict=True):
        few = len(both) < 2 or sum(map((3).__lt__, map(len, both))) < 2
        if few and here and there and _beginnings(here, there) < 2:
            yield segment


def _apart(chunk: Chunk, unlike: Unlike) -> list[int]:
    """Return the long segments whose length or digits differ from the source's."""
    assert chunk.source is not None
    ours, theirs = chunk.source.starts, chunk.target.starts
    low, high = unlike.near
    sizes = zip(map(sub, ours[1:], ours), map(sub, theirs[1:], theirs), unlike_digits(chunk), strict=True)
    return [
        i
        for i, (source, target, differ) in enumerate(sizes)
        if source > LEAST_LENGTH < target and (differ or not low < (target - 1) / (source - 1) < high)
    ]


def _far_apart(chunk: Chunk, unlike: Unlike) -> list[int]:
    """Return what `_apart` does of a large chunk, but for those that `at_most` rules out."""
    from mtqa.checks.bulk.strangers import far_apart

    assert chunk.source is not None
    return far_apart((chunk.source, chunk.target), lengths_of(chunk), unlike, unlike_digits(chunk))


def _words(side: Side, segments: Iterable[int]) -> list[list[bytes]]:
    """Return the words of some segments, folded and without accents."""
    return [side.folded_bytes(i).translate(_WORDS).split() for i in segments]


def _beginnings(here: Iterable[bytes], there: Iterable[bytes]) -> int:
    """Count the beginnings that long words of both texts share."""
    return len({w[:5] for w in here if len(w) > 4} & {w[:5] for w in there if len(w) > 4})
