"""`--format checkstyle`: the XML of Checkstyle, which many CI plugins read.

Source: checkstyle.org, checkstyle-report-1.0.0.xsd.
"""

from __future__ import annotations

from collections.abc import Iterator

from mtqa.report.base import About, FileResult, Reporter, Summary
from mtqa.report.jsonl import position
from mtqa.report.place import failed, project, within
from mtqa.report.safe import visible
from mtqa.report.xmltext import attributes


class Checkstyle(Reporter):
    """Prints a <file> for each file that has findings."""

    _open: str | None = None

    def start(self, about: About) -> Iterator[str]:
        """Yield the head."""
        self._root = project()
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="10.0">\n'

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield an <error> for each finding."""
        for _, findings in result.findings:
            for finding in findings:
                yield from self._turn(result.path)
                line, column = position(finding)
                told = attributes(
                    line=line, column=column, severity=finding.severity, message=visible(finding.message),
                    source=f"mtqa.{finding.rule}",
                )  # fmt: skip
                yield f"    <error{told}/>\n"

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what could not be checked, and the end."""
        for error in summary.errors:
            path, place = failed(error)
            yield from self._turn(path or "mtqa")
            line, column = (place.line, place.column) if place else (1, 1)
            told = attributes(line=line, column=column, severity="error", message=visible(error.what), source="mtqa")
            yield f"    <error{told}/>\n"
        yield from self._turn(None)
        yield "</checkstyle>\n"

    def _turn(self, path: str | None) -> Iterator[str]:
        """Close the file that is open, and open another."""
        if path == self._open:
            return
        if self._open is not None:
            yield "  </file>\n"
        if path is not None:
            yield f"  <file{attributes(name=visible(within(path, self._root)))}>\n"
        self._open = path
