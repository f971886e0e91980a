"""What a document has said before: segments that are alike on one side, found again by a hash of their letters."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress, count
from operator import itemgetter, ne
from typing import NamedTuple

from mtqa.checks.chunk import Chunk
from mtqa.checks.side import Side
from mtqa.fold import UNKNOWN

LONGEST_QUOTE = 160
_KEPT = 400
"""Units: characters of a text that is kept as it is; of a longer one the beginning is."""
LETTERS = bytes(b for b in range(256) if chr(b).isalnum()) + UNKNOWN
_NO_LETTERS = bytes({*range(256)}.difference(LETTERS))
_EMPTY = hash(b"")


class Seen(NamedTuple):
    """Where a text came first, and what stood against it. `match` is the hash of the other side's letters."""

    match: int
    text: str
    place: str


class _Begun(str):
    """The beginning of a plain view: what is kept of a long text."""

    __slots__ = ()


_Entry = tuple[int, str, str]
"""What becomes Seen of a text, made in no time: its text is as it is, unless it is _Begun."""


def differing(
    chunk: Chunk, alike: Side, other: Side, memory: dict[int, _Entry], most: int
) -> Iterator[tuple[int, Seen]]:  # fmt: skip
    """Yield the segments that are like an earlier one on one side and not on the other, with that one.

    Others are remembered, up to `most` of a document.
    """
    if len(memory) >= most:
        yield from _recalled(_hashes(chunk, alike), other, memory)
        return
    segments, keys, entries = _columns(chunk, alike, other)
    at = 0
    while at < len(keys):
        room = most - len(memory)
        recall, end = (memory.setdefault, at + room) if room > 0 else (memory.get, len(keys))
        seen = [*map(recall, keys[at:end], entries[at:end])]
        differ = map(ne, map(itemgetter(0), seen), map(itemgetter(0), entries[at:end]))
        for segment, earlier in compress(zip(segments[at:end], seen, strict=True), differ):
            yield segment, _seen(*earlier)
        at = end


def _recalled(keys: Sequence[int], other: Side, memory: Mapping[int, _Entry]) -> Iterator[tuple[int, Seen]]:
    """Yield the segments that differ from one remembered: most are not, and need not be read on the other side."""
    for segment in compress(count(), map(memory.__contains__, keys)):
        seen, match = memory[keys[segment]], _hash(other, segment)
        if seen[0] != match != _EMPTY:
            yield segment, _seen(*seen)


def _columns(chunk: Chunk, alike: Side, other: Side) -> tuple[Sequence[int], Sequence[int], Sequence[_Entry]]:
    """Return the segments with letters on both sides, what tells those alike, and what to remember of each."""
    keys, matches, batch = _hashes(chunk, alike), _hashes(chunk, other), chunk.batch
    texts = [text if len(text) <= _KEPT else _begun(text) for text in other.texts]
    places = batch.keys or [f"line {line}" for line in batch.lines]
    segments, entries = range(len(keys)), [*zip(matches, texts, places, strict=True)]
    if _EMPTY not in keys and _EMPTY not in matches:
        return segments, keys, entries
    told = [key != _EMPTY != match for key, match in zip(keys, matches, strict=True)]
    return [*compress(segments, told)], [*compress(keys, told)], [*compress(entries, told)]


def _begun(text: str) -> _Begun:
    return _Begun(Side([text]).joined[:LONGEST_QUOTE])


def _seen(match: int, text: str, place: str) -> Seen:
    return Seen(match, text if isinstance(text, _Begun) else _begun(text), place)


def _hash(side: Side, segment: int) -> int:
    """Return the hash of a segment's letters and digits, in one case."""
    return hash(side.folded_bytes(segment).translate(None, _NO_LETTERS))


def _hashes(chunk: Chunk, side: Side) -> list[int]:
    """Return the hash of each segment's letters and digits, in one case."""
    hashes: list[int] = chunk.memo(("letters", side is chunk.source), lambda: [*map(hash, side.only(LETTERS))])
    return hashes


def letters_of(chunk: Chunk) -> Sequence[bytes]:
    """Return what tells alike segments of each side, for `give_letters` here or in the process this was forked of."""
    sides = (chunk.target, chunk.source) if chunk.source else ()
    return [array("q", _hashes(chunk, side)).tobytes() for side in sides]


def give_letters(chunk: Chunk, letters: Sequence[bytes]) -> None:
    """Spare a chunk the work that `letters_of` did for another one of the same texts."""
    for is_source, told in enumerate(letters):
        chunk.memo(("letters", bool(is_source)), lambda told=told: array("q", told).tolist())
