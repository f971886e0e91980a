"""Run the rules of a service over what one request sends; nothing of a request stays for the next."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mtqa.engine import Engine, recurring_lines
from mtqa.lang import primary
from mtqa.model import Document, Rule
from mtqa.packs import rule_of
from mtqa.report.base import FileResult, result_of
from mtqa.serve.settings import Rules
from mtqa.serve.silence import silenced

MOST_PAIRS = 64
"""Pairs of languages for which what makes a start quick is kept, however many a client asks for."""


@dataclass(slots=True)
class Checked:
    """What was found, in order, suppressed or not. `problems`: rules that took too long, with findings left out."""

    results: list[FileResult]
    problems: list[str]


@dataclass(slots=True)
class Checker:
    """Rules made ready: those on, and all that a request may turn on."""

    rules: Rules
    _usual: Engine = field(init=False)
    _every: Engine = field(init=False)
    _pairs: set[tuple[str, str]] = field(default_factory=set)
    _known: dict[str, Rule] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._begin()

    def run(self, document: Document, *, every: bool = False) -> Checked:
        """Check a document, with `every` rule that a request may turn on."""
        self._note(document)
        engine = (self._every if every else self._usual).anew()
        recurring = recurring_lines([document], engine.ruleset)
        results = [result_of(document, r.batch, r.findings, fixable=True) for r in engine.run(document, recurring)]
        return Checked(silenced(results, self.rules.entries, self.rules.ruleset), engine.problems)

    def rule(self, name: str) -> Rule:
        """Return a rule by its id. Raises: KeyError."""
        if not self._known:
            self._known = {row["id"]: rule_of(row) for row in self.rules.ruleset.rows}
        return self._known[name]

    def source_for(self, wanted: str) -> str:
        """Return the language translated from: the one wanted where rules know it, else the service's own."""
        if wanted and any(row["langs"][0] == primary(wanted) for row in self.rules.ruleset.rows):
            return wanted
        return self.rules.source_lang or "fr"

    def _begin(self) -> None:
        ruleset = self.rules.ruleset
        self._every = Engine(ruleset)
        self._usual = Engine(replace(ruleset, rows=tuple(r for r in ruleset.rows if r["id"] in self.rules.on)))

    def _note(self, document: Document) -> None:
        """Begin anew where clients have asked for too many pairs of languages to keep something for each."""
        self._pairs.add((primary(document.source_lang), primary(document.target_lang)))
        if len(self._pairs) > MOST_PAIRS:
            self._pairs.clear()
            self._begin()
