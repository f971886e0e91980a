"""`--format checkstyle`: the XML of Checkstyle, which many CI plugins read.

Source: checkstyle.org, checkstyle-report-1.0.0.xsd.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, cached_property, partial

from mtqa.model import Finding, Segment
from mtqa.report.base import About, Rowed, Summary
from mtqa.report.jsonl import position
from mtqa.report.place import failed, project, within
from mtqa.report.safe import visible
from mtqa.report.xmltext import attributes


class Checkstyle(Rowed):
    """Prints a <file> for each file that has findings."""

    _open: str | None = None

    def start(self, about: About) -> Iterator[str]:
        """Yield the head."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<checkstyle version="10.0">\n'

    @cached_property
    def _shown(self) -> Callable[[str], str]:
        return cache(partial(within, root=project()))

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return an <error> for each finding."""
        lines = []
        for finding in findings:
            line, column = position(finding)
            told = attributes(
                line=line, column=column, severity=finding.severity, message=visible(finding.message),
                source=f"mtqa.{finding.rule}",
            )  # fmt: skip
            lines.append(f"    <error{told}/>\n")
        return "".join(lines)

    def put(self, path: str, rows: Iterable[str]) -> Iterator[str]:
        """Yield errors in the <file> they are of."""
        for row in rows:
            yield from self._turn(path)
            yield row

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
            yield f"  <file{attributes(name=visible(self._shown(path)))}>\n"
        self._open = path
