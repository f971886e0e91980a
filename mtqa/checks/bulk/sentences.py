"""Find the segments of a large text in which a sentence may stand twice: two are of the same letters.

Each letter has a number, signs around sentences have nought; sentences with the same sum may be the same.
"""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np

from mtqa.checks.bulk.views import Array, ends_of
from mtqa.fold import SEPARATOR, fold

_SPACE = ord(" ")
_STOP, _CLOSING = 1, 2
_SIGNS = bytes(_STOP * (i in fold(".!?…")) + _CLOSING * (i in fold('"”»)')) for i in range(256))
_SHORTEST = 5
"""Units: characters of a sentence of three words."""
_WIDTH = 31


def with_repeats(folded: bytes, around: bytes) -> list[int]:
    """Return the segments in which a sentence may stand twice, in order; signs `around` sentences do not count."""
    text = folded + b"  "
    ends = ends_of(text)
    is_border = np.zeros(len(text), np.bool_)
    is_border[0] = True
    is_border[ends] = True
    is_border[_sentence_ends(text)] = True
    borders = np.flatnonzero(is_border)
    sums = np.add.reduceat(np.frombuffer(text.translate(_numbers(around)), np.uint8), borders, dtype=np.int64)
    kept = np.flatnonzero(np.diff(borders, append=len(text)) >= _SHORTEST)
    segments = np.searchsorted(ends, borders[kept], "right")
    told = (segments << _WIDTH) + sums[kept]
    order = np.argsort(told)
    twice = np.flatnonzero(np.diff(told[order]) == 0)
    return sorted({*segments[order[twice]].tolist()})


@cache
def _numbers(around: bytes) -> bytes:
    """Return a number for each byte, nought for those that do not count."""
    numbers = Random(1)
    return bytes(0 if i in around or i == ord(SEPARATOR) else numbers.randrange(1, 256) for i in range(256))


def _sentence_ends(text: bytes) -> Array:
    """Return where spaces begin after a stop that ends a sentence, be there a closing sign between."""
    signs = np.frombuffer(text.translate(_SIGNS), np.uint8)
    stops = np.flatnonzero(signs[:-2] == _STOP)
    ends: Array = stops + 1 + (signs[stops + 1] == _CLOSING)
    spaced: Array = np.frombuffer(text, np.uint8)[ends] == _SPACE
    return ends[spaced]
