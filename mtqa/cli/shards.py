"""Cut documents into shards: parts large enough to be worth sending to another process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.checks.chunk import Chunk
from mtqa.engine import chunks
from mtqa.errors import LostError
from mtqa.lang import primary
from mtqa.model import Batch, Document

if TYPE_CHECKING:  # what it needs is imported where there is more than one process
    from mtqa.cli.carry import Answer


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
        if self.chunk is None:
            return 0
        batch = self.chunk.batch
        return sum(map(len, batch.targets)) + sum(len(s) for s in batch.sources or () if s)


@dataclass(eq=False, slots=True)
class Shard:
    """Pieces that go to a worker together. `answer` is what the checks gave for each chunk; None until they have."""

    pieces: Sequence[Piece]
    answer: Sequence[Answer | Exception] | None = None
    deaths: int = 0

    @property
    def chunks(self) -> list[tuple[str, Chunk]]:
        """Its chunks in order, each with the path of its document."""
        return [(piece.path, piece.chunk) for piece in self.pieces if piece.chunk]

    def told(self) -> str:
        """Name the places it covers."""
        return "; ".join(_place(path, chunk.batch) for path, chunk in self.chunks)

    def give_up(self) -> None:
        """Take its chunks as lost."""
        what = "could not be checked: two worker processes died of it"
        hint = "check that part by itself with -j1; `--ignore` leaves a rule out"
        self.answer = [LostError(what, _place(path, chunk.batch), hint) for path, chunk in self.chunks]


def _place(path: str, batch: Batch) -> str:
    """Name a stretch of a file, by lines or by keys."""
    ends = (batch.keys[0], batch.keys[-1]) if batch.keys else (batch.lines[0], batch.lines[-1])
    what = "segment" if batch.keys else "line"
    told = f"{what} {ends[0]}" if ends[0] == ends[1] else f"{what}s {ends[0]} to {ends[1]}"
    return f"{path}, {told}"


def pieces_of(documents: Sequence[Document], recurring: Mapping[str, int]) -> Iterator[Piece]:
    """Yield the chunks of documents in order; an error ends a document, and the next goes on."""
    for number, document in enumerate(documents):
        langs = primary(document.source_lang), primary(document.target_lang)
        try:
            for chunk in chunks(document.batches(), recurring, langs):
                yield Piece(number, document.path, chunk)
        except Exception as error:  # raised again where its turn comes
            yield Piece(number, document.path, error=error)


def cut(pieces: Iterable[Piece], size: int) -> Iterator[Shard]:
    """Yield the pieces in shards of at least `size` code points, in order."""
    gathered: list[Piece] = []
    gathered_size = 0
    for piece in pieces:
        gathered.append(piece)
        gathered_size += piece.size
        if gathered_size >= size:
            yield Shard(gathered)
            gathered, gathered_size = [], 0
    if gathered:
        yield Shard(gathered)
