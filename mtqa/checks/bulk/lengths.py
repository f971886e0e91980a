"""How long texts of a large chunk are for their sources, and how many sentences they have, all segments at once.

What is told here is a little more than what is sure: whoever asks looks at the segments told once more.
"""

from __future__ import annotations

import numpy as np

from mtqa.checks.bulk.views import PADDING, Array
from mtqa.checks.kinship import Measure
from mtqa.checks.side import Side

_NEARLY = 1e-9
_SPACE, _DOT, _N, _O, _BRACKET = b" .no("
_OTHER_STOPS = b"?!"


class Lengths:
    """The lengths of sources and targets of a chunk, and how many sentences end within them."""

    def __init__(self, sources: Side, targets: Side) -> None:
        self._sides = sources, targets
        starts = [np.array(side.starts, np.int64) for side in self._sides]
        self.sizes = np.diff(starts[0]) - 1, np.diff(starts[1]) - 1
        self._ends = count_ends(sources.folded, starts[0]), count_ends(targets.folded, starts[1])
        self._bare: tuple[Array, Array] | None = None

    def strays(self, measure: Measure) -> Array:
        """Return of each target by how many deviations it is too long; an empty text counts as one character."""
        return _strays(measure, *self.sizes)

    def far_apart(self, measure: Measure, limit: float, sign: int) -> list[int]:
        """Return the segments whose targets may stray by more than `limit`: too short (sign -1), or too long.

        Neither targets as they are nor sources count with the blanks around them.
        """
        if self._bare is None:
            self._bare = bare_sizes(self._sides[0], self.sizes[0]), bare_sizes(self._sides[1], self.sizes[1])
        sources, targets = self._bare
        told: Array = np.flatnonzero((sources > 0) & (sign * _strays(measure, sources, targets) > limit - _NEARLY))
        return list(told.tolist())

    def too_long(
        self, measure: Measure, *, of_source: bool, with_more: float, else_from: float
    ) -> list[tuple[int, bool]]:  # fmt: skip
        """Return the texts with ends of sentences that may be too long, and whether they have more than their others.

        Units: deviations from which on they are, `with_more` ends than the other text or not.
        """
        own, other = self._ends if of_source else self._ends[::-1]
        more, strays = own > other, self.strays(measure) * (-1 if of_source else 1)
        told = np.flatnonzero((own > 0) & (strays >= np.where(more, with_more, else_from) - _NEARLY))
        return list(zip(told.tolist(), more[told].tolist(), strict=True))


def _strays(measure: Measure, sources: Array, targets: Array) -> Array:
    sources, targets = np.maximum(sources, 1), np.maximum(targets, 1)
    off = np.log(targets / sources / measure.ratio)
    strays: Array = off / np.sqrt(measure.spread**2 + measure.noise**2 / sources)
    return strays


def bare_sizes(side: Side, sizes: Array) -> Array:
    """Return the lengths of the texts of a side as they are, without the blanks around them.

    `sizes` are those of their plain views, which may differ only in odd ones.
    """
    text = np.frombuffer(side.folded + PADDING, np.uint8)
    starts = np.cumsum(sizes + 1) - sizes - 1
    first, last = text[starts], text[np.maximum(starts + sizes - 1, 0)]
    bare = sizes.copy()
    edged = np.flatnonzero((first == _SPACE) | (first == 0) | (last == _SPACE) | (last == 0))
    for segment in {*edged.tolist(), *side.odd}:
        bare[segment] = len(side.texts[segment].strip())
    return bare


def count_ends(folded: bytes, starts: Array) -> Array:
    """Count for each segment of a folded text the ends of sentences within it, as `sentence_match.count_ends` does.

    `starts` are those of the segments, and that of one more.
    """
    text = np.frombuffer(folded + PADDING, np.uint8)
    is_stop = text == _DOT
    for sign in _OTHER_STOPS:
        is_stop |= text == sign
    stops = np.flatnonzero(is_stop)
    stops = stops[text[stops + 1] == _SPACE]
    numbered = (stops > 2) & (text[stops] == _DOT) & (text[stops - 1] == _O) & (text[stops - 2] == _N)
    numbered &= (text[stops - 3] == _SPACE) | (text[stops - 3] == _BRACKET)
    ends = stops[~numbered]
    if b"\0" in folded:
        ends = np.concatenate([ends, np.flatnonzero(text[: len(folded)] == 0)])
    return np.bincount(np.searchsorted(starts, ends, "right") - 1, minlength=len(starts) - 1)
