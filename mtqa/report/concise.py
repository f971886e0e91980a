"""`--format concise`: path:line:col: rule message, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.model import Finding, Segment
from mtqa.report.base import Rowed, Summary, closing_line
from mtqa.report.jsonl import position
from mtqa.report.safe import inert, visible

_COLORS = {"error": "31", "warning": "33", "info": "36"}


class Concise(Rowed):
    """Prints findings as compilers do."""

    for_people = True

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return a line for each finding."""
        lines = []
        for finding in findings:
            line, column = position(finding)
            rule = finding.rule
            if self.color:
                rule = f"\x1b[{_COLORS[finding.severity]}m{rule}\x1b[0m"
            lines.append(inert(f"{visible(path)}:{line}:{column}: {rule} {visible(finding.message)}\n"))
        return "".join(lines)

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the closing line."""
        yield closing_line(summary) + "\n"
