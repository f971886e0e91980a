"""Findings of a request that somebody decided to leave alone, in the suppression file of the service."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from mtqa.packs import RuleSet
from mtqa.report.base import FileResult, Silenced
from mtqa.suppress.entries import Entry, EntryFile, today
from mtqa.suppress.judging import Suppressions


def for_requests(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the entries that can be meant of a text without a path.

    A fingerprint is of the very words, wherever they are sent from; a phrase that is left alone in one file is not.
    """
    return tuple(replace(entry, path="") for entry in entries if entry.fingerprint or not entry.path)


def silenced(results: Sequence[FileResult], entries: Sequence[Entry], ruleset: RuleSet) -> list[FileResult]:
    """Part the findings of a request into those to be told and those left alone."""
    if not entries:
        return [*results]
    suppressions = Suppressions(ruleset, lambda: ruleset, today(), EntryFile(entries=tuple(entries)))
    return [_parted(result, suppressions) for result in results]


def _parted(result: FileResult, suppressions: Suppressions) -> FileResult:
    parted = [(segment, *suppressions.split("", findings, ())) for segment, findings in result.findings]
    return replace(
        result,
        findings=[(segment, told) for segment, told, _ in parted if told],
        silenced=[Silenced(*silence) for _, _, silences in parted for silence in silences],
    )
