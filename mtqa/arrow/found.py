"""Findings made into record batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from mtqa.arrow.schema import FINDINGS
from mtqa.engine import Fingerprints
from mtqa.model import Finding
from mtqa.report.jsonl import as_dict

MOST = 4096
"""Units: rows of a record batch of findings."""


@dataclass(slots=True)
class Gathered:
    """Rows that wait to become a record batch."""

    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, document: str | None, findings: Iterable[Finding], fingerprints: Fingerprints) -> None:
        """Add findings of a document, equal ones told apart by their fingerprints."""
        for finding in findings:
            row = as_dict(document or "", finding)
            row["document"] = document
            row["base"] = finding.base
            row["fingerprint"] = fingerprints.number(finding.base)
            self.rows.append(row)

    def problem(self, document: str | None, told: str) -> None:
        """Add a row that tells what could not be checked."""
        self.rows.append({"document": document, "problem": told})

    def full(self, least: int = MOST) -> Iterator[pa.RecordBatch]:
        """Yield the rows as a record batch where there are so many."""
        if len(self.rows) >= least:
            yield pa.RecordBatch.from_pylist(self.rows, FINDINGS)
            self.rows.clear()
