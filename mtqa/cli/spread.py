"""Have shards checked by workers, and put what they found together as a single process would have it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

from mtqa.checks import IN_ORDER
from mtqa.cli.carry import Answer, BySegment, Names, merged, names_of, unpacked
from mtqa.cli.crew import AHEAD, Crew, start_method
from mtqa.cli.shards import Piece, Shard
from mtqa.cli.work import answer_of
from mtqa.engine import Engine
from mtqa.errors import MtqaError
from mtqa.model import Finding


def spread(
    engine: Engine, shards: Iterator[Shard], recurring: Mapping[str, int], jobs: int,
    tell: Callable[[MtqaError], None],
) -> Iterator[tuple[Piece, Callable[[], BySegment]]]:  # fmt: skip
    """Yield the pieces of shards in order, each with what gives its findings, which is to be asked in order."""
    parted = Parted.of(engine)
    with closing(Crew(parted.any_order, recurring, jobs, tell)) as crew:
        for shard in _answered(crew, shards, jobs):
            answers = iter(shard.answer or ())
            for piece in shard.pieces:
                yield piece, partial(parted.findings, piece, next(answers)) if piece.chunk else list


def _answered(crew: Crew, shards: Iterator[Shard], jobs: int) -> Iterator[Shard]:
    """Yield the shards in order, each with its answer."""
    under_way: deque[Shard] = deque()
    if start_method() == "fork" and (first := next(shards, None)):
        # what it takes to begin (word lists, compiled patterns) is then at hand in each process that is forked
        first.answer = [answer_of(crew.engine, chunk, path) for path, chunk in first.chunks]
        under_way.append(first)
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
    """An engine in two: the rules of kinds that go by the order of chunks, and all others. `names`: those of all."""

    whole: Engine
    any_order: Engine
    in_order: Engine
    names: Mapping[str, Names] = field(repr=False)

    @classmethod
    def of(cls, engine: Engine) -> Parted:
        """Part the rules of an engine."""
        ruleset = engine.ruleset
        others, ordered = (
            replace(ruleset, rows=tuple(row for row in ruleset.rows if (row["kind"] in IN_ORDER) is wanted))
            for wanted in (False, True)
        )
        names = names_of(ruleset.rows)
        return cls(engine, Engine(others, fingerprints=None), Engine(ordered, fingerprints=None), names)

    def findings(self, piece: Piece, answer: Answer | Exception) -> BySegment:
        """Return the findings of a piece, given what its worker found. Raises: what a check did."""
        if isinstance(answer, Exception):
            raise answer
        if piece.chunk is None:
            return []
        found = unpacked(answer.found, piece.chunk.batch, self.names)
        if self.in_order.ruleset.rows:
            found = merged(found, list(self.in_order.check(piece.chunk, piece.path)))
        self._note([*answer.problems, *self.in_order.problems])
        return [(i, self._numbered(findings)) for i, findings in found]

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
