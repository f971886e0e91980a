"""The penalty score: what the findings of a text weigh, for each thousand words of it.

It follows the arithmetic of MQM (severity weights over a word count) and is no human MQM: rules find a part of what
an annotator would, and nobody judged these errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from mtqa.model import Finding, Severity

WEIGHTS: Mapping[Severity, int] = {"info": 1, "warning": 5, "error": 25}
"""Source: MQM's minor, major and critical (themqm.org), for what mtqa calls info, warning and error."""


def words_of(text: str) -> int:
    """Count the words of a text, as parted by spaces."""
    return len(text.split())


@dataclass(slots=True)
class Tally:
    """Words and findings of a text, an item or a feed."""

    words: int = 0
    severities: Counter[str] = field(default_factory=Counter)

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings."""
        self.severities.update(f.severity for f in findings)

    @property
    def penalty(self) -> int:
        """The sum of the weights."""
        return sum(WEIGHTS[s] * self.severities[s] for s in WEIGHTS)

    @property
    def per_thousand(self) -> float:
        """Units: penalty points for each 1,000 words; 0 for an empty text."""
        return 1000 * self.penalty / self.words if self.words else 0.0

    @property
    def score(self) -> float:
        """Units: 100 for no findings, less a point for each 10 penalty points in 1,000 words; never under 0."""
        return max(0.0, 100 - self.per_thousand / 10)
