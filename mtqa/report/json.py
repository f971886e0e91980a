"""`--format json`: the findings as one JSON document, with a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from mtqa.model import Finding, Segment
from mtqa.report.base import Rowed, Summary
from mtqa.report.jsonl import as_dict
from mtqa.report.jsontext import dumps


class Json(Rowed):
    """Prints {"findings": [...], "summary": {...}}, a finding a line."""

    _first = True

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return the list's items."""
        return ",\n".join(dumps(as_dict(path, finding)) for finding in findings)

    def put(self, path: str, rows: Iterable[str]) -> Iterator[str]:
        """Yield items, with what opens the list or parts them."""
        for row in rows:
            yield ('{"findings": [\n' if self._first else ",\n") + row
            self._first = False

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the summary."""
        yield '{"findings": [' if self._first else "\n"
        counts = {s: summary.severities[s] for s in ("error", "warning", "info")}
        told = {
            "files": summary.files, "segments": summary.segments, **counts, "fixable": summary.safe,
            "fixable_unsafe": summary.unsafe, "baseline": summary.old, "suppressed": summary.silenced,
            "signature": summary.signature,
        }  # fmt: skip
        yield f'], "summary": {dumps(told)}}}\n'
