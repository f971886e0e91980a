"""One scan of a side for all that `number` and `quantity` look for: number words, parted digits, units, days, months.

The scan reads folded text with a space for every sign, so that each word stands between spaces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from mtqa.checks.chunk import Chunk
from mtqa.checks.side import Side
from mtqa.fold import LETTERS, SEPARATOR, UNKNOWN, fold
from mtqa.lang.measures import Concept

_MARK = SEPARATOR.encode()
_SIGNS = UNKNOWN + fold("€$£¥")
_KEPT = LETTERS | {_MARK[0], *_SIGNS}
_TO_SPACE = bytes(b if b in _KEPT else 32 for b in range(256))

Found = Mapping[int, Sequence[int]]
"""For each segment that has any, the numbers of the patterns that stand there, in order."""


class Vocabulary(NamedTuple):
    """What is looked for in a language. `values`, `concepts`: what each pattern stands for, if anything.

    The value of a number word is its own, that of two digits which a sign parts is below nought.
    """

    automaton: Any
    values: Sequence[int | None]
    concepts: Sequence[frozenset[Concept]]


def found_in(chunk: Chunk, side: Side, lang: str) -> Found:
    """Return what stands in the segments of a side; scanned once for all kinds."""
    found: Found = chunk.memo(("spelled out", side is chunk.source), lambda: _scan(side, lang))
    return found


def _scan(side: Side, lang: str) -> Found:
    from mtqa.lang.numberwords import NO_NUMBERS

    text = b" " + side.folded.translate(_TO_SPACE).replace(_MARK, b" " + _MARK + b" ") + b" "
    for phrase in NO_NUMBERS.get(lang, ()):
        text = text.replace(fold(f" {phrase} "), b"  ")
    found: dict[int, list[int]] = {}
    segment = 0
    for pattern, _, _ in vocabulary(lang).automaton.find_matches_as_indexes(text, overlapping=True):
        if not pattern:
            segment += 1
        elif segment in found:
            found[segment].append(pattern)
        else:
            found[segment] = [pattern]
    return found


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
