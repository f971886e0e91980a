"""Find sentences of one side that have no counterpart on the other."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.kin_bounds import MARGIN, alone, bare_words, chances_of, heads, met_at_least
from mtqa.checks.kinship import Kin, Lexicon, Measure, Text, kin
from mtqa.checks.short_literals import counted
from mtqa.checks.side import Side
from mtqa.checks.strangers import lengths_of, strangers
from mtqa.lang.sentences import sentences

_MOST = 8.0
"""So much evidence of length counts at most: people do condense."""
_LEAST = -0.5
"""The length of the whole must at least not speak against it."""
_FITS = -0.2
"""A text that is longer than its counterpart leaves room for has not lost a sentence."""
_ODD = 1.5
"""With as many sentences on both sides, the length must stray by so many deviations to be worth a look."""
_FEW = 2
"""A sentence that shares more words is translated, whatever else speaks against it."""
_TOO_SHORT = 2
"""A sentence of no more words is no sentence."""
_ENDS = (b". ", b"? ", b"! ")
_NUMBERED = (b" no. ", b"(no. ")
"""What ends no sentence."""
_WORD = rx.compile(r"[^\W\d_]{2,}")


def dropped_sentences(chunk: Chunk, options: Mapping[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Yield segment, start and end of sentences of the source that the target lacks."""
    for span in _unmatched(chunk, options, of_source=True):
        explained(chunk).add((span[0], True))
        yield span


def added_sentences(chunk: Chunk, options: Mapping[str, Any]) -> Iterator[tuple[int, int, int]]:
    """Yield segment, start and end of sentences of the target that the source lacks."""
    for span in _unmatched(chunk, options, of_source=False):
        explained(chunk).add((span[0], False))
        yield span


def explained(chunk: Chunk) -> set[tuple[int, bool]]:
    """Return the segments of which a rule before has found a sentence dropped (True) or added (False)."""
    known: set[tuple[int, bool]] = chunk.memo("sentences without counterpart", set)
    return known


def _unmatched(chunk: Chunk, options: Mapping[str, Any], *, of_source: bool) -> Iterator[tuple[int, int, int]]:
    if chunk.source is None:
        return
    measure, unlike = Measure(*options["measure"]), strangers(chunk)
    sides = (chunk.source, chunk.target) if of_source else (chunk.target, chunk.source)
    lang = chunk.langs[0 if of_source else 1]
    for segment, more in _too_long(chunk, sides, measure):
        size, other_size = (side.starts[segment + 1] - side.starts[segment] - 1 for side in sides)
        if not (size and other_size) or segment in unlike:
            continue
        if _strays(measure, size, other_size, of_source) >= (_FITS if more else _ODD):
            evidence = _Evidence(sides, segment, options, of_source=of_source)
            yield from ((segment, *span) for span in _without(evidence, lang))


def _too_long(chunk: Chunk, sides: tuple[Side, Side], measure: Measure) -> Iterable[tuple[int, bool]]:
    """Return where ends of sentences are in the first text, and if more than in the other; not where it is too short.

    A small chunk is not asked for lengths.
    """
    if chunk.is_large and chunk.source:
        return lengths_of(chunk).too_long(measure, of_source=sides[0] is chunk.source, with_more=_FITS, else_from=_ODD)
    ends, others = (chunk.memo(("sentence ends", side), lambda side=side: count_ends(side)) for side in sides)
    return ((segment, count > others[segment]) for segment, count in ends.items())


def count_ends(side: Side) -> Counter[int]:
    """Count the marks of an end within each text, but for "no. 5"; what stands for a separator is one too."""
    folded, begins = side.folded, side.starts[1:]
    marks = _ENDS + (b"\0",) * (b"\0" in folded)  # only where it stands: a literal of one byte is looked for slowly
    return counted(folded, begins, marks) - counted(folded, begins, _NUMBERED)


def _without(evidence: _Evidence, lang: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences of one text that the other has nothing of."""
    spans, left, limit = sentences(lang, evidence.text), len(evidence.text), evidence.limit
    if len(spans) < 2:
        return
    while gains := _gains(evidence.measure, spans, left, len(evidence.other), evidence.of_source):
        capped = ((span, min(_MOST, gain)) for span, gain in gains.items())
        weights = {
            span: evidence.strangeness(span) + gain
            for span, gain in capped
            if evidence.may_exceed(limit - gain - MARGIN, span)
        }
        # the strangest first: without it, the length may speak for none
        span = max(weights, key=weights.__getitem__, default=None)
        if span is None or weights[span] <= limit:
            return
        yield span
        left -= span[1] - span[0]
        spans.remove(span)


def _gains(
    measure: Measure, spans: Iterable[tuple[int, int]], own: int, other: int, of_source: bool
) -> dict[tuple[int, int], float]:
    """Return the sentences without which the length of a text fits, and by how much. Units: log odds."""
    before = _strays(measure, own, other, of_source) ** 2
    gains = {
        (start, end): (before - _strays(measure, own - (end - start), other, of_source) ** 2) / 2
        for start, end in spans
    }
    return {span: gain for span, gain in gains.items() if gain > _LEAST}


class _Evidence:
    """What speaks for sentences of a text having no counterpart in the other, by their spans, each weighed once."""

    def __init__(
        self, sides: tuple[Side, Side], segment: int, options: Mapping[str, Any], *, of_source: bool
    ) -> None:  # fmt: skip
        own, other = sides
        self.text, self.other, self.of_source = own.plain(segment), other.plain(segment), of_source
        self.limit: float = options["limit"]
        self.measure = Measure(*options["measure"])
        self._lexicon: Lexicon = options["lexicon"]
        self._chances = chances_of(self._lexicon, of_source=of_source)
        self._folded = own.folded_bytes(segment)
        self._other_folded = other.folded_bytes(segment)
        self._weights: dict[tuple[int, int], float] = {}
        self._whole: Text | None = None

    def may_exceed(self, least: float, span: tuple[int, int]) -> bool:
        """Tell whether the strangeness of a sentence may be more than that, as far as that is soon told."""
        sentence, folded = self.text[slice(*span)], self._folded[slice(*span)]
        words = bare_words(sentence, folded)
        if words is None:
            return True
        if len(words) <= _TOO_SHORT:
            return False
        names, numbers = alone(sentence, folded)
        unmet = Kin(self._chances.told(words) + numbers, 0, names, numbers)
        if unmet.strangeness <= least:
            return False
        if self._heads is None:
            return True
        met = met_at_least(heads(words), self._heads)
        return met <= _FEW and unmet._replace(met=met).strangeness > least

    @cached_property
    def _heads(self) -> set[bytes] | None:
        """The beginnings of the other text's words, if they are sure."""
        words = bare_words(self.other, self._other_folded)
        return None if words is None else heads(words)

    def strangeness(self, span: tuple[int, int]) -> float:
        """Weigh a sentence against the other text; one of few words, or that shares many, is no stranger.

        Units: log odds.
        """
        if span not in self._weights:
            self._weights[span] = self._weigh(self.text[slice(*span)])
        return self._weights[span]

    def _weigh(self, sentence: str) -> float:
        self._whole = whole = self._whole or Text(self.other)
        if not whole.words or len(_WORD.findall(sentence)) <= _TOO_SHORT:
            return -math.inf
        own = Text(sentence)
        if own.shared(whole)[1] > _FEW:
            return -math.inf
        return kin(own, whole, self._lexicon, of_source=self.of_source).strangeness


def _strays(measure: Measure, own: int, other: int, of_source: bool) -> float:
    """Return by how many deviations a text is too long for its counterpart."""
    return -measure.strays(own, other) if of_source else measure.strays(other, own)
