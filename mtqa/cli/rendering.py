"""Put the rows that a worker made together with what the main process knows: ordinals, places, findings by order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mtqa.cli.carry import Answer, BySegment, Names, merged, unpacked
from mtqa.cli.rows import Maker, Row, filled
from mtqa.cli.workers import Rendered
from mtqa.engine import Fingerprints
from mtqa.model import Batch, Finding
from mtqa.report.base import Later, Ready, counted_in, placed_in


@dataclass(frozen=True, slots=True)
class Rendering:
    """What rows are filled in with. `maker` makes those of segments that have more findings than the worker knew."""

    fingerprints: Fingerprints
    maker: Maker
    names: Mapping[str, Names]

    def result(self, batch: Batch, path: str, answer: Answer, ordered: BySegment) -> Rendered:
        """Return the result of a batch, given what its worker found and what the rules found that go by order."""
        assert answer.rows is not None
        rows = {row.segment: row for row in answer.rows.rows}
        prints = {i: self._numbers(row.bases) for i, row in rows.items()}
        more = [(i, _numbered(findings, self._numbers([f.base for f in findings]))) for i, findings in ordered]
        whole = partial(self._findings, batch, answer.found, prints, more)
        mixed = dict(whole({i for i, _ in more})) if more else {}
        told = [
            self._made(batch, path, i, mixed[i]) if i in mixed else _filled(batch, rows[i], prints[i])
            for i in sorted({*rows, *mixed})
        ]
        columns = zip(*told, strict=True) if told else ([] for _ in self.maker.styles)
        counts = answer.rows.counts + counted_in(finding for _, findings in more for finding in findings)
        ready = Ready(dict(zip(self.maker.styles, map(list, columns), strict=True)), counts)
        return Rendered(batch, Later(whole), ready)  # type: ignore[arg-type]

    def _numbers(self, bases: Sequence[str]) -> Sequence[str]:
        return [*map(self.fingerprints.number, bases)]

    def _findings(
        self, batch: Batch, found: Sequence[bytes], prints: Mapping[int, Sequence[str]], more: BySegment,
        only: set[int] | None = None,
    ) -> BySegment:  # fmt: skip
        """Return the findings of the batch, or of some segments."""
        own = [
            (i, _numbered(findings, prints[i]))
            for i, findings in unpacked(found, batch, self.names)
            if only is None or i in only
        ]
        return merged(own, more)

    def _made(self, batch: Batch, path: str, i: int, findings: Sequence[Finding]) -> Sequence[str]:
        placed = [placed_in(batch, i, finding) for finding in findings]
        return [made.row(path, batch.segment(i), placed) for made in self.maker.reporters]


def _filled(batch: Batch, row: Row, prints: Sequence[str]) -> Sequence[str]:
    """Return a row in each style."""

    def place(number: int) -> tuple[int, int]:
        assert batch.place is not None
        return batch.place(row.segment, row.starts[number])

    return [filled(cut, prints, place) for cut in row.cut]


def _numbered(findings: Sequence[Finding], prints: Sequence[str]) -> list[Finding]:
    """Tell equal findings of the run apart."""
    return [f if f.base == own else replace(f, fingerprint=own) for f, own in zip(findings, prints, strict=True)]
