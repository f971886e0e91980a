"""Rows of reports, made by a worker with marks for what only the main process knows, and filled in there.

A worker knows no fingerprint's ordinal, as that depends on the findings before, nor where in the file a text stands. It
gives findings marks in place of these, numbers that no text can foresee, and sends each row cut at them.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from mtqa.model import Batch, Finding, Segment
from mtqa.report import Style, reporter
from mtqa.report.base import Rowed, counted_in

MOST = 10_000
"""Findings of a segment that can have marks."""
_LINE, _COLUMN, _PRINT = range(3)

Cut = Sequence[str | int]
"""A row: text and marks by turns, a mark being three times the number of a finding and what it stands for."""


class Row(NamedTuple):
    """What is told of a segment, in each style. Of its findings in order: fingerprints without ordinals, and starts."""

    segment: int
    bases: Sequence[str]
    starts: Sequence[int]
    cut: Sequence[Cut]


class Rows(NamedTuple):
    """The rows of a chunk, and what they tell, counted."""

    rows: Sequence[Row]
    counts: Counter[str]


def joined(parts: Iterable[Rows]) -> Rows:
    """Return the rows of the parts of a chunk as those of the chunk."""
    whole = list(parts)
    return Rows([row for part in whole for row in part.rows], sum((part.counts for part in whole), Counter()))


class Maker:
    """Makes the rows of some styles, those of reports that have rows."""

    def __init__(self, styles: Iterable[Style]) -> None:
        made = (reporter(name, color=color, width=width) for name, color, width in styles)
        self.reporters = [one for one in made if isinstance(one, Rowed)]
        self._base = secrets.randbelow(9 * 10**14) + 10**14
        self._mark = re.compile(rf"{self._base}(\d{{5}})")

    @property
    def styles(self) -> Sequence[Style]:
        """The styles, in the order that `Row.cut` has."""
        return [made.style for made in self.reporters]

    def rows(
        self, path: str, batch: Batch, found: Sequence[tuple[int, list[Finding]]], *, start: int, placed: bool
    ) -> Rows | None:
        """Make the rows of a part of a chunk, from segment `start` on; None where the main process is to make them.

        `placed`: it knows the places of findings.
        """
        if not self.reporters or any(len(findings) > MOST for _, findings in found):
            return None
        rows = [self._row(path, batch.segment(i), start + i, findings, placed) for i, findings in found]
        return Rows(rows, counted_in(finding for _, findings in found for finding in findings))

    def _row(self, path: str, segment: Segment, i: int, findings: Sequence[Finding], placed: bool) -> Row:
        marked = [self._marked(n, finding, placed) for n, finding in enumerate(findings)]
        cut = [self._cut(made.row(path, segment, marked)) for made in self.reporters]
        return Row(i, [f.base for f in findings], [f.start for f in findings], cut)

    def _marked(self, number: int, finding: Finding, placed: bool) -> Finding:
        line, column, own = (self._base * 100_000 + 3 * number + what for what in (_LINE, _COLUMN, _PRINT))
        if placed and finding.side == "target":
            return replace(finding, fingerprint=str(own), line=line, column=column)
        return replace(finding, fingerprint=str(own))

    def _cut(self, row: str) -> Cut:
        parts: list[str | int] = [*self._mark.split(row)]
        parts[1::2] = map(int, parts[1::2])
        return parts


def filled(cut: Cut, prints: Sequence[str], place: Callable[[int], tuple[int, int]]) -> str:
    """Return a row whole. `place` gives line and column of a finding by its number."""
    if len(cut) == 1:
        return str(cut[0])

    def value(mark: int) -> str:
        number, what = divmod(mark, 3)
        return prints[number] if what == _PRINT else str(place(number)[what])

    return "".join(value(part) if isinstance(part, int) else part for part in cut)
