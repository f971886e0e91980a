"""Find segments whose target translates another text: nothing of the source stands in it, nor the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Kin, Lexicon, Measure, Text, kin, lacking, plain
from mtqa.checks.tongue import tongues_of, words_of
from mtqa.fold import SEPARATOR

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


class Unlike(NamedTuple):
    """How two texts are told to be strangers: from `limit` log odds on."""

    measure: Measure
    limit: float
    lexicon: Lexicon


def strangers(chunk: Chunk, unlike: Unlike | None = None) -> frozenset[int]:
    """Return the segments that are strangers to their source; without `unlike`, those a rule before has found."""
    found: frozenset[int] = chunk.memo("strangers", lambda: frozenset(_look(chunk, unlike) if unlike else ()))
    return found


def _look(chunk: Chunk, unlike: Unlike) -> Iterator[int]:
    tongues = tongues_of(chunk)
    bare = set(tongues.bare)
    for segment in _suspects(chunk, unlike.measure):
        if chunk.source is None:
            return
        source, target = chunk.source.plain(segment), chunk.target.plain(segment)
        if strangeness(source, target, unlike) <= unlike.limit:
            continue
        if segment not in bare or not tongues.is_foreign(words_of(target)):
            yield segment


def strangeness(source: str, target: str, unlike: Unlike) -> float:
    """Weigh what speaks for a target translating another source; what cannot reach the limit is not weighed.

    Units: log odds.
    """
    ours, theirs = Text(source), Text(target)
    chances, met = ours.shared(theirs)
    if met > 1:
        return _NO_STRANGER
    strays = min(6.0, abs(unlike.measure.strays(len(source), len(target))))
    question = (source.count("?") > 0) != (target.count("?") > 0)
    more = STRAYS * strays + QUESTION * question + START
    known = len(unlike.lexicon.keys() & ours.words)
    if Kin(chances + known, met, _MANY, _MANY).strangeness + more < unlike.limit - _MARGIN:
        return _NO_STRANGER
    (names, numbers), (new_names, new_numbers) = lacking(ours, theirs), lacking(theirs, ours)
    alone = min(names, 4) + min(new_names, 4), min(numbers, 3) + min(new_numbers, 3)
    if Kin(chances + known, met, *alone).strangeness + more < unlike.limit - _MARGIN:
        return _NO_STRANGER
    there = kin(ours, theirs, unlike.lexicon, of_source=True)
    return Kin(there.chances, there.met, *alone).strangeness + more


def _suspects(chunk: Chunk, measure: Measure) -> Iterator[int]:
    """Yield the long segments whose length or digits differ from the source's and that share no long word with it."""
    if chunk.source is None:
        return
    separator = SEPARATOR.encode()
    sources = chunk.source.folded.translate(_WORDS).split(separator)
    targets = chunk.target.folded.translate(_WORDS).split(separator)
    digits = chunk.source.only(_DIGITS), chunk.target.only(_DIGITS)
    low, high = measure.ratio / NEAR, measure.ratio * NEAR
    unlike = [
        i
        for i, (source, target, ours, theirs) in enumerate(zip(sources, targets, *digits, strict=True))
        if len(source) >= LEAST_LENGTH <= len(target) and (ours != theirs or not low < len(target) / len(source) < high)
    ]
    for segment in unlike:
        here, there = set(sources[segment].split()), targets[segment].split()
        common = [word for word in here.intersection(there) if len(word) > 3]
        if len(common) < 2 and here and there and _beginnings(here, there) < 2:
            yield segment


def _beginnings(here: Iterable[bytes], there: Iterable[bytes]) -> int:
    """Count the beginnings that long words of both texts share."""
    return len({w[:5] for w in here if len(w) > 4} & {w[:5] for w in there if len(w) > 4})
