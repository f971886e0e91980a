"""`--format jsonl`: one finding a line, a stable contract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mtqa.model import Finding, Segment
from mtqa.report.base import Rowed, Summary
from mtqa.report.jsontext import dumps


class JsonLines(Rowed):
    """Prints findings as they are found."""

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return a line for each finding."""
        return "".join(dumps(as_dict(path, finding)) + "\n" for finding in findings)

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield nothing: the lines are all."""
        return iter(())


def as_dict(path: str, finding: Finding) -> dict[str, Any]:
    """Return a finding as the JSON contract has it."""
    fix = finding.fix
    line, column = position(finding)
    return {
        "path": path,
        "segment": finding.segment.key,
        "rule": finding.rule,
        "name": finding.name,
        "pack": finding.pack,
        "severity": finding.severity,
        "category": finding.category,
        "side": finding.side,
        "start": finding.start,
        "end": finding.end,
        "line": line,
        "column": column,
        "text": finding.text,
        "message": finding.message,
        "fix": {
            "safety": fix.safety,
            "edits": [{"start": e.start, "end": e.end, "text": e.text} for e in fix.edits],
            "alternatives": list(fix.alternatives),
        }
        if fix
        else None,
        "fingerprint": finding.fingerprint,
    }


def position(finding: Finding) -> tuple[int, int]:
    """Return line and column of a finding in its file; of one in a source, where the translation begins."""
    segment = finding.segment
    if finding.line:
        return finding.line, finding.column
    if finding.side == "source":
        return segment.line, segment.column
    before = segment.target[: finding.start]
    if segment.key.startswith("L") and "\n" in before:
        return segment.line + before.count("\n"), len(before) - before.rfind("\n")
    return segment.line, segment.column + finding.start
