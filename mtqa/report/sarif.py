"""`--format sarif`: SARIF 2.1.0, for GitHub code scanning and other viewers.

Results are written as they come and the rules they name after them. Where a baseline knows a finding it is
`unchanged`, and one that somebody suppressed says why. Fixes are edits where the text stands in the file as it reads.
Source: docs.oasis-open.org/sarif/sarif/v2.1.0; docs.github.com, "SARIF support for code scanning".
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import mtqa
from mtqa.errors import MtqaError
from mtqa.model import Finding, Rule
from mtqa.report.base import About, FileResult, Reporter, Silenced, Summary
from mtqa.report.jsontext import exchanged
from mtqa.report.place import Region, edits, failed, location, project, region
from mtqa.report.rules import Rules
from mtqa.report.safe import visible
from mtqa.report.wording import advice

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
URL = "https://pypi.org/project/mtqa/"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEM = {"error": "error", "warning": "warning", "info": "recommendation"}
PRECISION = {"stable": "high", "preview": "medium"}
MOST_RESULTS = 25_000
MOST_BYTES = 10_000_000
"""Units: bytes of gzip. Source: docs.github.com, "SARIF support for code scanning", limits of an upload."""


class Sarif(Reporter):
    """Prints one run."""

    def start(self, about: About) -> Iterator[str]:
        """Yield the head."""
        self._rules = Rules(about)
        self._compared = about.compared
        self._root = project()
        self._results = 0
        self._packed, self._packer = 0, zlib.compressobj(6)
        yield f'{{"$schema": "{SCHEMA}", "version": "2.1.0", "runs": [{{"results": ['

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield a result for each finding, those that are old or suppressed as well."""
        state = {"baselineState": "new"} if self._compared else {}
        for _, findings in result.findings:
            for finding in findings:
                yield self._result(result, finding, state)
        for _, findings in result.old:
            for finding in findings:
                yield self._result(result, finding, {"baselineState": "unchanged"})
        for silenced in result.silenced:
            yield self._result(result, silenced.finding, {"suppressions": [_suppression(silenced)]})

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the rules, how the run went, and the end."""
        self._packed += len(self._packer.flush())
        self.notes = self._over()
        told = [self._failure(error) for error in summary.errors]
        told += [_notification("warning", note) for note in self.notes]
        invocation: dict[str, Any] = {"executionSuccessful": not summary.errors, "toolExecutionNotifications": told}
        if summary.exit_code is not None:
            invocation["exitCode"] = summary.exit_code
        invocation["properties"] = {"signature": summary.signature}
        rules = [self._rule(name) for name in self._rules.names()]
        driver = {"name": "mtqa", "version": mtqa.__version__, "informationUri": URL, "rules": rules}
        root = {"SRCROOT": {"description": {"text": "The folder of the project."}}}
        yield "],\n"
        yield f'"tool": {exchanged({"driver": driver})},\n"invocations": {exchanged([invocation])},\n'
        yield f'"originalUriBaseIds": {exchanged(root)}, "columnKind": "unicodeCodePoints", "language": "en"}}]}}\n'

    def _failure(self, error: MtqaError) -> Mapping[str, Any]:
        path, place = failed(error)
        told = _notification("error", str(error))
        if not path:
            return told
        where: dict[str, Any] = {"artifactLocation": location(path, self._root)}
        where |= {"region": _region(place)} if place else {}
        return {**told, "locations": [{"physicalLocation": where}]}

    def _over(self) -> list[str]:
        """Say where GitHub would refuse the report."""
        notes = []
        if self._results > MOST_RESULTS:
            notes.append(f"GitHub takes {MOST_RESULTS:,} results of a run, and this report has {self._results:,}")
        elif self._packed > MOST_BYTES:
            notes.append(f"GitHub takes {MOST_BYTES // 10**6} MB of gzip, and this report has {self._packed // 10**6}")
        return [f"sarif: {note}; upload the reports of fewer files, or of --select" for note in notes]

    def _result(self, result: FileResult, finding: Finding, more: Mapping[str, Any]) -> str:
        place = region(result, finding)
        where = location(result.path, self._root)
        segment = finding.segment
        value = {
            "ruleId": finding.rule,
            "ruleIndex": self._rules.number(finding.rule),
            "level": LEVELS[finding.severity],
            "message": {"text": (visible(finding.message) + advice(finding)) or finding.name},
            "locations": [
                {
                    "physicalLocation": {"artifactLocation": where, "region": _region(place)},
                    "logicalLocations": [{"name": visible(segment.key), "kind": "segment"}],
                }
            ],
            "partialFingerprints": {"mtqaFingerprint/v1": finding.fingerprint},
            **self._fixes(result, finding, where),
            **more,
            "properties": {"text": finding.text, "side": finding.side, "item": segment.item, **_category(finding)},
        }
        text = ("\n" if not self._results else ",\n") + exchanged(value)
        self._results += 1
        if self._results <= MOST_RESULTS:
            self._packed += len(self._packer.compress(text.encode("utf-8")))
        return text

    def _fixes(self, result: FileResult, finding: Finding, where: Mapping[str, Any]) -> Mapping[str, Any]:
        replacements = [
            {"deletedRegion": _region(place), "insertedContent": {"text": text}}
            for place, text in edits(result, finding)
        ]
        if not replacements or not finding.fix:
            return {}
        change = {"artifactLocation": where, "replacements": replacements}
        told = f"The {finding.fix.safety} fix of mtqa.{advice(finding)}"
        return {"fixes": [{"description": {"text": told}, "artifactChanges": [change]}]}

    def _rule(self, name: str) -> Mapping[str, Any]:
        rule = self._rules.get(name)
        if rule is None:
            return {"id": name}
        link = self._rules.link(name)
        return {
            "id": name,
            "name": rule.name,
            "shortDescription": {"text": rule.name.replace("-", " ").capitalize()},
            "fullDescription": {"text": rule.explain.strip() or rule.name},
            "help": {"text": _help(rule, "{}"), "markdown": _help(rule, "<{}>")},
            **({"helpUri": link} if link else {}),
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
            "properties": {
                "category": rule.category,
                "pack": rule.pack,
                "tags": list(dict.fromkeys(["translation", *rule.category.split("/")])),
                "precision": PRECISION.get(rule.status, "medium"),
                "problem.severity": PROBLEM[rule.severity],
            },
        }


def _notification(level: str, told: str) -> Mapping[str, Any]:
    return {"level": level, "message": {"text": "\n".join(map(visible, told.split("\n")))}}


def _help(rule: Rule, link: str) -> str:
    parts = [rule.explain.strip(), "\n".join(link.format(url) for url in rule.links)]
    return "\n\n".join(filter(None, parts)) or rule.name


def _region(place: Region) -> Mapping[str, int]:
    if not place.end_line:
        return {"startLine": place.line, "startColumn": place.column}
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _category(finding: Finding) -> Mapping[str, str]:
    return {"category": finding.category, "pack": finding.pack}


def _suppression(silenced: Silenced) -> Mapping[str, str]:
    """Tell who silenced a finding: a comment in the text, which is named by its line, or a file beside it."""
    kind = "inSource" if silenced.by.startswith("line ") else "external"
    told = f"{silenced.reason} ({silenced.by})" if silenced.by else silenced.reason
    return {"kind": kind, "status": "accepted", "justification": visible(told)}
