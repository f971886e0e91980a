"""What the summary counts while the findings pass: by rule, category, file and item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from mtqa.model import Finding
from mtqa.penalty import DEFAULT, Scale, Tally
from mtqa.report.base import FileResult

Key = tuple[str, str]  # path, item


@dataclass(slots=True)
class Counts:
    """Counts of one run. `groups` numbers the items that have a card; `rules` the rules, as they come."""

    rules: dict[str, int] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    by_rule: list[Counter[str]] = field(default_factory=list)
    groups: dict[Key, int] = field(default_factory=dict)
    by_item: dict[Key, Counter[str]] = field(default_factory=dict)
    words: Counter[Key] = field(default_factory=Counter)
    titles: dict[Key, str] = field(default_factory=dict)
    scale: Scale = DEFAULT

    def measure(self, result: FileResult) -> None:
        """Take the words and titles of a result."""
        for item, words in result.words.items():
            self.words[result.path, item] += words
        for item, title in result.titles.items():
            self.titles.setdefault((result.path, item), title)

    def group(self, path: str, item: str) -> int:
        """Return the number of an item."""
        return self.groups.setdefault((path, item), len(self.groups))

    def name(self, findings: Sequence[Finding]) -> None:
        """Number the rules of findings."""
        for finding in findings:
            if finding.rule not in self.rules:
                self.rules[finding.rule] = len(self.rules)
                self.names.append((finding.name, finding.category))
                self.by_rule.append(Counter())

    def add(self, path: str, item: str, findings: Sequence[Finding]) -> None:
        """Count the findings of a segment."""
        own = self.by_item.setdefault((path, item), Counter())
        for finding in findings:
            own[finding.severity] += 1
            self.by_rule[self.rules[finding.rule]][finding.severity] += 1

    def by_category(self, *, every: bool = False) -> dict[str, Counter[str]]:
        """Sum the rules of each category up; `every`: also of those with old or suppressed findings only."""
        summed: dict[str, Counter[str]] = {}
        for (_, category), counted in zip(self.names, self.by_rule, strict=True):
            if counted or every:
                summed.setdefault(category, Counter()).update(counted)
        return summed

    def tally(self, key: Key) -> Tally:
        """Return words and findings of an item."""
        return Tally(self.words[key], self.by_item.get(key, Counter()), self.scale)

    def label(self, key: Key) -> str:
        """Name an item: its title, else its key, else its file."""
        return self.titles.get(key) or key[1] or key[0]
