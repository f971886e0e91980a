"""The mtqa penalty score: what the findings of a text weigh, for each thousand words of it.

The arithmetic is MQM's; the score is no human MQM: rules find a part of what an annotator would, and nobody judged
these errors. In MQM's terms:

    APT   absolute penalty total            the weights of the findings, added up (`penalty`)
    EWC   evaluation word count             `words`; of the translation, as ISO 5060 counts
    PWPT  per-word penalty total            APT / EWC
    ONPT  overall normed penalty total      PWPT x RWC, the reference word count of 1,000 (`per_thousand`)
    OQS   overall quality score, raw        (1 - ONPT / RWC) x 100 (`raw`)
    OQS   overall quality score, calibrated 100 - (100 - pass) x ONPT / allowed (`score`)

Calibrated, the score at which a text passes is agreed (90), and so is how much penalty a text that just passes may have
(`allowed`, per 1,000 words): the line is then the same for the reader whatever the weights are.

Source: themqm.org, "Values and Scores" and "The MQM Scoring Models"; Lommel et al. 2024, arXiv:2405.16969 (the linear
calibrated model).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from mtqa.model import Finding, Severity

NAME = "mtqa penalty score"
DISCLAIMER = "not a human MQM: it weighs what the rules found, and nobody judged these errors"

WEIGHTS: Mapping[Severity, float] = MappingProxyType({"info": 1, "warning": 5, "error": 25})
"""Source: MQM's minor 1, major 5 and critical 25, for what mtqa calls info, warning and error."""
REFERENCE_WORDS = 1000
PASS = 90.0
ALLOWED = 75.0
"""Three errors in 1,000 words. In windows of 1,000 words, with sources: all of 695 of native news pass, 98.4 % of 124
of post-edits, 92.5 % of 279 of WMT references (97.9 % of human ones); of 2012's MT 90 and 95 % fail, of WMT's Google
98.9 %, of Microsoft's 1.1 %. Source: benchmarks/calibrate_penalty.py; docs/scores.md.
"""
LEAST_WORDS = 500
"""Under so many words one finding decides the score. Source: themqm.org names samples of 500 words and more."""

# characters of scripts that put no spaces between words, and how many of them stand for a word
_UNSPACED = (
    ("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]", 2),
    ("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]", 4),
)


def words_of(text: str) -> int:
    """Count the words of a text: what spaces part; of Chinese and Japanese 2 characters, of Thai, Lao, Khmer and
    Burmese 4, count as a word. Source: ISO 5060 allows characters; the ratios are rules of thumb.
    """  # fmt: skip
    if text.isascii():
        return len(text.split())
    count = 0
    for pattern, size in _UNSPACED:
        text, found = re.subn(pattern, " ", text)
        count += -(-found // size)
    return count + len(text.split())


@dataclass(frozen=True, slots=True)
class Scale:
    """How findings become a score. Units: `allowed` penalty points for each 1,000 words make the score `passing`."""

    weights: Mapping[Severity, float] = field(default_factory=lambda: WEIGHTS)
    passing: float = PASS
    allowed: float = ALLOWED

    @property
    def signature(self) -> str:
        """Name the scale in one line; scores of different scales do not compare."""
        weights = "/".join(f"{self.weights[s]:g}" for s in WEIGHTS)
        return f"weights:{weights}|pass:{self.passing:g}|allowed:{self.allowed:g}"


DEFAULT = Scale()


def scale_of(settings: Mapping[str, Any]) -> Scale:
    """Make the scale that `score:` of a configuration asks for; what it does not name is as by default."""
    return Scale(
        {**WEIGHTS, **settings.get("weights", {})}, settings.get("pass", PASS), settings.get("allowed", ALLOWED)
    )


def in_force(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings of a scale, also those left at their defaults."""
    scale = scale_of(settings)
    return {"weights": dict(scale.weights), "pass": scale.passing, "allowed": scale.allowed}


@dataclass(slots=True)
class Tally:
    """Words and findings of a text, an item or a feed."""

    words: int = 0
    severities: Counter[str] = field(default_factory=Counter)
    scale: Scale = DEFAULT

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings."""
        self.severities.update(f.severity for f in findings)

    def merge(self, other: Tally) -> None:
        """Count another's words and findings as well."""
        self.words += other.words
        self.severities.update(other.severities)

    @property
    def penalty(self) -> float:
        """The sum of the weights."""
        return sum(self.scale.weights[s] * self.severities[s] for s in WEIGHTS)

    @property
    def per_thousand(self) -> float:
        """Units: penalty points for each 1,000 words; where there are findings and no word, as for one word."""
        return REFERENCE_WORDS * self.penalty / max(self.words, 1)

    @property
    def raw(self) -> float:
        """Units: 100 less a point for each 10 penalty points in 1,000 words; never under 0."""
        return max(0.0, 100 - self.per_thousand / 10)

    @property
    def score(self) -> float:
        """Units: 100 for no findings, the scale's `passing` at the penalty it allows; never under 0."""
        scale = self.scale
        return max(0.0, 100 - (100 - scale.passing) * self.per_thousand / scale.allowed)

    @property
    def passes(self) -> bool:
        """Whether the score is at the pass line or above."""
        return self.score >= self.scale.passing

    @property
    def reliable(self) -> bool:
        """Whether there are words enough for the score to say something."""
        return self.words >= LEAST_WORDS
