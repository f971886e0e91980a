"""Cut documents into shards: parts large enough to be worth sending to another process.

The first chunk is cut into a part for each worker, so that none waits for more to be read, and the last ones into parts
that grow smaller, so that none is at work long after the others are done.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise, repeat
from typing import TYPE_CHECKING

from mtqa.checks.chunk import Chunk
from mtqa.engine import chunks
from mtqa.errors import LostError
from mtqa.lang import primary
from mtqa.model import Document

if TYPE_CHECKING:  # what it needs is imported where there is more than one process
    from mtqa.cli.carry import Answer

HELD = 1_000_000
"""Units: code points a worker that are read ahead, to know when the end is near."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk of document `number`, or what kept the rest of it from being read."""

    number: int
    path: str
    chunk: Chunk | None = None
    error: Exception | None = None

    @property
    def size(self) -> int:
        """Count the code points of its texts."""
        return self.chunk.batch.size if self.chunk else 0


@dataclass(frozen=True, slots=True)
class Part:
    """The segments `start` to `end` of a piece; of an error none. `last`: the piece ends here."""

    piece: Piece
    start: int = 0
    end: int = 0
    last: bool = True

    def told(self) -> str:
        """Name the stretch of its file, by lines or by keys."""
        assert self.piece.chunk is not None
        batch = self.piece.chunk.batch
        what, names = ("segment", batch.keys) if batch.keys else ("line", batch.lines)
        first, last = names[self.start], names[self.end - 1]
        told = f"{what} {first}" if first == last else f"{what}s {first} to {last}"
        return f"{self.piece.path}, {told}"


@dataclass(eq=False, slots=True)
class Shard:
    """Parts that go to a worker together. `answer` is what the checks gave for each; None until they have."""

    parts: Sequence[Part]
    answer: Sequence[Answer | Exception] | None = None
    deaths: int = 0

    @property
    def texts(self) -> list[Part]:
        """Its parts but for errors."""
        return [part for part in self.parts if part.piece.chunk]

    def told(self) -> str:
        """Name the places it covers."""
        return "; ".join(part.told() for part in self.texts)

    def give_up(self) -> None:
        """Take the pieces of its parts as lost."""
        what = "could not be checked: two worker processes died of it"
        hint = "check that part by itself with -j1; `--ignore` leaves a rule out"
        self.answer = [LostError(what, _whole(part.piece).told(), hint) for part in self.texts]


def pieces_of(documents: Sequence[Document], recurring: Mapping[str, int]) -> Iterator[Piece]:
    """Yield the chunks of documents in order; an error ends a document, and the next goes on."""
    for number, document in enumerate(documents):
        langs = primary(document.source_lang), primary(document.target_lang)
        try:
            for chunk in chunks(document.batches(), recurring, langs):
                yield Piece(number, document.path, chunk)
        except Exception as error:  # raised again where its turn comes
            yield Piece(number, document.path, error=error)


def cut(pieces: Iterable[Piece], size: int, jobs: int) -> Iterator[Shard]:
    """Yield the pieces in shards of at least `size` code points, in order."""
    gathered: list[Part] = []
    gathered_size = 0
    for part, part_size in _parts(pieces, size, jobs):
        gathered.append(part)
        gathered_size += part_size
        if gathered_size >= size:
            yield Shard(gathered)
            gathered, gathered_size = [], 0
    if gathered:
        yield Shard(gathered)


def _parts(pieces: Iterable[Piece], size: int, jobs: int) -> Iterator[tuple[Part, int]]:
    """Yield parts with their sizes: of the first piece one a worker, whole pieces, of the last ones ever smaller."""
    held: deque[tuple[Piece, int]] = deque()
    left = 0
    for number, piece in enumerate(pieces):
        own = piece.size
        if number == 0:
            yield from _sliced(piece, own, min(jobs, own // size))
            continue
        held.append((piece, own))
        left += own
        while held and left - held[0][1] > HELD * jobs:
            piece, own = held.popleft()
            left -= own
            yield _whole(piece), own
    for piece, own in held:
        yield from _sliced(piece, own, round(own / max(size, left / (2 * jobs))))
        left -= own


def _whole(piece: Piece) -> Part:
    return Part(piece, 0, len(piece.chunk.texts) if piece.chunk else 0)


def _sliced(piece: Piece, size: int, number: int) -> Iterator[tuple[Part, int]]:
    """Yield a piece in so many parts with their sizes, about as long as one another."""
    number = min(number, len(piece.chunk.texts) if piece.chunk else 0)
    if piece.chunk is None or number < 2:
        yield _whole(piece), size
        return
    batch = piece.chunk.batch
    both = zip(batch.targets, batch.sources or repeat(""), strict=False)
    ends = [*accumulate(len(target) + len(source or "") + 1 for target, source in both)]
    at = sorted({bisect_left(ends, ends[-1] * n // number) for n in range(1, number)} - {0, len(ends)})
    for start, end in pairwise([0, *at, len(ends)]):
        yield Part(piece, start, end, last=end == len(ends)), size // number
