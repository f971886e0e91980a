"""Find sentences of one side that have no counterpart on the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Measure, Text, kin
from mtqa.checks.short_literals import standing
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
    for segment, own in ours.items():
        source, target = (side.starts[segment + 1] - side.starts[segment] - 1 for side in sides)
        strays = measure.strays(source, target) * (-1 if of_source else 1)
        if not (source and target) or segment in unlike:
            continue
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


def count_ends(side: Side) -> Counter[int]:
    """Count the marks of an end within each text, but for "no. 5"; what stands for a separator is one too."""
    folded = side.folded
    marks = _ENDS + (b"\0",) * (b"\0" in folded)  # only where it stands: a literal of one byte is looked for slowly
    counts = Counter(segment for segment, _ in standing(folded, marks))
    return counts - Counter(segment for segment, _ in standing(folded, _NUMBERED))


def _without(
    source: str, target: str, lang: str, options: Mapping[str, Any], *, of_source: bool
) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences of one text that the other has nothing of."""
    text, other = (source, target) if of_source else (target, source)
    spans = sentences(lang, text)
    if len(spans) < 2:
        return
    measure, whole = Measure(*options["measure"]), Text(other)
    left, strange = len(text), _strange(text, spans, whole, options, of_source=of_source) if whole.words else {}
    while strange:  # the strangest first: without it, the length may speak for no other
        before = _strays(measure, left, len(other), of_source)
        weights = {}
        for (start, end), odds in strange.items():
            gain = (before**2 - _strays(measure, left - (end - start), len(other), of_source) ** 2) / 2
            if gain > _LEAST:
                weights[start, end] = odds + min(_MOST, gain)
        span = max(weights, key=lambda s: weights[s], default=None)
        if span is None or weights[span] <= options["limit"]:
            return
        yield span
        left -= span[1] - span[0]
        del strange[span]


def _strange(
    text: str, spans: Sequence[tuple[int, int]], whole: Text, options: Mapping[str, Any], *, of_source: bool
) -> dict[tuple[int, int], float]:
    """Weigh each sentence of some words that shares few of them with the other text. Units: log odds."""
    strange = {}
    for start, end in spans:
        sentence = Text(text[start:end])
        if len(_WORD.findall(sentence.raw)) > 2 and sentence.shared(whole)[1] <= _FEW:
            strange[start, end] = kin(sentence, whole, options["lexicon"], of_source=of_source).strangeness
    return strange


def _strays(measure: Measure, own: int, other: int, of_source: bool) -> float:
    return measure.strays(own, other) if of_source else measure.strays(other, own)
