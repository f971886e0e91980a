"""Find the segments of a large text in which a sentence may stand twice: two are of the same letters.

Two that are the same begin alike. In segments where two do, each letter has a number, signs around sentences have
nought; sentences with the same sum may be the same.
"""

from __future__ import annotations

from functools import cache
from random import Random

import numpy as np

from mtqa.checks.bulk.views import EIGHT, HEADS, PADDING, Array, eights, ends_of
from mtqa.fold import SEPARATOR, fold

_SPACE = ord(" ")
_STOP, _CLOSING = 1, 2
_SIGNS = bytes(_STOP * (i in fold(".!?…")) + _CLOSING * (i in fold('"”»)')) for i in range(256))
_SHORTEST = 5
"""Units: characters of a sentence of three words."""
_WIDTH = 31
_SIGNS_BEFORE = 4
"""How many signs may stand before the letters with which a sentence is told to begin."""


def with_repeats(folded: bytes, around: bytes) -> list[int]:
    """Return the segments in which a sentence may stand twice, in order; signs `around` sentences do not count."""
    ends, within = ends_of(folded), _sentence_ends(folded + b"  ")
    alike = _begun_alike(folded, ends, within, around)
    begins, beyond = np.concatenate([[0], ends + 1])[alike], np.concatenate([ends, [len(folded)]])[alike]
    spans = zip(begins.tolist(), beyond.tolist(), strict=True)
    text = SEPARATOR.encode().join([folded[begin:end] for begin, end in spans])
    told = _with_repeats(text + b"  ", ends_of(text), _sentence_ends(text + b"  "), around)
    return alike[told].tolist() if told else []


def _begun_alike(folded: bytes, ends: Array, within: Array, around: bytes) -> Array:
    """Return the segments of which two sentences begin with the same letters, or may; `within` is where they end."""
    own = np.searchsorted(ends, within, "right")
    parted = own[np.diff(own, prepend=-1) != 0]
    text = folded + PADDING
    segments, at = np.concatenate([parted, own]), np.concatenate([np.concatenate([[0], ends + 1])[parted], within])
    signs, is_around = np.frombuffer(text, np.uint8), np.array([i in around for i in range(256)])
    for _ in range(_SIGNS_BEFORE):
        at = at + is_around[signs[at]]
    letters = (eights(text, len(folded) + EIGHT)[at] & HEADS[_SHORTEST]).astype(np.int64)
    letters[is_around[signs[at]]] = 0  # what comes after so many signs is left open
    told = np.sort((segments << 8 * _SHORTEST) + letters)
    alike = told[1:][told[1:] == told[:-1]] >> 8 * _SHORTEST
    either = np.sort(np.concatenate([alike, segments[letters == 0]]))
    told_once: Array = either[np.diff(either, prepend=-1) != 0]
    return told_once


def _with_repeats(text: bytes, ends: Array, within: Array, around: bytes) -> list[int]:
    """Return the segments in which a sentence may stand twice; `within` are the places where sentences end."""
    is_border = np.zeros(len(text), np.bool_)
    is_border[0] = True
    is_border[ends] = True
    is_border[within] = True
    borders = np.flatnonzero(is_border)
    sums = np.add.reduceat(np.frombuffer(text.translate(_numbers(around)), np.uint8), borders, dtype=np.int64)
    kept = np.flatnonzero(np.diff(borders, append=len(text)) >= _SHORTEST)
    segments = np.searchsorted(ends, borders[kept], "right")
    told = np.sort((segments << _WIDTH) + sums[kept])
    return sorted({*(told[1:][told[1:] == told[:-1]] >> _WIDTH).tolist()})


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
