"""What every report is given, and how it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mtqa.model import Batch, Finding, Segment


@dataclass(frozen=True, slots=True)
class FileResult:
    """Some findings of one file, by segment, in order. A large file comes in several.

    `segments` counts what was checked, `unsourced` how many of these had no source
    where others of their file had one. `fixable`: `mtqa fix` can write the file.
    """

    path: str
    findings: Sequence[tuple[Segment, Sequence[Finding]]]
    segments: int = 0
    unsourced: int = 0
    fixable: bool = True


def result_of(
    path: str, batch: Batch, findings: Sequence[tuple[int, Sequence[Finding]]], *, fixable: bool = True
) -> FileResult:
    """Make the result of one batch, its findings given by segment number."""
    unsourced = sum(s is None for s in batch.sources) if batch.sources else 0
    placed = [(batch.segment(i), [_placed(batch, i, f) for f in found]) for i, found in findings]
    return FileResult(path, placed, len(batch.targets), unsourced, fixable and batch.locate is not None)


def _placed(batch: Batch, i: int, finding: Finding) -> Finding:
    """Tell a finding where in the file it stands."""
    if batch.place is None or finding.side == "source":
        return finding
    line, column = batch.place(i, finding.start)
    return replace(finding, line=line, column=column)


@dataclass(slots=True)
class Summary:
    """Counts over the whole run."""

    files: int = 0
    segments: int = 0
    unsourced: int = 0
    unread: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    safe: int = 0
    unsafe: int = 0
    signature: str = ""

    @property
    def total(self) -> int:
        """All findings."""
        return sum(self.severities.values())

    def count(self, result: FileResult) -> None:
        """Count the segments and findings of a result."""
        self.segments += result.segments
        self.unsourced += result.unsourced
        for _, findings in result.findings:
            for finding in findings:
                self.add(finding, fixable=result.fixable)

    def add(self, finding: Finding, *, fixable: bool = True) -> None:
        """Count a finding."""
        self.severities[finding.severity] += 1
        if fixable and finding.fix and finding.fix.edits:
            self.safe += finding.fix.safety == "safe"
            self.unsafe += finding.fix.safety == "unsafe"


class Reporter:
    """Turns findings into text, piece by piece."""

    def __init__(self, *, color: bool = False, width: int = 80) -> None:
        self.color = color
        self.width = width

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield text for some findings."""
        raise NotImplementedError

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what closes the report."""
        raise NotImplementedError


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the right number."""
    return f"{number:,} {noun}" if number == 1 or noun == "info" else f"{number:,} {noun}s"


def unsourced(summary: Summary) -> str:
    """Tell that some segments had no source where others of their file had; empty where that is not so."""
    if not summary.unsourced:
        return ""
    verb = "has" if summary.unsourced == 1 else "have"
    return f"{counted(summary.unsourced, 'segment')} {verb} no source: what compares both texts was not checked there"


def closing_line(summary: Summary) -> str:
    """Sum a run up in one line."""
    over = f"{counted(summary.segments, 'segment')} of {counted(summary.files, 'file')}"
    if summary.unread:
        over += f" ({counted(summary.unread, 'input')} could not be checked)"
    if summary.unread and not summary.segments:
        return "Nothing was checked."
    if not summary.total:
        return f"No findings in {over}."
    counts = [counted(summary.severities[s], s) for s in ("error", "warning", "info") if summary.severities[s]]
    line = f"{', '.join(counts)} in {over}"
    if summary.safe or summary.unsafe:
        line += f"; {summary.safe} fixable with `mtqa fix`"
        line += f", {summary.unsafe} more with `--unsafe`" if summary.unsafe else ""
    return line + "."
