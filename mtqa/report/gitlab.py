"""`--format gitlab`: a GitLab Code Quality report.

Source: docs.gitlab.com/ci/testing/code_quality, "Code Quality report format". Fingerprints are content's, so that a
merge request shows what is new in it; they are unique within a run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, partial
from hashlib import blake2b
from typing import Any

from mtqa.model import Finding, Segment
from mtqa.report.base import About, Rowed, Summary
from mtqa.report.jsonl import position
from mtqa.report.jsontext import exchanged
from mtqa.report.place import failed, project, within
from mtqa.report.safe import visible

SEVERITY = {"info": "minor", "warning": "major", "error": "critical"}
"""What MQM, too, calls the three; `blocker` is left for what could not be checked."""


class GitLab(Rowed):
    """Prints one JSON list, an issue a line."""

    _first = True

    def start(self, about: About) -> Iterator[str]:
        """Yield the bracket."""
        yield "["

    @cached_property
    def _shown(self) -> Callable[[str], str]:
        return cache(partial(within, root=project()))

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return an issue for each finding."""
        path = self._shown(path)
        return ",\n".join(
            _issue(
                f"{finding.rule} {finding.name}: {visible(finding.message)}", finding.rule, finding.fingerprint,
                SEVERITY[finding.severity], path, position(finding)[0],
            )
            for finding in findings
        )  # fmt: skip

    def put(self, path: str, rows: Iterable[str]) -> Iterator[str]:
        """Yield issues, with what parts them."""
        for row in rows:
            yield ("\n" if self._first else ",\n") + row
            self._first = False

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what could not be checked, and the closing bracket."""
        for error in summary.errors:
            fingerprint = blake2b(str(error).encode("utf-8", "replace"), digest_size=16).hexdigest()
            path, place = failed(error)
            path, line = self._shown(path) if path else "mtqa", place.line if place else 1
            told = f"could not be checked: {visible(error.what)}"
            yield from self.put(path, [_issue(told, "mtqa", fingerprint, "blocker", path, line)])
        yield "]\n" if self._first else "\n]\n"


def _issue(told: str, rule: str, fingerprint: str, severity: str, path: str, line: int) -> str:
    issue: Mapping[str, Any] = {
        "description": told,
        "check_name": rule,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
    return exchanged(issue)
