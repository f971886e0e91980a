"""`--format rdjson`: the Reviewdog Diagnostic Format, with suggestions.

Columns count bytes of UTF-8. They are given where the text stands in the file as it reads; elsewhere a diagnostic
names its line only, which the format takes as the whole line, and its fix is told in words.
Source: reviewdog/reviewdog, proto/rdf/reviewdog.proto.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mtqa.model import Finding
from mtqa.report.base import About, FileResult, Reporter, Summary
from mtqa.report.jsontext import exchanged
from mtqa.report.place import Region, edits, exact, failed, in_bytes, project, region, within
from mtqa.report.rules import Rules
from mtqa.report.safe import visible
from mtqa.report.wording import advice, changed

URL = "https://pypi.org/project/mtqa/"


class Rdjson(Reporter):
    """Prints one DiagnosticResult, a diagnostic a line."""

    _first = True

    def start(self, about: About) -> Iterator[str]:
        """Yield the head."""
        self._rules = Rules(about)
        self._root = project()
        yield f'{{"source": {exchanged({"name": "mtqa", "url": URL})}, "diagnostics": ['

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield a diagnostic for each finding."""
        path = within(result.path, self._root)
        for _, findings in result.findings:
            for finding in findings:
                yield self._diagnostic(self._of(result, finding, path))

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what could not be checked, and the end."""
        for error in summary.errors:
            path, place = failed(error)
            where: dict[str, Any] = {"path": within(path, self._root) if path else "mtqa"}
            where |= {"range": {"start": {"line": place.line}}} if place else {}
            told = f"could not be checked: {visible(error.what)}"
            yield self._diagnostic({"message": told, "location": where, "severity": "ERROR"})
        yield "]}\n" if self._first else "\n]}\n"

    def _of(self, result: FileResult, finding: Finding, path: str) -> dict[str, Any]:
        place = region(result, finding)
        counted = in_bytes(finding.segment, place) if exact(result, finding) else None
        suggestions = self._suggestions(result, finding)
        told = visible(finding.message) + ("" if suggestions else advice(finding))
        code = {"value": finding.rule, "url": self._rules.link(finding.rule)}
        return {
            "message": told,
            "location": {"path": path, "range": _range(counted) if counted else {"start": {"line": place.line}}},
            "severity": finding.severity.upper(),
            "code": {name: value for name, value in code.items() if value},
            **({"suggestions": suggestions} if suggestions else {}),
        }

    def _suggestions(self, result: FileResult, finding: Finding) -> list[dict[str, Any]]:
        """Return a fix as one replacement, as each suggestion stands alone."""
        places = [place for place, _ in edits(result, finding)]
        if not places:
            return []
        whole = Region(places[0].line, places[0].column, places[-1].end_line, places[-1].end_column)
        counted = in_bytes(finding.segment, whole)
        if counted is None:
            return []
        return [{"range": _range(counted), "text": changed(finding)[1]}]

    def _diagnostic(self, value: Mapping[str, Any]) -> str:
        opener = "\n" if self._first else ",\n"
        self._first = False
        return opener + exchanged(value)


def _range(place: Region) -> dict[str, Any]:
    return {
        "start": {"line": place.line, "column": place.column},
        "end": {"line": place.end_line, "column": place.end_column},
    }
