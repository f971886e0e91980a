"""Check documents in several processes, and give what one process would, in the same order.

The main process reads the documents and cuts them into shards; workers check these; the main process adds the checks
that depend on what stood before (`IN_ORDER`), and numbers the fingerprints. Memory has a bound: only so many shards
are under way. A small input is checked in the main process alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from mtqa.checks.chunk import Chunk
from mtqa.engine import BatchResult, Engine
from mtqa.errors import LostError, MtqaError
from mtqa.model import Document
from mtqa.report import Style
from mtqa.report.base import Ready

if TYPE_CHECKING:  # imported where there is more than one process
    from mtqa.cli.shards import Piece

LEAST = 2_000_000
"""Units: code points of text for which processes are started; for less, starting them costs more than it wins."""
SHARD = 150_000
"""Units: code points of text sent to a worker at a time, at least."""

Tell = Callable[[MtqaError], None]


@dataclass(slots=True)
class Rendered(BatchResult):
    """A result of which reports have their rows; its findings are made where they are asked for."""

    ready: Ready


@dataclass(frozen=True, slots=True)
class Due:
    """A piece whose turn has come, and what gives its result; None where it is an error."""

    piece: Piece
    result: Callable[[], BatchResult] | None


def results_of(
    engine: Engine, documents: Sequence[Document], recurring: Mapping[str, int], jobs: int, tell: Tell,
    styles: Sequence[Style] = (),
) -> Iterator[Iterator[BatchResult]]:  # fmt: skip
    """Yield for each document its results, which are to be taken before the next.

    `tell` hears of workers that died. Workers may make the rows of reports of `styles`: such a result is Rendered.
    Raises: what `Engine.run` would, where it would; LostError at the end of a document of which a part could not be
    checked.
    """
    if jobs == 1:
        yield from (engine.run(document, recurring) for document in documents)
        return
    with closing(_due(engine, documents, recurring, jobs, tell, styles)) as stream:
        turns = _Turns(stream)
        for number in range(len(documents)):
            yield turns.of(number)
            turns.skip(number)


@dataclass(slots=True)
class _Turns:
    """Deals a stream out to its documents."""

    stream: Iterator[Due]
    head: Due | None = None

    def of(self, number: int) -> Iterator[BatchResult]:
        """Yield the results of a document."""
        lost: list[LostError] = []
        while due := self._next(number):
            if due.piece.error:
                raise due.piece.error
            assert due.result is not None
            try:
                result = due.result()
            except LostError as error:
                lost.append(error)
                continue
            yield result
        if lost:
            raise LostError(lost[0].what, "; ".join(error.where for error in lost), lost[0].hint)

    def skip(self, number: int) -> None:
        """Pass over what was not asked for of a document."""
        while self._next(number):
            pass

    def _next(self, number: int) -> Due | None:
        self.head = self.head or next(self.stream, None)
        if self.head is None or self.head.piece.number != number:
            return None
        due, self.head = self.head, None
        return due


def _due(
    engine: Engine, documents: Sequence[Document], recurring: Mapping[str, int], jobs: int, tell: Tell,
    styles: Sequence[Style],
) -> Generator[Due]:  # fmt: skip
    """Yield the pieces of all documents in order."""
    from mtqa.cli.shards import cut, pieces_of

    pieces = pieces_of(documents, recurring)
    first, more = _beginning(pieces)
    if not more:
        for piece in first:
            yield Due(piece, partial(_check, engine, piece.chunk, piece.path) if piece.chunk else None)
        return
    from mtqa.cli.spread import spread

    for piece, result in spread(engine, cut(chain(first, pieces), SHARD, jobs), recurring, jobs, tell, styles):
        yield Due(piece, result)


def _beginning(pieces: Iterator[Piece]) -> tuple[list[Piece], bool]:
    """Take pieces until there is work for several processes; tell whether there is."""
    taken: list[Piece] = []
    size = 0
    for piece in pieces:
        taken.append(piece)
        size += piece.size
        if size >= LEAST:
            return taken, True
    return taken, False


def _check(engine: Engine, chunk: Chunk, path: str) -> BatchResult:
    return BatchResult(chunk.batch, list(engine.check(chunk, path)))
