"""One scan of a side for all that `number` and `quantity` look for: number words, parted digits, units, days, months.

The scan reads folded text with a space for every sign, so that each word stands between spaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import compress, count
from operator import itemgetter, ne
from typing import Any, NamedTuple

from mtqa.checks.chunk import Chunk
from mtqa.checks.side import Side
from mtqa.fold import LETTERS, SEPARATOR, UNKNOWN, fold
from mtqa.lang.measures import Concept

_MARK = SEPARATOR.encode()
_SIGNS = UNKNOWN + fold("€$£¥")
_KEPT = LETTERS | {_MARK[0], *_SIGNS}
_TO_SPACE = bytes(b if b in _KEPT else 32 for b in range(256))

_MOST = 5_000
"""Signatures whose meaning is remembered."""


class Vocabulary(NamedTuple):
    """What is looked for in a language. `values`, `concepts`: what each pattern stands for, if anything.

    The value of a number word is its own, that of two digits which a sign parts is below nought.
    """

    automaton: Any
    values: Sequence[int | None]
    concepts: Sequence[frozenset[Concept]]


class Named(NamedTuple):
    """What a segment names on one side: the values in order of size, the concepts."""

    values: tuple[int, ...]
    concepts: frozenset[Concept]


def unlike(chunk: Chunk) -> Sequence[tuple[int, Named, Named]]:
    """Return the segments that may name something else than their sources, with what the source and they name.

    What is left out names the same in the same order. Both sides are scanned once for all kinds.
    """
    found: Sequence[tuple[int, Named, Named]] = chunk.memo("spelled out", lambda: _unlike(chunk))
    return found


def _unlike(chunk: Chunk) -> Sequence[tuple[int, Named, Named]]:
    source, target, langs = chunk.source, chunk.target, chunk.langs
    if source is None:
        return []
    ours, theirs = (_signatures(side, langs, i) for i, side in enumerate((source, target)))
    unequal = compress(zip(count(), ours, theirs, strict=False), map(ne, ours, theirs))
    return [(segment, _named(one, langs), _named(other, langs)) for segment, one, other in unequal]


def added_up(
    chunk: Chunk, segment: int, ours: Sequence[int], theirs: Sequence[int]
) -> tuple[Sequence[int], Sequence[int]]:
    """Return the values that a segment names on either side once compounds are put together, in order of size."""
    from mtqa.lang.compounds import summed

    assert chunk.source is not None
    source, target = (side.folded_bytes(segment).translate(_TO_SPACE) for side in (chunk.source, chunk.target))
    return summed(ours, source, chunk.langs[0]), summed(theirs, target, chunk.langs[1])


def _signatures(side: Side, langs: tuple[str, str], which: int) -> Sequence[str]:
    """Return for each segment what it names, in order, a sign for each meaning; the signs are those of `_meanings`."""
    from mtqa.lang.numberwords import NO_NUMBERS

    lang = langs[which]
    text = b" " + side.folded.translate(_TO_SPACE).replace(_MARK, b" " + _MARK + b" ") + b" "
    for phrase in NO_NUMBERS.get(lang, ()):
        text = b"  ".join(text.split(fold(f" {phrase} ")))
    matches = vocabulary(lang).automaton.find_matches_as_indexes(text, overlapping=True)
    signs = _meanings(langs).signs[which]
    return "".join(map(signs.__getitem__, map(itemgetter(0), matches))).split(SEPARATOR)


class _Meanings(NamedTuple):
    """What the signs of a pair of languages mean. `signs`: for each language, the sign of each pattern."""

    signs: tuple[Sequence[str], Sequence[str]]
    known: dict[str, tuple[int | None, frozenset[Concept]]]


@cache
def _meanings(langs: tuple[str, str]) -> _Meanings:
    both = [list(zip(v.values, v.concepts, strict=True)) for v in map(vocabulary, langs)]
    sign = {meaning: chr(256 + i) for i, meaning in enumerate(dict.fromkeys([*both[0], *both[1]]))}
    ours, theirs = ([SEPARATOR, *(sign[meaning] for meaning in meanings[1:])] for meanings in both)
    return _Meanings((ours, theirs), {char: meaning for meaning, char in sign.items()})


@lru_cache(maxsize=_MOST)
def _named(signature: str, langs: tuple[str, str]) -> Named:
    known = _meanings(langs).known
    meanings = [known[sign] for sign in signature]
    values = sorted(value for value, _ in meanings if value is not None)
    return Named(tuple(values), frozenset[Concept]().union(*(concepts for _, concepts in meanings)))


@cache
def vocabulary(lang: str) -> Vocabulary:
    """Build the search for a language."""
    import ahocorasick_rs as aho

    from mtqa.lang.measures import calendar, measures
    from mtqa.lang.numberwords import BESIDE, SPELLED

    numbers = {**SPELLED.get(lang, {}), **BESIDE.get(lang, {})}
    values = {b" " + fold(word) + b" ": int(value) for word, value in numbers.items()}
    values |= {b"%d %d" % (i // 10, i % 10): i - 100 for i in range(100)}
    concepts: dict[bytes, set[Concept]] = defaultdict(set)
    for word, concept in calendar(lang).items():
        concepts[_pattern(word)].add(concept)
    for word, named in measures(lang).items():
        concepts[_pattern(word)] |= named
    patterns = [_MARK, *dict.fromkeys([*values, *concepts])]
    automaton = aho.BytesAhoCorasick(patterns, matchkind=aho.MatchKind.Standard, implementation=aho.Implementation.DFA)
    return Vocabulary(automaton, [values.get(p) for p in patterns], [frozenset(concepts.get(p, ())) for p in patterns])


def _pattern(word: str) -> bytes:
    """Return how a word stands in the text scanned; a sign such as "€" may stand close up to digits."""
    folded = fold(word)
    return folded if word in "€$£¥" else b" " + folded.translate(_TO_SPACE).strip() + b" "
