"""Measure rules on machine translation against human text of the same segments, and on native text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from mtqa import fix, metrics
from mtqa.model import Document, Finding, Safety
from mtqa.packs import Row, RuleSet
from mtqa.study.corpus import Tick, human, run, words

ENOUGH_HITS = 5
"""With fewer hits a figure says nothing about a rule."""
LEAST_LIFT = 5.0
MOST_LOST = 0.25
"""Share of its fixes that may lose before a fix is not worth applying."""


@dataclass(slots=True)
class Tally:
    """What happened to a rule, or to several. Units: findings, words, segments."""

    hits: int = 0
    human: int = 0
    used: int = 0
    win: int = 0
    loss: int = 0
    tie: int = 0
    native: int = 0
    native_info: int = 0

    def add(self, other: Tally) -> None:
        """Add another's counts."""
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Scores:
    """The outcome. `corpus` holds, per metric, the score as is, after the safe fixes and after all fixes."""

    rows: Sequence[Row]
    rules: dict[str, Tally]
    segments: int = 0
    words_mt: int = 0
    words_human: int = 0
    words_native: int = 0
    corpus: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    signatures: dict[str, str] = field(default_factory=dict)
    signature: str = ""

    def total(self, pack: str | None = None) -> Tally:
        """Add up all rules, or those of one pack."""
        total = Tally()
        for row in self.rows:
            if pack in (None, row["pack"]):
                total.add(self.rules[row["id"]])
        return total

    def lift(self, tally: Tally) -> float | None:
        """Return the rate on MT over the rate on human text; half a hit is added to the latter, as nothing is certain.

        None where there is no human text to compare with.
        """
        if not self.words_human:
            return None
        return (tally.hits / max(self.words_mt, 1)) / ((tally.human + 0.5) / self.words_human)

    def advice(self, row: Row) -> str:
        """Say what the figures argue for, where the rule says otherwise."""
        tally, safety = self.rules[row["id"]], (row["fix"] or {}).get("safety")
        lift = self.lift(tally)
        told = []
        if row["status"] == "stable" and tally.hits >= ENOUGH_HITS and lift is not None and lift < LEAST_LIFT:
            told.append("preview: low lift")
        if safety in ("safe", "unsafe") and tally.win + tally.loss + tally.tie >= ENOUGH_HITS:
            share = tally.loss / (tally.win + tally.loss + tally.tie)
            told += ["display: its fix loses"] if share > MOST_LOST else []
        if safety == "safe" and tally.loss:
            told.append("unsafe: its fix lost")
        return "; ".join(told)


def score(
    ruleset: RuleSet,
    documents: Sequence[Document],
    native: Sequence[Document],
    tick: Tick,
    *,
    with_corpus: bool = False,
) -> Scores:
    """Run the rules over the targets and references of `documents` and the targets of `native`.

    Raises: MtqaError where a rule took too long, for its figures would be wrong.
    """
    scores = Scores(ruleset.rows, {row["id"]: Tally() for row in ruleset.rows})
    texts = _Texts([], [], [], [])
    for batch, found in run(ruleset, documents, tick):
        scores.segments += len(batch.targets)
        scores.words_mt += words(batch.targets)
        for i, target in enumerate(batch.targets):
            reference = batch.references[i] if batch.references else None
            findings = found.get(i, [])
            for finding in findings:
                _count(scores.rules[finding.rule], finding, target, reference)
            if with_corpus and reference is not None:
                texts.add(target, reference, findings)
    for batch, found in run(ruleset, [human(d) for d in documents], tick):
        scores.words_human += words(batch.targets)
        for finding in _each(found):
            scores.rules[finding.rule].human += 1
    for batch, found in run(ruleset, native, tick):
        scores.words_native += words(batch.targets)
        for finding in _each(found):
            tally = scores.rules[finding.rule]
            tally.native_info += finding.severity == "info"
            tally.native += finding.severity != "info"
    for name in metrics.CORPUS if texts.references else ():
        scores.corpus[name], scores.signatures[name] = texts.scores(name), metrics.signature(name)
    return scores


def _each(found: dict[int, list[Finding]]) -> Iterator[Finding]:
    return (finding for findings in found.values() for finding in findings)


def _count(tally: Tally, finding: Finding, target: str, reference: str | None) -> None:
    tally.hits += 1
    if reference is None:
        return
    span = finding.text.strip()
    tally.used += len(span) > 2 and bool(
        regex.search(rf"(?<!\w){regex.escape(span)}(?!\w)", reference, regex.IGNORECASE)
    )
    if finding.fix is None or not finding.fix.edits:
        return
    before = metrics.sentence_chrf(target, reference)
    after = metrics.sentence_chrf(fix.apply(target, finding.fix.edits), reference)
    tally.win += after > before + 1e-9
    tally.loss += after < before - 1e-9
    tally.tie += abs(after - before) <= 1e-9


@dataclass(slots=True)
class _Texts:
    """The corpus as is, after the safe fixes and after all, beside its references."""

    as_is: list[str]
    safe: list[str]
    all: list[str]
    references: list[str]

    def add(self, target: str, reference: str, findings: Sequence[Finding]) -> None:
        self.as_is.append(target)
        self.safe.append(_fixed(target, findings, ("safe",)))
        self.all.append(_fixed(target, findings, ("safe", "unsafe")))
        self.references.append(reference)

    def scores(self, name: str) -> tuple[float, float, float]:
        as_is, safe, every = (metrics.corpus_score(name, t, self.references) for t in (self.as_is, self.safe, self.all))
        return as_is, safe, every


def _fixed(target: str, findings: Sequence[Finding], allowed: Sequence[Safety]) -> str:
    chosen, _ = fix.choose(findings, allowed)
    return fix.apply(target, fix.edits_of(chosen)) if chosen else target
