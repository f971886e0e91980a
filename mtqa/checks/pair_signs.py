"""Which segments have quotation marks or brackets that may not belong together, told by their order alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, partial

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found
from mtqa.checks.pairing import QUOTES
from mtqa.checks.spots import segments_of
from mtqa.fold import fold

_EYES = b":;="
_BRACKETS = b"()[]{}"
_EYE_AND_MOUTH = rx.compile(rb"[:;=][()\[\]]")
_SPACE_INSIDE = rx.compile(r"[(\[{] | [)\]}]")
_QUOTES = fold("".join({*QUOTES, *QUOTES.values()}))
_NO_QUOTES = bytes(range(256)).translate(None, _QUOTES)
_NO_BRACKETS = bytes(range(256)).translate(None, _BRACKETS + _EYES)
"""All but brackets, and the eyes that emoticons have."""
_MANY = 8
"""From one segment in so many on it takes less time to look at the whole text at once."""
_IN_TURN = fold("“”")
_FACE = rx.compile(r"[:;=]-?[()\[\]]")


def with_quotes(chunk: Chunk, find: str, found: Sequence[Found]) -> list[int]:
    """Return the segments whose quotation marks are worth a look: not “ and ” in turn, but for spaces inside."""
    segments = segments_of(found)
    if find == "spaced":
        return segments
    if len(segments) * _MANY < len(chunk.texts):
        return [i for i in segments if not chunk.memo(("quotes in turn", i), partial(_in_turn_at, chunk, i))]
    not_in_turn = chunk.memo("quotes not in turn", partial(_not_in_turn, chunk))
    return [i for i in segments if i in not_in_turn]


def _not_in_turn(chunk: Chunk) -> frozenset[int]:
    """Return the segments with quotation marks that do not stand “ and ” in turn."""
    return frozenset(i for i, signs in enumerate(chunk.target.only(_QUOTES)) if signs and not _in_turn(signs))


def _in_turn_at(chunk: Chunk, segment: int) -> bool:
    return _in_turn(chunk.target.folded_bytes(segment).translate(None, _NO_QUOTES))


def _in_turn(signs: bytes) -> bool:
    return signs == _IN_TURN * (len(signs) // 2)


def with_brackets(chunk: Chunk, find: str) -> list[int]:
    """Return the segments with brackets that are worth a look."""
    segments, spaced = chunk.memo("brackets", lambda: _bracketed(chunk))
    if find == "spaced":
        return list(spaced)
    if len(segments) * _MANY < len(chunk.texts):
        signs: Sequence[bytes] = [chunk.target.folded_bytes(i).translate(None, _NO_BRACKETS) for i in segments]
    else:
        every = chunk.target.only(_BRACKETS + _EYES)
        signs = [every[i] for i in segments]
    return [i for i, given in zip(segments, signs, strict=True) if not _is_plainly_paired(given, chunk, i)]


def _bracketed(chunk: Chunk) -> tuple[Sequence[int], Sequence[int]]:
    """Return the segments with brackets, and those with a space right inside one."""
    if chunk.is_large:
        from mtqa.checks.bulk.brackets import with_brackets

        return with_brackets(chunk.target.folded)
    segments = [i for i, signs in enumerate(chunk.target.only(_BRACKETS)) if signs]
    return segments, [i for i in segments if _SPACE_INSIDE.search(chunk.folded(i))]


def _is_plainly_paired(signs: bytes, chunk: Chunk, segment: int) -> bool:
    """Tell whether brackets stand in simple pairs, none within another, and are no emoticons: nearly always."""
    in_pairs, may_be_face = _judged(signs)
    return in_pairs and not (may_be_face and _FACE.search(chunk.folded(segment)))


@lru_cache(maxsize=1024)
def _judged(signs: bytes) -> tuple[bool, bool]:
    """Tell whether brackets stand in simple pairs, and whether one may be the mouth of an emoticon."""
    left = signs.translate(None, _EYES)
    for pair in (b"()", b"[]", b"{}"):
        left = left.replace(pair, b"")
    return not left, _EYE_AND_MOUTH.search(signs) is not None
