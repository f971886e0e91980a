"""Find segments whose target translates another text: nothing of the source stands in it, nor the reverse."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import ne, sub

from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Kin, Lexicon, Measure, Text, kin, lacking, plain
from mtqa.checks.lowered import words_of
from mtqa.checks.side import Side
from mtqa.checks.tongue import tongues_of
from mtqa.fold import EXTRA, SEPARATOR, fold

LEAST_LENGTH = 30
_DIGITS = b"0123456789"
_BARE = {letter: ord(plain(chr(letter))[:1]) for letter in range(192, 256) if plain(chr(letter)).isalpha()}
_WORDS = bytes(_BARE.get(b, b) if chr(b).isalnum() or b == ord(SEPARATOR) else 32 for b in range(256))
"""Leaves of folded text the letters, without accents, and the digits."""
NEAR = 1.15
"""With the same digits and a length so near the usual, no more is asked."""
STRAYS, QUESTION, START = 1.1, 1.7, -2.0
"""What a deviation of length and a question mark on one side only add to the evidence. Units: log odds."""

_MANY = 9
_MARGIN = 1e-6
"""What rounding may hide."""
_NO_STRANGER = float("-inf")


@dataclass(frozen=True)
class Unlike:
    """How two texts are told to be strangers: from `limit` log odds on."""

    measure: Measure
    limit: float
    lexicon: Lexicon

    @cached_property
    def bare(self) -> frozenset[bytes]:
        """The words of the lexicon without accents."""
        return frozenset(plain(word).encode("ascii", "replace") for word in self.lexicon)


def strangers(chunk: Chunk, unlike: Unlike | None = None) -> frozenset[int]:
    """Return the segments that are strangers to their source; without `unlike`, those a rule before has found."""
    found: frozenset[int] = chunk.memo("strangers", lambda: frozenset(_look(chunk, unlike) if unlike else ()))
    return found


def _look(chunk: Chunk, unlike: Unlike) -> Iterator[int]:
    if chunk.source is None:
        return
    sides = chunk.source, chunk.target
    bounds = [(side.folded, side.starts) for side in sides]
    for segment in _suspects(chunk, unlike.measure):
        source, target = texts = sides[0].plain(segment), sides[1].plain(segment)
        ours, theirs = (folded[starts[segment] : starts[segment + 1] - 1] for folded, starts in bounds)
        if at_most(texts, (ours, theirs), unlike) < unlike.limit - _MARGIN:
            continue
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
    if Kin(chances + known, met, _MANY, _MANY).strangeness + more < unlike.limit - _MARGIN:
        return _NO_STRANGER
    (names, numbers), (new_names, new_numbers) = lacking(ours, theirs), lacking(theirs, ours)
    alone = min(names, 4) + min(new_names, 4), min(numbers, 3) + min(new_numbers, 3)
    if Kin(chances + known, met, *alone).strangeness + more < unlike.limit - _MARGIN:
        return _NO_STRANGER
    there = kin(ours, theirs, unlike.lexicon, of_source=True)
    return Kin(there.chances, there.met, *alone).strangeness + more


def _more(source: str, target: str, measure: Measure) -> float:
    """Weigh the lengths, and a question that one asks alone."""
    strays = min(6.0, abs(measure.strays(len(source), len(target))))
    return STRAYS * strays + QUESTION * (("?" in source) != ("?" in target)) + START


def _letters() -> bytes:
    """Return what leaves of folded text the letters without accents; what is not sure to be one becomes _UNSURE."""
    table = bytearray([_UNSURE]) * 256
    for char in (*map(chr, chain(range(32, 127), range(160, 256))), *EXTRA):
        if not char.isalnum() or char in "0123456789":
            table[fold(char)[0]] = 32
        elif len(plain(char)) == 1 and plain(char).isascii():
            table[fold(char)[0]] = ord(plain(char))
    return bytes(table)


_UNSURE = 255
_LETTERS = _letters()
_FOLDED_APART = re.compile("[ıſ]")
"""Letters that fold to others than `plain` has for them."""
_NUMBERS = bytes(b if b in _DIGITS else 32 for b in range(256))
_CAPITALS = bytes(65 if chr(b).isupper() or chr(b) == "?" else 32 if chr(b) in " '" else 0 for b in range(256))
"""Shows of Latin-1 the capitals, with a question mark for one that is not in it, and what may stand before a name."""


def at_most(texts: tuple[str, str], folded: tuple[bytes, bytes], unlike: Unlike) -> float:
    """Return what the strangeness of a source and its target, in their plain view, is at most: soon told.

    Units: log odds.
    """
    source, target = texts
    here, there = folded[0].translate(_LETTERS), folded[1].translate(_LETTERS)
    if not (here.isascii() and there.isascii()) or _FOLDED_APART.search(source) or _FOLDED_APART.search(target):
        return math.inf
    words = here.split()
    heads = {w[:5] for w in words if len(w) > 4} & {w[:5] for w in there.split() if len(w) > 4}
    met = len({head[:4] for head in heads}) if heads else 0
    if met > 1:
        return _NO_STRANGER
    numbers, new = len(folded[0].translate(_NUMBERS).split()), len(folded[1].translate(_NUMBERS).split())
    chances = sum(map((3).__lt__, map(len, words))) + numbers + sum(map(unlike.bare.__contains__, words))
    kinship = Kin(chances, met, _capitals(source) + _capitals(target), numbers + new)
    return kinship.strangeness + _more(source, target, unlike.measure)


def _capitals(text: str) -> int:
    """Count the words that may be names by their capital and by what stands before them."""
    return text.encode("latin-1", "replace").translate(_CAPITALS).count(b" A")


def unlike_digits(chunk: Chunk) -> list[bool]:
    """Tell of each segment whether its digits are others than those of its source; there are sources."""
    differ: list[bool] = chunk.memo("unlike digits", lambda: _unlike_digits(chunk))
    return differ


def _unlike_digits(chunk: Chunk) -> list[bool]:
    assert chunk.source is not None
    return [*map(ne, chunk.source.only(_DIGITS), chunk.target.only(_DIGITS))]


def _suspects(chunk: Chunk, measure: Measure) -> Iterator[int]:
    """Yield the long segments whose length or digits differ from the source's and that share no long word with it."""
    if chunk.source is None:
        return
    ours, theirs = chunk.source.starts, chunk.target.starts
    low, high = measure.ratio / NEAR, measure.ratio * NEAR
    sizes = zip(map(sub, ours[1:], ours), map(sub, theirs[1:], theirs), unlike_digits(chunk), strict=True)
    unlike = [
        i
        for i, (source, target, differ) in enumerate(sizes)
        if source > LEAST_LENGTH < target and (differ or not low < (target - 1) / (source - 1) < high)
    ]
    sources, targets = _words(chunk.source, unlike), _words(chunk.target, unlike)
    common = map(set.intersection, map(set, sources), targets)
    for segment, here, there, both in zip(unlike, sources, targets, common, strict=True):
        few = len(both) < 2 or sum(map((3).__lt__, map(len, both))) < 2
        if few and here and there and _beginnings(here, there) < 2:
            yield segment


def _words(side: Side, segments: Iterable[int]) -> list[list[bytes]]:
    """Return the words of some segments, folded and without accents."""
    text, starts = side.folded.translate(_WORDS), side.starts
    return [text[starts[i] : starts[i + 1] - 1].split() for i in segments]


def _beginnings(here: Iterable[bytes], there: Iterable[bytes]) -> int:
    """Count the beginnings that long words of both texts share."""
    return len({w[:5] for w in here if len(w) > 4} & {w[:5] for w in there if len(w) > 4})
