"""How the texts of a chunk begin and end, and which of their pairs of signs do not close, told for all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, count, islice
from operator import ne

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.side import Side
from mtqa.fold import SEPARATOR

CLOSING = "\"'”’»)]}* "
"""What may stand after the last sign of a sentence."""
_NO_END = frozenset((*CLOSING, ".", SEPARATOR, ""))
_CLOSED = rx.compile(f"[{regex.escape(CLOSING)}]")
_NO_CAPITAL = rx.compile(rf"[^\p{{Lu}}{SEPARATOR}]")
_SPACE = rx.compile(" ")
_ALL = bytes(range(256))
_END = SEPARATOR.encode()


def firsts(chunk: Chunk) -> str:
    """Return the first sign of each target in one string; SEPARATOR stands for an empty one."""

    def make() -> str:
        side = chunk.target
        return "".join(map((side.joined + SEPARATOR).__getitem__, islice(side.starts, len(side.texts))))

    found: str = chunk.memo("firsts", make)
    return found


def _lasts(chunk: Chunk, side: Side) -> str:
    """Return the last sign of each text of a side in one string; SEPARATOR stands for an empty one."""

    def make() -> str:
        return "".join(map((SEPARATOR + SEPARATOR + side.joined).__getitem__, islice(side.starts, 1, None)))

    lasts: str = chunk.memo(("lasts", side is chunk.target), make)
    return lasts


def small(chunk: Chunk) -> Sequence[tuple[int, str]]:
    """Return the segments whose targets begin with no capital letter, with their plain views."""

    def make() -> Sequence[tuple[int, str]]:
        return [(match.start(), chunk.target.plain(match.start())) for match in _NO_CAPITAL.finditer(firsts(chunk))]

    found: Sequence[tuple[int, str]] = chunk.memo("small beginnings", make)
    return found


def spaced(chunk: Chunk) -> Sequence[int]:
    """Return the segments whose targets begin or end with a space, in order."""
    signs = firsts(chunk), _lasts(chunk, chunk.target)
    return sorted({match.start() for side in signs for match in _SPACE.finditer(side)})


def ends(chunk: Chunk, source: Side) -> Sequence[tuple[int, str, str]]:
    """Return the segments that end otherwise than their source, with what `end_of` tells of target and source."""

    def make() -> Sequence[tuple[int, str, str]]:
        target = chunk.target
        owns, others = _lasts(chunk, target), _lasts(chunk, source)
        closed = (match.start() for match in _CLOSED.finditer(owns))
        unlike = {*compress(count(), map(ne, owns, others)), *_ends_unlike(target, source, closed)}
        signs = ((i, end_of(target.plain(i)), end_of(source.plain(i))) for i in sorted(unlike))
        return [(i, own, other) for i, own, other in signs if own != other]

    found: Sequence[tuple[int, str, str]] = chunk.memo("ends", make)
    return found


def _ends_unlike(target: Side, source: Side, segments: Iterable[int]) -> Iterator[int]:
    """Yield those segments that do not end with the same two signs, or the first is not sure to be the last of all."""
    own, other, ours, theirs = target.joined, source.joined, target.starts, source.starts
    for i in segments:
        end, last = ours[i + 1] - 1, theirs[i + 1] - 1
        signs = own[end - 2 : end]
        if signs != other[last - 2 : last] or signs[:1] in _NO_END:
            yield i


def end_of(text: str) -> str:
    """Return the last sign that is no quotation mark or bracket, "a" for a letter with capitals and "1" for a digit.

    Scripts without capitals may end their sentences otherwise, or not at all.
    """
    if text[-1:] in CLOSING:
        text = text.rstrip(CLOSING)
    last = text[-1:]
    if last == ".":
        return "…" if text[-3:] == "..." else last
    return "a" if last.lower() != last.upper() else "1" if last.isdigit() else last


def unpaired(side: Side, pair: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the segments that hold signs of a pair beside pairs that close, with the signs left over."""
    left = side.folded.translate(None, _ALL.translate(None, pair + _END)).replace(pair, b"")
    if left.strip(_END):
        yield from ((segment, signs) for segment, signs in enumerate(left.split(_END)) if signs)
