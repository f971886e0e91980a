"""`--format junit`: JUnit XML, a suite a file and a test a finding.

An error is a failure. A warning is a skipped test, which GitLab and Jenkins show beside the failures without failing
anything; an info is a test passed with output. A clean file is one passed test, and what could not be checked an error.
Tests are named without their line: GitLab compares runs by name, and leaves out a second test of the same name.
Source: docs.gitlab.com/ci/testing/unit_test_reports, "JUnit XML format specification".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mtqa.model import Finding
from mtqa.report.base import About, FileResult, Reporter, Summary
from mtqa.report.jsonl import position
from mtqa.report.place import failed, project, within
from mtqa.report.safe import visible
from mtqa.report.wording import advice, short
from mtqa.report.xmltext import attributes, escaped

ELEMENT = {"error": "failure", "warning": "skipped", "info": "system-out"}
COUNTED = {"error": "errors", "failure": "failures", "skipped": "skipped"}


class JUnit(Reporter):
    """Prints a <testsuite> when its file is through: what counts its tests stands before them."""

    def start(self, about: About) -> Iterator[str]:
        """Yield the head."""
        self._root = project()
        self._files = dict.fromkeys(about.files)
        self._path: str | None = None
        self._cases: list[str] = []
        self._counts: Counter[str] = Counter()
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="mtqa">\n'

    def findings(self, result: FileResult) -> Iterator[str]:
        """Keep the tests of a file; yield the suite of the one before."""
        if result.path != self._path:
            yield from self._suite()
            self._path = result.path
        self._files.pop(result.path, None)
        for _, findings in result.findings:
            for finding in findings:
                self._add(finding)

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the last suite, the files without text, and what could not be checked."""
        yield from self._suite()
        broken = {failed(error)[0] for error in summary.errors}
        for path in self._files:
            if path not in broken:
                self._path = path
                yield from self._suite()
        for number, error in enumerate(summary.errors, 1):
            path, place = failed(error)
            self._path = path or "mtqa"
            told = f"{visible(error.what)}\n{visible(error.hint)}".strip()
            line = place.line if place else 1
            self._case(f"could be checked ({number})", line, "error", visible(error.what), told)
            yield from self._suite()
        yield "</testsuites>\n"

    def _add(self, finding: Finding) -> None:
        line, column = position(finding)
        element = ELEMENT[finding.severity]
        told = visible(finding.message) + advice(finding)
        place = f"line {line}, column {column}, {visible(finding.segment.key)}"
        whole = f"{finding.severity} {finding.rule} {finding.name}\n{told}\n{place}\nText: {short(finding.text)}"
        name = f"{finding.rule} {finding.name}: {short(finding.text)} [{finding.fingerprint}]"
        self._case(name, line, element, told, whole, kind=finding.category)

    def _case(self, name: str, line: int, element: str, told: str, whole: str, kind: str = "") -> None:
        path = visible(within(self._path or "", self._root))
        head = attributes(classname=path, name=name, file=path, line=line)
        said = attributes(message=told, type=kind or "mtqa") if element != "system-out" else ""
        self._cases.append(
            f"    <testcase{head}>\n      <{element}{said}>{escaped(whole)}</{element}>\n    </testcase>\n"
        )
        self._counts[element] += 1

    def _suite(self) -> Iterator[str]:
        if self._path is None:
            return
        path = visible(within(self._path, self._root))
        if not self._cases:
            self._cases.append(f"    <testcase{attributes(classname=path, name='no findings', file=path)}/>\n")
        counts = {told: self._counts[element] for element, told in COUNTED.items()}
        yield f"  <testsuite{attributes(name=path, tests=len(self._cases), **counts)}>\n"
        yield from self._cases
        yield "  </testsuite>\n"
        self._path, self._cases, self._counts = None, [], Counter()
