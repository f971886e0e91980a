"""`--format concise`: path:line:col: rule message, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.report.base import FileResult, Reporter, Summary, closing_line
from mtqa.report.jsonl import position
from mtqa.report.safe import inert, visible

_COLORS = {"error": "31", "warning": "33", "info": "36"}


class Concise(Reporter):
    """Prints findings as compilers do."""

    for_people = True

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield a line for each finding."""
        for _, findings in result.findings:
            for finding in findings:
                line, column = position(finding)
                rule = finding.rule
                if self.color:
                    rule = f"\x1b[{_COLORS[finding.severity]}m{rule}\x1b[0m"
                yield inert(f"{visible(result.path)}:{line}:{column}: {rule} {visible(finding.message)}\n")

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the closing line."""
        yield closing_line(summary) + "\n"
