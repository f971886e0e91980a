"""Search many segments at once: joined by SEPARATOR, so that a pattern is asked once and not once a segment.

The joined search only tells which segments are worth a look; whoever asks looks at those by themselves. So it may name
too many but never too few, and a pattern that might see a neighbour where it wants the end of the text is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, TypeGuard

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found
from mtqa.checks.side import starts_of
from mtqa.checks.spots import WHOLE, are_columns, columns_of
from mtqa.fold import SEPARATOR

ENOUGH = 3
"""With fewer segments, joining them costs more than it saves."""
MANY, NEAR = 16, 4
"""From so many segments on, and where they are so many times as long, it is worth while to cut out what is near."""
_TOKEN = rx.compile(
    r"(?P<class>\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*+\])|(?P<escape>\\.)|(?P<negative>\(\?<?!)|(?P<atomic>\(\?>)"
    r"|(?P<odd>\(\?(?:\(|&|P>|R|\||[+-]?\d)|\{[eids][<>=]|\(\?[a-zA-Z01-]*[rm])|(?P<possessive>[*+?}]\+)|[\w |'-]++|.",
    regex.DOTALL,
)
_ENDS = frozenset(["^", "$", "\\A", "\\Z", "\\z", "\\G", "\\K", "\\m", "\\M"])
_WIDE = frozenset([".", "\\W", "\\S", "\\D", "\\P", "\\X", "\\R", "\\N"])


@cache
def joinable(pattern: str) -> bool:
    """Tell whether a pattern that matches a text surely matches it between two SEPARATORs as well.

    It does not where it asks for an end of the text, or where a negative lookaround or a possessive part might take the
    separator for a character it forbids or runs on over.
    """
    closes: list[bool] = []  # for each open bracket, whether it is a negative lookaround
    wide = held = False
    for token in _TOKEN.finditer(pattern):
        text, kind = token.group(), token.lastgroup
        if text in _ENDS or kind == "odd":
            return False
        if text in _WIDE or (kind == "class" and (text[1] == "^" or regex.search(r"\\[WSDPp]|\[:", text))):
            wide = True
            if any(closes):
                return False
        held |= kind in ("atomic", "possessive")
        if text[0] == "(" and kind in (None, "negative", "atomic"):
            closes.append(kind == "negative")
        elif text == ")" and closes:
            closes.pop()
    return not (wide and held)


class Pieces(NamedTuple):
    """Texts to search, and of which segment each is one or a part; a segment may have several."""

    segments: Sequence[int]
    texts: Sequence[str]


def is_near(reach: tuple[int, int] | None, chunk: Chunk, segments: Sequence[int]) -> TypeGuard[tuple[int, int]]:
    """Tell whether what a match may look at is so much less than segments are long that it is worth cutting out."""
    if reach is None or len(segments) < MANY:
        return False
    return sum(reach) * NEAR * len(chunk.texts) < len(chunk.target.joined)


def around(chunk: Chunk, spots: Sequence[Found], reach: tuple[int, int], *, raw: bool) -> Pieces:
    """Return what stands about literals, so far before and behind the start of each as a match looks at.

    Segments are taken whole if their plain view may differ from them in length.
    """
    side = chunk.target
    if are_columns(spots):
        segments, spans = spots.around(*reach, columns_of(chunk))
    else:
        segments, spans = _around(spots, *reach, side.starts, side.odd)
    if raw:
        return Pieces(segments, [side.texts[i][begin:end] for i, (begin, end) in zip(segments, spans, strict=True)])
    joined, starts = side.joined, side.starts
    return Pieces(
        segments,
        [
            joined[starts[i] + begin : starts[i] + end if end != WHOLE else starts[i + 1] - 1]
            for i, (begin, end) in zip(segments, spans, strict=True)
        ],
    )


def _around(
    spots: Iterable[Found], before: int, after: int, starts: Sequence[int], odd: Collection[int]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Return the segments of spots and from where to where in them to look; spots that are close share a place."""
    segments: list[int] = []
    spans: list[tuple[int, int]] = []
    last = begin = end = -1
    for segment, start, _, _ in spots:
        size = starts[segment + 1] - starts[segment] - 1
        first, beyond = (0, WHOLE) if segment in odd else (max(start - before, 0), min(start + after, size))
        if segment == last and first <= end:
            begin, end = min(begin, first), max(end, beyond)
            spans[-1] = begin, end
            continue
        last, begin, end = segment, first, beyond
        segments.append(segment)
        spans.append((begin, end))
    return segments, spans


def likely(compiled: Any, pieces: Pieces, limit: float) -> Collection[int]:
    """Return the segments a pattern may match: all where it cannot be told, or not within `limit` seconds."""
    segments, texts = pieces
    if len(segments) < ENOUGH or not joinable(compiled.pattern):
        try:
            return [i for i, text in zip(segments, texts, strict=True) if compiled.search(text, timeout=limit)]
        except TimeoutError:
            return segments
    starts = starts_of(texts)
    named: set[int] = set()
    try:
        for match in compiled.finditer(SEPARATOR.join(texts), timeout=limit):
            first = bisect_right(starts, match.start()) - 1
            last = bisect_right(starts, match.end()) - 1
            named.update(segments[first : last + 1])
    except TimeoutError:
        return segments
    return sorted(named)
