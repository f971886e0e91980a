"""A text as an array: its bytes, eight of them at a time as one number, and where its segments end."""

from __future__ import annotations

from typing import Any

import numpy as np

from mtqa.fold import SEPARATOR

Array = np.ndarray[Any, Any]
EIGHT = 8
PADDING = bytes(3 * EIGHT)
"""Stands behind a text, so that eight bytes can be read wherever a word of it begins."""
HEADS = np.array([(1 << 8 * size) - 1 for size in range(EIGHT + 1)], np.uint64)
"""Masks of the first bytes, by their number."""
MIX = np.uint64(0x9E3779B97F4A7C15)
"""An odd number without a pattern, 2^64 over the golden ratio: multiplied with it, numbers are spread."""


def ends_of(text: bytes) -> Array:
    """Return where the segments of a folded text end, but the last."""
    return np.flatnonzero(np.frombuffer(text, np.uint8) == ord(SEPARATOR))


def eights(text: bytes, size: int) -> Array:
    """Return a view of the eight bytes that begin at each of the first `size` places, the first byte the lowest."""
    return np.ndarray((size,), "<u8", text, 0, (1,))
