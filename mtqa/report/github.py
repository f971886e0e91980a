"""`--format github`: annotations of GitHub Actions, and the whole in the job's summary.

GitHub shows ten errors, ten warnings and ten notices of a step, so the first ten of each are annotations, errors first.
All are in the step's summary, as far as its 1 MiB goes.
Source: docs.github.com, "Workflow commands for GitHub Actions"; actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.model import Finding
from mtqa.report.base import About, FileResult, Reporter, Summary, closing_line, counted
from mtqa.report.markdown import Digest
from mtqa.report.place import Region, failed, project, region, within
from mtqa.report.safe import inert, visible
from mtqa.report.wording import advice

COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}
MOST = 10
"""Annotations of a kind that GitHub shows for a step."""
SUMMARY_LIMIT = 1024 * 1024
"""Units: bytes of a step's summary."""
SUMMARY = "GITHUB_STEP_SUMMARY"


class GitHub(Reporter):
    """Prints workflow commands when all is known."""

    def start(self, about: About) -> Iterator[str]:
        """Yield nothing yet."""
        self._root = project()
        self._kept: dict[str, list[str]] = {severity: [] for severity in COMMANDS}
        self._summary = os.environ.get(SUMMARY, "")
        self._digest = Digest(max(0, SUMMARY_LIMIT - _size(self._summary)), about) if self._summary else None
        return iter(())

    def findings(self, result: FileResult) -> Iterator[str]:
        """Keep what will be told."""
        path = within(result.path, self._root)
        for _, findings in result.findings:
            for finding in findings:
                kept = self._kept[finding.severity]
                if len(kept) < MOST:
                    kept.append(_annotation(path, finding, region(result, finding)))
                if self._digest:
                    self._digest.add(path, finding)
        return iter(())

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what could not be checked, the annotations, and a closing line."""
        failures = [self._failure(error) for error in summary.errors]
        self._kept["error"] = (failures + self._kept["error"])[:MOST]
        for kept in self._kept.values():
            yield from kept
        left = summary.total + len(failures) - sum(map(len, self._kept.values()))
        written = self._write(summary) if self._digest else ""
        if left:
            yield inert(f"{counted(left, 'finding')} more: GitHub shows {MOST} annotations of a kind for a step; ")
            yield "see the summary of the job.\n" if self._digest and not written else "see --output html=FILE.\n"
        yield written
        yield inert(closing_line(summary)) + "\n"
        if summary.signature:
            yield inert(visible(summary.signature)) + "\n"

    def _failure(self, error: MtqaError) -> str:
        path, place = failed(error)
        properties: dict[str, str | int] = {"file": within(path, self._root)} if path else {}
        properties |= {"line": place.line, "col": place.column} if place else {}
        return command("error", {**properties, "title": "mtqa"}, f"could not be checked: {error.what}")

    def _write(self, summary: Summary) -> str:
        """Append to the job's summary; return what is to be told where that fails."""
        data = self._digest.render(summary).encode("utf-8", "replace") if self._digest else b""
        if _size(self._summary) + len(data) > SUMMARY_LIMIT:
            return "The summary of the job has no room left.\n"
        try:
            with Path(self._summary).open("ab") as file:
                file.write(data)
        except OSError as error:
            return f"The summary of the job cannot be written: {error.strerror}.\n"
        return ""


def command(name: str, properties: dict[str, str | int], message: str) -> str:
    """Write a workflow command."""
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items())
    return f"::{name} {told}::{_data(message)}\n"


def _annotation(path: str, finding: Finding, place: Region) -> str:
    properties: dict[str, str | int] = {"file": path, "line": place.line, "col": place.column}
    if place.end_line == place.line:
        properties |= {"endLine": place.end_line, "endColumn": place.end_column}
    elif place.end_line:
        properties |= {"endLine": place.end_line}
    title = f"{finding.rule} {finding.name}"
    return command(COMMANDS[finding.severity], {**properties, "title": title}, finding.message + advice(finding))


def _data(text: str) -> str:
    shown = "\n".join(map(visible, text.split("\n")))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A").replace("##[", "⟨U+0023⟩#[")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0
