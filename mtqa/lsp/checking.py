"""Check one version of an open text, as `mtqa check` checks the file that an editor would save."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import regex

from mtqa import rx
from mtqa.baseline import based
from mtqa.engine import BatchResult, Engine, Fingerprints, recurring_lines
from mtqa.errors import MtqaError
from mtqa.load import LoadOptions
from mtqa.lsp.encoded import Encoded, read
from mtqa.lsp.places import Span, span_of
from mtqa.lsp.setup import Setup
from mtqa.lsp.text import Text
from mtqa.model import Batch, Document, Finding, Note
from mtqa.suppress.judging import Suppressions

_PLACE: regex.Pattern[str] = rx.compile(r":(\d+)(?::(\d+))?$")


class StaleError(Exception):
    """The version that is checked has been replaced meanwhile."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be checked. `grave`: nothing behind it was."""

    span: Span
    what: str
    grave: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in segment `i` of a batch, number `at` of the text; `batch` None: it is about a comment."""

    finding: Finding
    span: Span
    batch: Batch | None = None
    i: int = 0
    at: int = 0


@dataclass(slots=True)
class Checked:
    """What is found in a text.

    `trouble`: what is wrong with the files it goes by; `problems`: rules that took too long.
    """

    text: Text
    setup: Setup | None = None
    document: Document | None = None
    encoded: Encoded | None = None
    options: LoadOptions = field(default_factory=LoadOptions)
    told: list[Told] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    problems: Sequence[str] = ()
    trouble: str = ""
    number: str = ""

    @property
    def fixable(self) -> bool:
        """Whether fixes can be written in the text."""
        return self.document is not None and not self.document.read_only


def check(text: Text, path: Path, setup: Setup, options: LoadOptions, is_stale: Callable[[], bool]) -> Checked:
    """Check a text under the rules and decisions of its folder; what cannot be read is told as a failure.

    Raises: StaleError where `is_stale()` says so meanwhile.
    """
    checked = Checked(text, setup, options=options)
    if any(path.match(pattern) for pattern in setup.config["exclude"]):
        return checked
    engine = replace(setup.engine, problems=[], fingerprints=Fingerprints())
    try:
        checked.encoded, checked.document = read(text, str(path), options)
        for told in _told(checked, checked.document, engine, setup, is_stale):
            checked.told.append(told)
    except MtqaError as error:
        checked.failures.append(Failure(_span_of(text, error), f"{error.what}\n{error.hint}".strip()))
    checked.problems = engine.problems
    return checked


def _told(
    checked: Checked, document: Document, engine: Engine, setup: Setup, is_stale: Callable[[], bool]
) -> Iterator[Told]:
    """Yield the findings that are neither suppressed nor known."""
    suppressions, is_known = setup.suppressions(), _known(setup, document)
    notes: dict[Note, None] = {}
    sourced, before = False, 0
    for result in engine.run(document, recurring_lines([document], engine.ruleset)):
        if is_stale():
            raise StaleError
        batch = result.batch
        sourced = sourced or batch.sources is not None
        notes |= dict.fromkeys(note for own in batch.notes or () for note in own)
        for i, findings in _left(result, document, suppressions, is_known):
            for finding in findings:
                span = span_of(checked.text, _own(checked), batch, i, finding)
                yield Told(finding, span, batch, i, before + i)
        before += len(batch.targets)
    notes |= dict.fromkeys(document.loose() if document.loose else ())
    yield from _about_notes(checked, document, suppressions, notes, sourced)


def _own(checked: Checked) -> Encoded:
    assert checked.encoded is not None
    return checked.encoded


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


def _about_notes(
    checked: Checked, document: Document, suppressions: Suppressions, notes: dict[Note, None], sourced: bool
) -> Iterator[Told]:
    """Yield what is to be said about comments to mtqa."""
    langs, text = (document.source_lang, document.target_lang), checked.text
    for segment, findings in suppressions.about_notes(document.path, notes, langs, sourced=sourced, partial=False):
        start = text.place(segment.line, segment.column)
        for finding in findings:
            yield Told(finding, (start, text.line_end(text.line_at(start))))


def _span_of(text: Text, error: MtqaError) -> Span:
    """Return where an error stands: from the place it names, else from the beginning, to the end of the line."""
    found = _PLACE.search(error.where)
    start = text.place(int(found[1]), int(found[2] or 1)) if found else 0
    return start, text.line_end(text.line_at(start))
