"""Find the segments of a large text that have brackets, and those with a space right inside one."""

from __future__ import annotations

import numpy as np

from mtqa.checks.bulk.views import ends_of

_BRACKETS = bytes(chr(i) in "([{)]}" for i in range(256))
_OPENING = np.array([chr(i) in "([{" for i in range(256)])
_SPACE = ord(" ")


def with_brackets(folded: bytes) -> tuple[list[int], list[int]]:
    """Return the segments with brackets, and those with a space after an opening or before a closing one, in order."""
    signs = np.frombuffer(folded + b"\0", np.uint8)
    places = np.flatnonzero(np.frombuffer(folded.translate(_BRACKETS), np.bool_))
    inside = places + np.where(_OPENING[signs[places]], 1, -1)  # before the text stands the nought after it
    segments = np.searchsorted(ends_of(folded), places)
    return sorted({*segments.tolist()}), sorted({*segments[signs[inside] == _SPACE].tolist()})
