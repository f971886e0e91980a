"""`--format gitlab`: a GitLab Code Quality report.

Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format". Fingerprints are content's, so that a
merge request shows what is new in it; they are unique within a run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import Any

from mtqa.report.base import About, FileResult, Reporter, Summary
from mtqa.report.jsonl import position
from mtqa.report.jsontext import exchanged
from mtqa.report.place import failed, project, within
from mtqa.report.safe import visible

SEVERITY = {"info": "minor", "warning": "major", "error": "critical"}
"""What MQM, too, calls the three; `blocker` is left for what could not be checked."""


class GitLab(Reporter):
    """Prints one JSON list, an issue a line."""

    _first = True

    def start(self, about: About) -> Iterator[str]:
        """Yield the bracket."""
        self._root = project()
        yield "["

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield an issue for each finding."""
        path = within(result.path, self._root)
        for _, findings in result.findings:
            for finding in findings:
                told = f"{finding.rule} {finding.name}: {visible(finding.message)}"
                yield self._issue(
                    told, finding.rule, finding.fingerprint, SEVERITY[finding.severity], path, position(finding)[0]
                )

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what could not be checked, and the closing bracket."""
        for error in summary.errors:
            fingerprint = blake2b(str(error).encode("utf-8", "replace"), digest_size=16).hexdigest()
            path, place = failed(error)
            path, line = within(path, self._root) if path else "mtqa", place.line if place else 1
            yield self._issue(
                f"could not be checked: {visible(error.what)}", "mtqa", fingerprint, "blocker", path, line
            )
        yield "]\n" if self._first else "\n]\n"

    def _issue(self, told: str, rule: str, fingerprint: str, severity: str, path: str, line: int) -> str:
        issue: Mapping[str, Any] = {
            "description": told,
            "check_name": rule,
            "fingerprint": fingerprint,
            "severity": severity,
            "location": {"path": path, "lines": {"begin": line}},
        }
        opener = "\n" if self._first else ",\n"
        self._first = False
        return opener + exchanged(issue)
