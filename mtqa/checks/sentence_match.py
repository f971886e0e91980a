"""Find sentences of one side that have no counterpart on the other."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from operator import sub
from typing import Any

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Measure, Text, kin
from mtqa.checks.short_literals import counted
from mtqa.checks.side import Side
from mtqa.checks.strangers import strangers
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
    lang, sides = chunk.langs[0 if of_source else 1], (chunk.source, chunk.target)
    sources, targets = _ends(chunk, True), _ends(chunk, False)
    ours, theirs = (sources, targets) if of_source else (targets, sources)
    sizes, others = (list(map(sub, side.starts[1:], side.starts)) for side in sides)  # and one each
    for segment, own in ours.items():
        source, target = sizes[segment] - 1, others[segment] - 1
        if not (source and target) or segment in unlike:
            continue
        strays = measure.strays(source, target) * (-1 if of_source else 1)
        if strays >= (_FITS if own > theirs.get(segment, 0) else _ODD):
            texts = chunk.source.plain(segment), chunk.target.plain(segment)
            yield from ((segment, *span) for span in _without(*texts, lang, options, of_source=of_source))


def _ends(chunk: Chunk, of_source: bool) -> Mapping[int, int]:
    """Count roughly the ends of sentences within each text of a side, by segment, in order.

    Texts with none are left out.
    """
    side = chunk.source if of_source else chunk.target
    if side is None:
        return {}
    counted: Mapping[int, int] = chunk.memo(("sentence ends", of_source), lambda: count_ends(side))
    return counted


def count_ends(side: Side) -> Mapping[int, int]:
    """Count the marks of an end within each text, but for "no. 5"; what stands for a separator is one too."""
    folded, begins = side.folded, side.starts[1:]
    marks = _ENDS + (b"\0",) * (b"\0" in folded)  # only where it stands: a literal of one byte is looked for slowly
    return counted(folded, begins, marks) - counted(folded, begins, _NUMBERED)


def _without(
    source: str, target: str, lang: str, options: Mapping[str, Any], *, of_source: bool
) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences of one text that the other has nothing of."""
    text, other = (source, target) if of_source else (target, source)
    spans, measure = sentences(lang, text), Measure(*options["measure"])
    if len(spans) < 2:
        return
    left, weighed = len(text), dict[tuple[int, int], float]()
    whole: Text | None = None
    while gains := _gains(measure, spans, left, len(other), of_source):
        whole = whole or Text(other)
        for start, end in gains.keys() - weighed.keys():
            weighed[start, end] = _strangeness(text[start:end], whole, options, of_source=of_source)
        weights = {span: weighed[span] + min(_MOST, gain) for span, gain in gains.items()}
        span = max(weights, key=lambda s: weights[s])  # the strangest first: without it, the length may speak for none
        if weights[span] <= options["limit"]:
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


def _strangeness(sentence: str, whole: Text, options: Mapping[str, Any], *, of_source: bool) -> float:
    """Weigh a sentence against the other text; one of few words, or that shares many, is no stranger.

    Units: log odds.
    """
    if not whole.words or len(_WORD.findall(sentence)) <= 2:
        return -math.inf
    own = Text(sentence)
    if own.shared(whole)[1] > _FEW:
        return -math.inf
    return kin(own, whole, options["lexicon"], of_source=of_source).strangeness


def _strays(measure: Measure, own: int, other: int, of_source: bool) -> float:
    return measure.strays(own, other) if of_source else measure.strays(other, own)
