"""Write down what is to be left alone: false alarms in the baseline, allowed phrases in the suppression file.

Later runs meet the texts as they are once their edits are made, so each finding is looked for in those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtqa import baseline, fix
from mtqa.baseline import Entry
from mtqa.baseline.entry import Key
from mtqa.engine import Fingerprints
from mtqa.load import ByteSource
from mtqa.model import Edit, Finding
from mtqa.report.base import FileResult
from mtqa.report.safe import visible
from mtqa.review.deck import Name, Spot
from mtqa.review.state import Decision
from mtqa.suppress import entries as suppressions
from mtqa.suppress.writing import changing, write

Check = Callable[[ByteSource], Iterable[FileResult]]
"""Checks a text by itself and yields all its findings, whatever baselines, suppressions and comments say."""

SHOWN = 80
"""Units: code points of a finding's text that an entry quotes."""
NO_REASON = "allowed in review"


@dataclass(frozen=True, slots=True)
class Aside:
    """A finding that is to be left alone in future; `edits` are those of its segment."""

    name: Name
    spot: Spot
    decision: Decision
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """The files that keep what is left alone. `known`: the entries of the baseline as this run read it."""

    baseline: Path
    suppressions: Path
    author: str = ""
    known: Mapping[Key, Entry] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Met:
    """A finding as later runs meet it: `base` tells it apart in its segment, `alone` in its file of a format."""

    finding: Finding
    base: str
    alone: str
    format: str


Mark = tuple[str, str, str, str, int, int]
"""What an aside and the finding that it becomes share."""


def met(results: Iterable[FileResult]) -> dict[Mark, Met]:
    """Return the findings of one file by their marks."""
    numbers = Fingerprints()
    found: dict[Mark, Met] = {}
    for result in results:
        for segment, findings in result.findings:
            for finding, base in baseline.based(findings):
                one = Met(finding, base, numbers.number(finding.base or finding.fingerprint), result.format)
                place = finding.rule, finding.side, finding.start, finding.end
                found.setdefault((segment.key, segment.target, *place), one)
    return found


def edited(spot: Spot, edits: Sequence[Edit]) -> Spot | None:
    """Return what becomes of a spot once its segment is edited; None where an edit changes what was found."""
    own, target = spot.finding, spot.segment.target
    moved = (own.start, own.end) if own.side == "source" else _moved(own.start, own.end, edits)
    if moved is None:
        return None
    segment = replace(own.segment, target=fix.apply(target, edits))
    return replace(spot, finding=replace(own, segment=segment, start=moved[0], end=moved[1]))


def mark_of(aside: Aside) -> Mark | None:
    """Return the mark of a finding once its segment is edited; None where an edit changes what was found."""
    spot = edited(aside.spot, aside.edits)
    if spot is None:
        return None
    own = spot.finding
    return own.segment.key, own.segment.target, own.rule, own.side, own.start, own.end


def _moved(start: int, end: int, edits: Sequence[Edit]) -> tuple[int, int] | None:
    by = 0
    for edit in edits:
        if edit.end <= start:
            by += len(edit.text) - (edit.end - edit.start)
        elif edit.start < end:
            return None
    return start + by, end + by


def add_false_alarms(alarms: Iterable[tuple[Aside, Met | None]], where: Where) -> None:
    """Add false alarms to the baseline, each once however often this is done. Raises: InputError."""
    places = baseline.Places(where.baseline.parent)
    found, known = [], dict(where.known)
    for aside, one in alarms:
        if one is not None:
            entry = baseline.entry_of(places.name(aside.spot.path), one.finding, one.base, one.format)
            found.append(replace(entry, reason=aside.decision.reason, author=where.author))
            if aside.edits:  # what is known of the edited text was added before a kill, and means the same finding
                known.pop(entry.key, None)
    if found:
        baseline.add(where.baseline, found, known)


def add_allowed(allowed: Iterable[tuple[Aside, Met | None]], where: Where) -> None:
    """Add allowed phrases to the suppression file; one that is there already stays. Raises: InputError, ConfigError."""
    wanted = list(dict.fromkeys(_suppressions(allowed, where)))
    if not wanted:
        return
    today = suppressions.today()
    with changing(where.suppressions) as file:
        known = {_key(entry): entry for entry in file.entries}
        before = {entry: known.get(_key(entry)) for entry in wanted}
        new = [entry for entry, old in before.items() if old is None or old.has_expired(today)]
        write(file, new, [old for old in before.values() if old and old.has_expired(today)])


def _suppressions(allowed: Iterable[tuple[Aside, Met | None]], where: Where) -> Iterator[suppressions.Entry]:
    seen: set[tuple[str, ...]] = set()
    added = suppressions.today().isoformat()
    for aside, one in allowed:
        made, spot = aside.decision, aside.spot
        if made.scope == "here" and one is None:
            continue
        entry = suppressions.Entry(
            fingerprint=one.alone if one and made.scope == "here" else "",
            rule=spot.finding.rule,
            reason=" ".join(made.reason.split()) or NO_REASON,
            path="" if made.scope == "project" else suppressions.beside(spot.path, where.suppressions),
            text=_short(spot.finding.text) if made.scope == "here" else "",
            author=where.author,
            added=added,
            phrase="" if made.scope == "here" else " ".join(spot.finding.text.split()),
        )
        if _key(entry) not in seen:
            seen.add(_key(entry))
            yield entry


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _key(entry: suppressions.Entry) -> tuple[str, ...]:
    return entry.fingerprint, suppressions.phrase_of(entry.phrase), entry.rule, entry.path
