"""Findings as LanguageTool's matches.

A client replaces `length` at `offset` by a replacement's value, so a match spans all that its fix changes. Of matches
that overlap the first offers its replacements: taken together, as clients do, those of others would garble the text.
Units: offsets and lengths are UTF-16 code units of the text that the client has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mtqa import fix
from mtqa.lang.sentences import sentences
from mtqa.model import Edit, Finding
from mtqa.serve.annotated import Annotated
from mtqa.serve.categories import issue, title
from mtqa.serve.checker import Checker

CONTEXT = 40
"""Units: code points shown before and after a match. Source: LanguageTool."""
LONGEST = 500
"""Units: code points of a match, or around it in its sentence, that are shown."""
MOST_WORDINGS = 20


@dataclass(slots=True)
class Matches:
    """Turns the findings of a text, whose segments stand at `spans`, into matches."""

    text: Annotated
    spans: Sequence[tuple[int, int]]
    lang: str
    checker: Checker
    _sentences: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def of(self, findings: Sequence[Finding]) -> Iterator[dict[str, Any]]:
        """Yield a match for each finding, by position."""
        placed = sorted(map(self._placed, findings), key=lambda change: (change.start, change.end, change.finding.rule))
        free = 0
        for change in placed:
            alone = change.start >= free and self.text.is_plain(change.start, change.end)
            wordings = change.wordings if alone else []
            if wordings:
                free = max(change.end, change.start + 1)
            yield self._match(change, wordings)

    def _placed(self, finding: Finding) -> Change:
        """Return what a finding changes, in offsets of the whole plain text."""
        change = change_of(finding)
        base = self.spans[int(finding.segment.key)][0]
        return replace(change, start=base + change.start, end=base + change.end)

    def _match(self, change: Change, wordings: Sequence[str]) -> dict[str, Any]:
        finding = change.finding
        start, end = self.text.span(change.start, change.end)
        units = self.text.units
        return {
            "message": finding.message,
            "shortMessage": finding.name.replace("-", " ").capitalize(),
            "replacements": [{"value": wording} for wording in wordings],
            "offset": units(start),
            "length": units(end) - units(start),
            "context": self._context(start, end),
            "sentence": self._sentence(change),
            "type": {"typeName": "Hint" if finding.severity == "info" else "Other"},
            "rule": self._rule(finding),
            "ignoreForIncompleteSentence": False,
            "contextForSureMatch": 0,
        }

    def _context(self, start: int, end: int) -> dict[str, Any]:
        text = self.text.original
        end = min(end, start + LONGEST)
        first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
        before = "..." * (first > 0)
        shown = text[first:last].translate(_BLANKS)
        units = self.text.units
        return {
            "text": before + shown + "..." * (last < len(text)),
            "offset": len(before) + units(start) - units(first),
            "length": units(end) - units(start),
        }

    def _sentence(self, change: Change) -> str:
        number = int(change.finding.segment.key)
        base, limit = self.spans[number]
        start, end = change.start - base, min(change.end, limit) - base
        first, last = max(0, start - LONGEST), min(limit - base, min(end, start + LONGEST) + LONGEST)
        for begin, stop in self._sentences_of(number):
            if begin <= start < stop:
                first, last = max(first, begin), min(last, max(stop, end))
        return self.text.plain[base + first : base + last].strip()

    def _sentences_of(self, number: int) -> list[tuple[int, int]]:
        if number not in self._sentences:
            start, end = self.spans[number]
            text = self.text.plain[start:end]
            self._sentences[number] = sentences(self.lang, text) if len(text) <= 10 * LONGEST else []
        return self._sentences[number]

    def _rule(self, finding: Finding) -> dict[str, Any]:
        rule = self.checker.rule(finding.rule)
        told = {
            "id": rule.id,
            "description": " ".join(rule.explain.split()) or rule.name.replace("-", " ").capitalize(),
            "issueType": issue(finding.category),
            "category": {"id": finding.category, "name": title(finding.category)},
        }
        return {**told, "urls": [{"value": link} for link in rule.links]} if rule.links else told


_BLANKS = {ord(char): " " for char in "\r\n\t"}


@dataclass(frozen=True, slots=True)
class Change:
    """A finding and its wordings for the part of its segment from `start` to `end`, all of its fix within."""

    finding: Finding
    start: int
    end: int
    wordings: list[str]


def change_of(finding: Finding) -> Change:
    """Return what an editor would put in the place of what; a fix that is only for display offers nothing."""
    mended = finding.fix
    if mended is None or mended.safety == "display" or not mended.edits:
        return Change(finding, finding.start, finding.end, [])
    start = min(finding.start, *(edit.start for edit in mended.edits))
    end = max(finding.end, *(edit.end for edit in mended.edits))
    text = finding.segment.target[start:end]
    first, *others = (Edit(e.start - start, e.end - start, e.text) for e in mended.edits)
    wordings = [fix.apply(text, [replace(first, text=w), *others]) for w in (first.text, *mended.alternatives)]
    return Change(finding, start, end, list(dict.fromkeys(w for w in wordings if w != text))[:MOST_WORDINGS])
