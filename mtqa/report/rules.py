"""What reports say about the rules of the findings they tell."""

from __future__ import annotations

from mtqa.model import Rule
from mtqa.report.base import About


class Rules:
    """The rules of a run, each asked for once, and numbered as they come."""

    def __init__(self, about: About) -> None:
        self._about = about
        self._known: dict[str, Rule | None] = {}
        self._numbers: dict[str, int] = {}

    def number(self, name: str) -> int:
        """Return the place of a rule among those numbered."""
        return self._numbers.setdefault(name, len(self._numbers))

    def get(self, name: str) -> Rule | None:
        """Return a rule by its id; None where the run does not know it."""
        if name not in self._known:
            try:
                self._known[name] = self._about.rule(name)
            except KeyError:
                self._known[name] = None
        return self._known[name]

    def link(self, name: str) -> str:
        """Return the address of a page about a rule, empty where it names none."""
        rule = self.get(name)
        return next((url for url in rule.links if url.startswith(("https://", "http://"))), "") if rule else ""

    def names(self) -> list[str]:
        """Name the rules that have a number, in order."""
        return list(self._numbers)
