"""`--format json`: the findings as one JSON document, with a summary."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.report.base import FileResult, Reporter, Summary
from mtqa.report.jsonl import as_dict
from mtqa.report.jsontext import dumps


class Json(Reporter):
    """Prints {"findings": [...], "summary": {...}}, a finding a line."""

    _first = True

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield the list's items."""
        for _, findings in result.findings:
            for finding in findings:
                yield ('{"findings": [\n' if self._first else ",\n") + dumps(as_dict(result.path, finding))
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
