"""Leave alone what somebody decided to, and tell of suppressions that are not, or no longer, of use.

Findings come in the order of the run, with their fingerprints; what is said about suppressions comes once a file, and
in the end the run, is through.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from mtqa.engine import Fingerprints
from mtqa.model import Finding, Note, Segment
from mtqa.packs import RuleSet, selects
from mtqa.packs.own import OWN
from mtqa.schema import did_you_mean
from mtqa.search import runs
from mtqa.suppress.entries import Entry, EntryFile, full, phrase_of

Langs = tuple[str, str]
Silence = tuple[Finding, str, str]
"""(finding, reason, where that is written)"""


@dataclass(slots=True)
class Suppressions:
    """The suppressions of a run. `ruleset` are the rules it runs, `known()` all that there are.

    `off`: nothing is suppressed, and nothing is said of suppressions. `met`: the entries whose finding is there.
    `checked`: of each text that is through, by its full path, the languages and whether it has sources.
    """

    ruleset: RuleSet
    known: Callable[[], RuleSet]
    today: date
    file: EntryFile = field(default_factory=EntryFile)
    require_reason: bool = False
    off: bool = False
    met: dict[Entry, Finding] = field(default_factory=dict)
    checked: dict[str, tuple[Langs, bool]] = field(default_factory=dict)
    _used: set[tuple[str, Note, str]] = field(default_factory=set)
    _numbers: dict[str, Fingerprints] = field(default_factory=lambda: defaultdict(Fingerprints))
    _own: Fingerprints = field(default_factory=Fingerprints)
    _problems: dict[Note, str] = field(default_factory=dict)
    _by_print: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    _by_phrase: dict[str, list[Entry]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for entry in self.file.entries:
            if entry.fingerprint:
                self._by_print[entry.fingerprint].append(entry)
            else:
                self._by_phrase[phrase_of(entry.phrase)].append(entry)

    def split(
        self, path: str, findings: Iterable[Finding], notes: Sequence[Note]
    ) -> tuple[list[Finding], list[Silence]]:
        """Part the findings of a segment, which are all it has, into those to be told and those suppressed."""
        told: list[Finding] = []
        silenced: list[Silence] = []
        for finding in findings:
            alone = self._alone(path, finding)
            why = None if self.off else self._note_for(path, finding, notes) or self._entry_for(path, finding, alone)
            if why:
                silenced.append((finding, *why))
            else:
                told.append(finding)
        return told, silenced

    def _note_for(self, path: str, finding: Finding, notes: Sequence[Note]) -> tuple[str, str] | None:
        row = {"id": finding.rule, "name": finding.name, "pack": finding.pack, "category": finding.category}
        found = None
        for note in notes:
            named = [selector for selector in note.rules if selects(selector, row)]
            if named and not self.problem(note):
                self._used |= {(path, note, selector) for selector in named}
                found = found or (note.reason, f"line {note.line}")
        return found

    def _alone(self, path: str, finding: Finding) -> str:
        """Return the fingerprint that a finding has when its file is checked alone; each finding counts."""
        return self._numbers[path].number(finding.base or finding.fingerprint) if self._by_print else ""

    def _entry_for(self, path: str, finding: Finding, alone: str) -> tuple[str, str] | None:
        own = (*self._by_print.get(alone, ()), *self._by_print.get(finding.fingerprint, ()))
        many = self._by_phrase.get(phrase_of(finding.text), ()) if self._by_phrase else ()
        for entry in (*(one for one in own if one not in self.met), *many):
            if entry.rule not in (finding.rule, finding.name):
                continue
            if entry.path and self.file.place_of(entry) != full(path):
                continue
            self.met[entry] = finding
            if not entry.has_expired(self.today):
                return entry.reason, f"{self.file.shown}:{entry.line}"
        return None

    def problem(self, note: Note) -> str:
        """Say why a comment cannot be heeded; empty where it can."""
        if note not in self._problems:
            self._problems[note] = note.problem or next(filter(None, map(self._unknown, note.rules)), "")
            if not self._problems[note] and self.require_reason and not note.reason:
                self._problems[note] = "it gives no reason: write one behind a colon"
        return self._problems[note]

    def _unknown(self, selector: str) -> str:
        if selector == "ALL":
            return "ALL is no rule here: name those that are meant"
        if any(selects(selector, row) for row in OWN):
            return f"{selector} is about suppressions, and cannot be suppressed"
        rows = self.known().rows
        if any(selects(selector, row) for row in rows):
            return ""
        hint = did_you_mean(selector, sorted({row[key] for row in rows for key in ("id", "name")}))
        if " " in selector:
            hint = "a colon parts the rules from the reason, a comma one rule from the next"
        return f"there is no rule {selector!r}" + (f"; {hint.rstrip('?')}" if hint else "")

    def has_run(self, selector: str, langs: Langs, sourced: bool) -> bool:
        """Tell whether all rules that a selector means ran over a text: only then can one of them be missing."""
        ran = {row["id"] for row in self.ruleset.rows if runs(row, sources=sourced, langs=langs)}
        meant = [row for row in self.known().rows if selects(selector, row)]
        exact = [row for row in meant if selector in (row["id"], row["name"])]
        wanted = exact or [row for row in meant if row["status"] == "stable" and not row["options"].get("idle")]
        spoken = exact or [row for row in wanted if runs(row, sources=sourced, langs=langs)]
        return bool(spoken) and all(row["id"] in ran for row in spoken)

    def about_notes(
        self, path: str, notes: Iterable[Note], langs: Langs, *, sourced: bool, partial: bool
    ) -> Iterator[tuple[Segment, list[Finding]]]:
        """Yield what is to be said about the comments of a file. `partial`: not all of its texts were looked at."""
        if self.off:
            return
        for note in sorted(set(notes), key=lambda n: (n.line, n.column)):
            found = list(self._about(path, note, langs, sourced, partial))
            segment = Segment(f"comment/{note.line}", note.text, role="comment", line=note.line, column=note.column)
            if made := self._findings(segment, path, found):
                yield segment, made

    def _about(
        self, path: str, note: Note, langs: Langs, sourced: bool, partial: bool
    ) -> Iterator[tuple[str, str]]:  # fmt: skip
        if problem := self.problem(note):
            yield "MQ002", f"This suppresses nothing: {problem}."
            return
        if not note.reason:
            yield "MQ004", "This suppression gives no reason: write one behind a colon."
        unused = [s for s in note.rules if (path, note, s) not in self._used and self.has_run(s, langs, sourced)]
        if unused and not (partial and note.whole):
            where = "in this file" if note.whole else "in its segment"
            yield "MQ001", f"There is no finding of {' or '.join(unused)} {where}: take it out of the comment."

    def about_entries(self, *, partial: bool) -> Iterator[tuple[Segment, list[Finding]]]:
        """Yield what is to be said about the suppression file."""
        if self.off:
            return
        lines = self.file.text.splitlines()
        for entry in self.file.entries:
            told = self._about_entry(entry, partial)
            if told is None:
                continue
            shown = lines[entry.line - 1].strip() if entry.line <= len(lines) else entry.fingerprint
            segment = Segment(entry.fingerprint or entry.phrase, shown, role="suppression", line=entry.line, column=1)
            if made := self._findings(segment, entry.path, [told]):
                yield segment, made

    def unused(self) -> list[Entry]:
        """Return the entries whose text was checked by their rule, and whose finding is not there."""
        return [e for e in self.file.entries if e not in self.met and self._was_checked(e)]

    def _was_checked(self, entry: Entry) -> bool:
        place = self.file.place_of(entry)
        return place in self.checked and self.has_run(entry.rule, *self.checked[place])

    def _about_entry(self, entry: Entry, partial: bool) -> tuple[str, str] | None:
        if problem := self._unknown(entry.rule):
            return "MQ002", f"This suppresses nothing: {problem}."
        by = f" by {entry.author}" if entry.author else ""
        if entry in self.met:
            if not entry.has_expired(self.today):
                return None
            return "MQ003", f"This expired on {entry.expires}; it was suppressed{by}, because: {entry.reason}"
        if partial or not self._was_checked(entry):
            return None
        return "MQ001", f"{entry.path} has no such finding of {entry.rule}: `mtqa suppress prune` takes this out."

    def _findings(self, segment: Segment, path: str, said: Sequence[tuple[str, str]]) -> list[Finding]:
        rows: Mapping[str, Mapping[str, Any]] = {row["id"]: row for row in self.ruleset.own}
        made = []
        for name, message in said:
            if not (row := rows.get(name)):
                continue
            text = segment.target
            parts = "\0".join([name, text, path if segment.role == "suppression" else ""])
            base = blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
            made.append(
                Finding(
                    rule=name, name=row["name"], pack=row["pack"], segment=segment, side="target", start=0,
                    end=len(text), text=text, message=message, severity=row["severity"], category=row["category"],
                    fix=None, fingerprint=self._own.number(base), line=segment.line, column=segment.column, base=base,
                )
            )  # fmt: skip
        return made
