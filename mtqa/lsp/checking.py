"""Check one version of an open text, as `mtqa check` checks the file that an editor would save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtqa.baseline import based
from mtqa.engine import BatchResult, recurring_lines
from mtqa.errors import MtqaError
from mtqa.load import LoadOptions
from mtqa.lsp.encoded import Encoded, read
from mtqa.lsp.formats import format_said, is_text
from mtqa.lsp.places import Span, span_of
from mtqa.lsp.setup import Setup
from mtqa.lsp.text import Text
from mtqa.model import Batch, Document, Finding, Note
from mtqa.report.place import failed
from mtqa.suppress.judging import Suppressions

IsStale = Callable[[], bool]


class StaleError(Exception):
    """The version that is checked has been replaced meanwhile."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding about segment i of a batch, and where it stands. `at`: the segment's number in the whole text.

    `batch` None: it is about a comment, and there is nothing to fix.
    """

    finding: Finding
    span: Span
    batch: Batch | None = None
    i: int = -1
    at: int = -1


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a text, or part of it, could not be checked, and where that is. `grave`: nothing behind it was."""

    what: str
    span: Span
    grave: bool = True


@dataclass(slots=True)
class Checked:
    """What was found in a text. `problems`: rules that took too long; `trouble`: what is wrong with its setup.

    `number` tells checks apart.
    """

    text: Text
    told: list[Told] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    problems: Sequence[str] = ()
    trouble: str = ""
    number: str = ""
    setup: Setup | None = None
    encoded: Encoded | None = None
    document: Document | None = None
    options: LoadOptions = field(default_factory=LoadOptions)

    @property
    def fixable(self) -> bool:
        """Tell whether fixes can be written into it."""
        return self.document is not None and not self.document.read_only


def check(text: Text, path: Path, setup: Setup, options: LoadOptions, is_stale: IsStale) -> Checked:
    """Check a text that goes by the name `path`; what cannot be read is told as a failure.

    Raises: StaleError where `is_stale()` says so meanwhile.
    """
    options = replace(options, format=format_said(text, path, options))
    checked = Checked(text, setup=setup, options=options)
    if not is_text(text, path, options) or any(path.match(pattern) for pattern in setup.config["exclude"]):
        return checked
    try:
        checked.encoded, checked.document = read(text, str(path), options)
        if why := checked.document.read_only:
            told = f"This text cannot be written back: {why}"
            checked.failures.append(Failure(told, (0, text.line_end(0)), grave=False))
        for one in _found(checked, checked.document, checked.encoded, setup, is_stale):
            checked.told.append(one)
    except MtqaError as error:
        checked.failures.append(_failure(text, error))
    return checked


def _found(checked: Checked, document: Document, own: Encoded, setup: Setup, is_stale: IsStale) -> Iterator[Told]:
    """Yield the findings that are neither suppressed nor known."""
    engine = setup.engine.anew()
    checked.problems = engine.problems
    suppressions, is_known = setup.suppressions(), _known(setup, document)
    notes: dict[Note, None] = {}
    sourced, before = False, 0
    for result in engine.run(document, recurring_lines([document], engine.ruleset)):
        if is_stale():
            raise StaleError
        batch = result.batch
        sourced = sourced or batch.sources is not None
        for i, findings in _left(result, document, suppressions, is_known):
            for finding in findings:
                yield Told(finding, span_of(checked.text, own, batch, i, finding), batch, i, before + i)
        before += len(batch.targets)
        notes |= dict.fromkeys(note for notes_of in batch.notes or () for note in notes_of)
    notes |= dict.fromkeys(document.loose() if document.loose else ())
    langs, text = (document.source_lang, document.target_lang), checked.text
    for _, findings in suppressions.about_notes(document.path, notes, langs, sourced=sourced, partial=False):
        for finding in findings:
            yield Told(finding, _comment_at(text, text.place(finding.line, finding.column)))


def _comment_at(text: Text, start: int) -> Span:
    """Return where a comment stands that begins here: as far as its line goes, or it."""
    end = text.line_end(text.line_at(start))
    closed = next((at + len(mark) for mark in ("-->", "--&gt;") if (at := text.text.find(mark, start, end)) >= 0), end)
    return start, closed


def _left(
    result: BatchResult, document: Document, suppressions: Suppressions, is_known: Callable[[Finding, str], bool]
) -> Iterator[tuple[int, list[Finding]]]:
    notes = result.batch.notes
    for i, findings in result.findings:
        told, _ = suppressions.split(document.path, findings, notes[i] if notes else ())
        yield i, [finding for finding, base in based(told) if not is_known(finding, base)]


def _known(setup: Setup, document: Document) -> Callable[[Finding, str], bool]:
    """Return what tells whether a baseline knows a finding."""
    baselined = setup.baselined(document)
    if baselined is None:
        return lambda _finding, _base: False
    known, name = baselined
    return lambda finding, base: known.use(name, document.format, finding, base)[1] is not None


def _failure(text: Text, error: MtqaError) -> Failure:
    """Tell an error where it says that it is, on the first line where it says nothing."""
    _, region = failed(error)
    start = text.place(region.line, region.column) if region else 0
    number = text.line_at(start)
    begin, end = text.line_start(number), text.line_end(number)
    what = f"This text cannot be read: {error.what}" + (f" ({error.hint})" if error.hint else "")
    return Failure(what, (max(begin, min(start, end - 1)), end))
