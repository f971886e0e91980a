"""What every report is given, and how it answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from mtqa.errors import MtqaError
from mtqa.model import ASIDE, SEVERITIES, Batch, Document, Finding, Note, Rule, Segment
from mtqa.penalty import DEFAULT, Scale, words_of

Found = Sequence[tuple[Segment, Sequence[Finding]]]
Style = tuple[str, bool, int]
"""What makes a reporter: the name of its format, whether in colour, and the width."""


@dataclass(frozen=True, slots=True)
class Silenced:
    """A finding that somebody decided to leave, and why. `by`: where that is written."""

    finding: Finding
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A file is read. `loose`: its comments to mtqa that belong to no segment or to all; `sourced`: it has sources."""

    loose: Sequence[Note]
    sourced: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """What a worker has made of the findings of a result: rows by style, and `counted_in` of them."""

    rows: Mapping[Style, Sequence[str]]
    counts: Counter[str]


class Later(Sequence[Any]):
    """A sequence that is made when it is asked for."""

    def __init__(self, make: Callable[[], Sequence[Any]]) -> None:
        self._make = make

    @cached_property
    def _made(self) -> Sequence[Any]:
        return self._make()

    def __getitem__(self, at: Any) -> Any:
        return self._made[at]

    def __len__(self) -> int:
        return len(self._made)


@dataclass(frozen=True, slots=True)
class FileResult:
    """Some findings of one file, by segment, in order. A large file comes in several.

    `findings` are those to be told; `old` those that a baseline knows, `silenced` those suppressed. `segments` counts
    what was checked, `unsourced` how many of these had no source where others of their file had one. `fixable`: `mtqa
    fix` can write the file. `words` of the translation and `titles` by item, "" where the file is one: words only where
    they were asked for. `notes`: comments to mtqa, each with the number of its segment in `findings`, -1 where that has
    none. `ended`: this tells that a file is through, and no more; a run keeps these to itself. `ready`: what is made of
    `findings` already, which are then made only where they are asked for.
    """

    path: str
    findings: Found
    segments: int = 0
    unsourced: int = 0
    fixable: bool = True
    old: Found = ()
    silenced: Sequence[Silenced] = ()
    words: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    format: str = ""
    langs: tuple[str, str] = ("", "")
    notes: Sequence[tuple[int, Note]] = ()
    ended: Ended | None = None
    ready: Ready | None = None


def result_of(
    document: Document, batch: Batch, findings: Sequence[tuple[int, Sequence[Finding]]], *, fixable: bool = True,
    measure: bool = False, ready: Ready | None = None,
) -> FileResult:  # fmt: skip
    """Make the result of one batch, its findings given by segment number."""
    unsourced = sum(s is None for s in batch.sources) if batch.sources else 0

    def placed() -> Found:
        return [(batch.segment(i), [placed_in(batch, i, f) for f in found]) for i, found in findings]

    return FileResult(
        document.path, Later(placed) if ready else placed(), len(batch.targets), unsourced,
        fixable and batch.locate is not None,
        words=_words(batch) if measure else {}, titles=_titles(batch) if measure else {}, format=document.format,
        langs=(document.source_lang, document.target_lang), notes=_notes(batch, findings), ready=ready,
    )  # fmt: skip


def _notes(batch: Batch, findings: Sequence[tuple[int, Sequence[Finding]]]) -> Sequence[tuple[int, Note]]:
    """Return the notes of a batch, each with the number of its segment among those of findings, -1 if it is not."""
    if batch.notes is None:
        return ()
    found = {i: at for at, (i, _) in enumerate(findings)}
    return tuple({(found.get(i, -1), note): None for i, notes in enumerate(batch.notes) for note in notes})


def _words(batch: Batch) -> Mapping[str, int]:
    """Count the words of each item; what stands beside an article (its author, its categories) is not counted."""
    if batch.items is None and batch.roles is None:
        return {"": sum(map(words_of, batch.targets))}
    counts: Counter[str] = Counter()
    for i, text in enumerate(batch.targets):
        if not batch.roles or batch.roles[i] not in ASIDE:
            counts[batch.items[i] if batch.items else ""] += words_of(text)
    return counts


def _titles(batch: Batch) -> Mapping[str, str]:
    """Return the title of each item that begins here."""
    titles: dict[str, str] = {}
    for i, role in enumerate(batch.roles or ()):
        if role == "title":
            titles.setdefault(batch.items[i] if batch.items else "", batch.targets[i])
    return titles


def placed_in(batch: Batch, i: int, finding: Finding) -> Finding:
    """Tell a finding where in the file it stands."""
    if batch.place is None or finding.side == "source":
        return finding
    line, column = batch.place(i, finding.start)
    return replace(finding, line=line, column=column)


@dataclass(slots=True)
class Summary:
    """Counts over the whole run. `errors`: what could not be checked; `exit_code`: the command's, where it is known."""

    files: int = 0
    segments: int = 0
    unsourced: int = 0
    unread: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    safe: int = 0
    unsafe: int = 0
    old: int = 0
    silenced: int = 0
    words: int = 0
    signature: str = ""
    errors: Sequence[MtqaError] = ()
    exit_code: int | None = None

    @property
    def total(self) -> int:
        """All findings."""
        return sum(self.severities.values())

    def count(self, result: FileResult) -> None:
        """Count the segments and findings of a result."""
        self.segments += result.segments
        self.unsourced += result.unsourced
        self.old += sum(len(found) for _, found in result.old)
        self.silenced += len(result.silenced)
        self.words += sum(result.words.values())
        every = (finding for _, findings in result.findings for finding in findings)
        counts = result.ready.counts if result.ready else counted_in(every)
        self.severities.update({name: counts[name] for name in SEVERITIES if counts[name]})
        self.safe += counts["safe"] * result.fixable
        self.unsafe += counts["unsafe"] * result.fixable


def counted_in(findings: Iterable[Finding]) -> Counter[str]:
    """Count findings by severity, and their fixes by safety."""
    counts: Counter[str] = Counter()
    for finding in findings:
        counts[finding.severity] += 1
        if finding.fix and finding.fix.edits:
            counts[finding.fix.safety] += 1
    return counts


@dataclass(frozen=True, slots=True)
class About:
    """What a report can ask about the run: `rule` gives a rule by its id; `files` are all that were read.

    `compared`: the findings were held against a baseline or a merge base, so those told are new. `paths`: the PATHS
    given; `scale`: that of the penalty score; `trend`: label and score of the runs over these paths that the history
    knows, oldest first. Raises: InputError, from `trend`, for a history that cannot be read.
    """

    rule: Callable[[str], Rule]
    signature: str = ""
    files: Sequence[str] = ()
    compared: bool = False
    paths: Sequence[str] = ()
    scale: Scale = DEFAULT
    trend: Callable[[], Sequence[tuple[str, float]]] = tuple


class Reporter:
    """Turns findings into text, piece by piece: `start` once, `findings` for each part of each file, `end` once.

    `measure` asks for the words and titles of items in what `findings` gets. `for_people`: `end` says nothing but
    words, which may be left out. `notes`, after `end`: what the user is to be told beside the report.
    """

    style: Style = ("", False, 80)
    measure = False
    for_people = False
    notes: Sequence[str] = ()

    def __init__(self, *, color: bool = False, width: int = 80) -> None:
        self.color = color
        self.width = width

    def start(self, about: About) -> Iterator[str]:
        """Yield what opens the report."""
        return iter(())

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield text for some findings."""
        raise NotImplementedError

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield what closes the report."""
        raise NotImplementedError


class Rowed(Reporter):
    """A report made of rows: what it tells of a segment depends on nothing else, so that a worker can make it.

    A row tells fingerprints and places of findings, in any order, as they are: a worker does not know them yet.
    """

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return what is told of a segment."""
        raise NotImplementedError

    def put(self, path: str, rows: Iterable[str]) -> Iterator[str]:
        """Yield rows of a file, with what leads and parts them."""
        return iter(rows)

    def findings(self, result: FileResult) -> Iterator[str]:
        """Yield text for some findings."""
        ready = result.ready.rows.get(self.style) if result.ready else None
        return self.put(result.path, ready or (self.row(result.path, *found) for found in result.findings))


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
    known = _known(summary)
    if not summary.total:
        return f"No {'new ' if known else ''}findings in {over}{known}."
    counts = [counted(summary.severities[s], s) for s in ("error", "warning", "info") if summary.severities[s]]
    line = f"{', '.join(counts)} in {over}"
    if summary.safe or summary.unsafe:
        line += f"; {summary.safe} fixable with `mtqa fix`"
        line += f", {summary.unsafe} more with `--unsafe`" if summary.unsafe else ""
    return f"{line}{known}."


def _known(summary: Summary) -> str:
    """Tell what was found and is not shown; empty where that is nothing."""
    told = [f"{summary.old:,} more in the baseline"] * bool(summary.old)
    told += [f"{summary.silenced:,} suppressed"] * bool(summary.silenced)
    return "; " + ", ".join(told) if told else ""
