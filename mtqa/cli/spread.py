"""Have shards checked by workers, and put what they found together as a single process would have it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from mtqa.checks import IN_ORDER
from mtqa.checks.chunk import Chunk
from mtqa.checks.recalling import give_letters
from mtqa.cli.carry import Answer, Names, merged, names_of, together, unpacked
from mtqa.cli.crew import AHEAD, Crew
from mtqa.cli.rendering import Rendering
from mtqa.cli.rows import Maker
from mtqa.cli.shards import Piece, Shard
from mtqa.engine import BatchResult, Engine
from mtqa.errors import MtqaError
from mtqa.model import Finding
from mtqa.report import Style


def spread(
    engine: Engine, shards: Iterator[Shard], recurring: Mapping[str, int], jobs: int,
    tell: Callable[[MtqaError], None], styles: Sequence[Style],
) -> Iterator[tuple[Piece, Callable[[], BatchResult] | None]]:  # fmt: skip
    """Yield the pieces of shards in order, each with what gives its result, to be asked in order; None for an error."""
    maker = Maker(styles)
    parted = Parted.of(engine, maker)
    gathered: list[Answer | Exception] = []
    ordered = bool(parted.in_order.ruleset.rows)
    with closing(Crew(parted.any_order, recurring, maker.styles, jobs, tell, ordered)) as crew:
        for shard in _answered(crew, shards, jobs):
            answers = iter(shard.answer or ())
            for part in shard.parts:
                chunk = part.piece.chunk
                gathered += [next(answers)] if chunk else []
                if part.last:
                    yield part.piece, partial(parted.result, chunk, part.piece.path, gathered) if chunk else None
                    gathered = []


def _answered(crew: Crew, shards: Iterator[Shard], jobs: int) -> Iterator[Shard]:
    """Yield the shards in order, each with its answer."""
    under_way: deque[Shard] = deque()
    while True:
        while len(under_way) < jobs * AHEAD + 1 and (shard := next(shards, None)):
            under_way.append(shard)
            crew.give(shard)
        if not under_way:
            return
        while under_way[0].answer is None:
            crew.listen()
        yield under_way.popleft()


@dataclass(frozen=True, slots=True)
class Parted:
    """An engine in two: the rules of kinds that go by the order of chunks, and all others.

    `maker` makes rows of what the former find. `names`: what each rule says of its findings.
    """

    whole: Engine
    any_order: Engine
    in_order: Engine
    maker: Maker
    names: Mapping[str, Names] = field(repr=False)

    @classmethod
    def of(cls, engine: Engine, maker: Maker) -> Parted:
        """Part the rules of an engine."""
        ruleset = engine.ruleset
        others, ordered = (
            replace(ruleset, rows=tuple(row for row in ruleset.rows if (row["kind"] in IN_ORDER) is wanted))
            for wanted in (False, True)
        )
        names = names_of(ruleset.rows)
        return cls(engine, Engine(others, fingerprints=None), Engine(ordered, fingerprints=None), maker, names)

    def result(self, chunk: Chunk, path: str, answers: Sequence[Answer | Exception]) -> BatchResult:
        """Return the result of a chunk, given what workers found in its parts. Raises: what a check did."""
        answer = together(answers)
        give_letters(chunk, answer.letters)
        ordered = list(self.in_order.check(chunk, path)) if self.in_order.ruleset.rows else []
        self._note([*answer.problems, *self.in_order.problems])
        if answer.rows and self.whole.fingerprints:
            return Rendering(self.whole.fingerprints, self.maker, self.names).result(chunk.batch, path, answer, ordered)
        found = merged(unpacked(answer.found, chunk.batch, self.names), ordered)
        return BatchResult(chunk.batch, [(i, self._numbered(findings)) for i, findings in found])

    def _note(self, problems: Iterable[str]) -> None:
        known = self.whole.problems
        known += [told for told in dict.fromkeys(problems) if told not in known]

    def _numbered(self, findings: list[Finding]) -> list[Finding]:
        """Tell equal findings of the run apart."""
        fingerprints = self.whole.fingerprints
        if fingerprints is None:
            return findings
        numbers = [fingerprints.number(finding.base) for finding in findings]
        return [f if f.base == own else replace(f, fingerprint=own) for f, own in zip(findings, numbers, strict=True)]
