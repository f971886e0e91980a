"""Find the segments of a large text with a space right inside a bracket."""

from __future__ import annotations

import numpy as np

from mtqa.checks.bulk.views import ends_of

_OPENING = bytes(chr(i) in "([{" for i in range(256))
_CLOSING = bytes(chr(i) in ")]}" for i in range(256))
_SPACE = ord(" ")


def with_space_inside(folded: bytes) -> list[int]:
    """Return the segments with a space after an opening bracket or before a closing one, in order."""
    signs = np.frombuffer(folded + b"\0", np.uint8)
    opening = np.flatnonzero(np.frombuffer(folded.translate(_OPENING), np.bool_))
    closing = np.flatnonzero(np.frombuffer(folded.translate(_CLOSING), np.bool_))
    spaced = [opening[signs[opening + 1] == _SPACE], closing[signs[closing - 1] == _SPACE]]
    return sorted({*np.searchsorted(ends_of(folded), np.concatenate(spaced)).tolist()})
