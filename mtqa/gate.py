"""Hold what a run found against a policy: count, then judge.

Nothing here reads or prints. Findings add up, so no order of files changes a verdict, and none more can mend one. What
is remembered grows with the number of articles, not with the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from mtqa.errors import UsageError
from mtqa.model import SEVERITIES, Finding, Segment
from mtqa.packs import Row, RuleSet, selects
from mtqa.packs.own import OWN
from mtqa.penalty import DEFAULT, Scale, Tally
from mtqa.policy import Group, Limit, Policy
from mtqa.report.base import FileResult
from mtqa.schema import did_you_mean

Outcome = Literal["pass", "fail", "not counted"]
Scope = tuple[str, str]
"""A path and an item of it: both empty for the whole run, the item for a file."""
_OF_SUPPRESSIONS = frozenset(row["id"] for row in OWN)
"""Rules about comments to mtqa: no fault of the translation, so no part of its score."""
SPARE = 20
"""Worst segments are kept so many times over, for those of articles that pass are left out in the end."""


@dataclass(frozen=True, slots=True)
class Worst:
    """A segment and what of its findings was counted."""

    path: str
    title: str
    segment: Segment
    findings: tuple[Finding, ...]
    weight: float

    @property
    def order(self) -> tuple[float, str, int, int, str]:
        """What sorts the heaviest first, whatever order they came in."""
        return -self.weight, self.path, self.segment.line, self.segment.column, self.segment.key


@dataclass(frozen=True, slots=True)
class Measured:
    """What one limit found in one scope. `value` None: there was nothing to measure."""

    path: str
    item: str
    title: str
    words: int
    value: Fraction | float | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Ruling:
    """A limit and its outcome: the worst that was measured, and every scope that failed, the worst first."""

    limit: Limit
    paths: tuple[str, ...]
    outcome: Outcome
    value: Fraction | float | None
    words: int
    failing: tuple[Measured, ...] = ()
    uncounted: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a run: a row a limit, and the worst segments of those that failed (else of all)."""

    rows: tuple[Ruling, ...]
    worst: tuple[Worst, ...]

    @property
    def passed(self) -> bool:
        """Whether every limit that counts is kept."""
        return all(row.outcome != "fail" for row in self.rows)


def resolve(limit: Limit, chosen: RuleSet, every: Callable[[], RuleSet]) -> frozenset[str] | None:
    """Return the ids of the rules a limit takes in, None for all; `every` has those too that do not run.

    Raises: UsageError where it can find nothing, so that a misspelt limit does not pass.
    """
    if not limit.selectors:
        return None
    for selector, test in _tests(limit):
        if not any(test(selector, row) for row in chosen.every):
            raise _idle(selector, test, every())
    taken = [row for row in chosen.every if _takes(limit, row)]
    if not any(set(_possible(row["severity"])) & set(limit.severities) for row in taken):
        named = " and ".join(", ".join(n) for n in (limit.rules, limit.categories) if n)
        raise UsageError(
            f"gate: the limit for {_severities(limit)} of {named} can find nothing in this run",
            hint="no rule is all of it; `mtqa rules list` shows the severity and category of each",
        )
    return frozenset(row["id"] for row in taken)


def _tests(limit: Limit) -> Iterator[tuple[str, Callable[[str, Row], bool]]]:
    yield from ((rule, selects) for rule in limit.rules)
    yield from ((category, _within) for category in limit.categories)


def _within(category: str, row: Row) -> bool:
    return f"{row['category']}/".startswith(f"{category.strip('/')}/")


def _takes(limit: Limit, row: Row) -> bool:
    rules = not limit.rules or any(selects(name, row) for name in limit.rules)
    return rules and (not limit.categories or any(_within(name, row) for name in limit.categories))


def _possible(severity: str) -> Sequence[str]:
    """Return the severities of a rule's findings: its own, and the next milder where the source speaks against it."""
    at = SEVERITIES.index(severity)
    return SEVERITIES[max(0, at - 1) : at + 1]


def _idle(selector: str, test: Callable[[str, Row], bool], every: RuleSet) -> UsageError:
    """Say why no rule of a run is named by a selector."""
    if any(test(selector, row) for row in every.every):
        hint = "take the limit out, or run the rules: see --select, --ignore, --preview and the languages"
        return UsageError(f"gate: a limit is for {selector}, and none of its rules runs here", hint=hint)
    kind, keys = ("category", ["category"]) if test is _within else ("rule", ["id", "name", "pack", "category"])
    known = {row[key] for row in every.every for key in keys}
    known |= {"/".join(name.split("/")[:n]) for name in known for n in (1, 2)} if test is _within else set()
    hint = did_you_mean(selector, sorted(known)) or "`mtqa rules list` shows every rule"
    return UsageError(f"gate: a limit is for {selector}, and no {kind} is called that", hint=hint)


@dataclass(slots=True)
class Held:
    """One limit of one group, and what was counted for it. `rules` None: all."""

    limit: Limit
    paths: tuple[str, ...]
    rules: frozenset[str] | None
    scale: Scale
    most: int
    cells: dict[Scope, Tally] = field(default_factory=dict)
    worst: list[Worst] = field(default_factory=list)

    def add(self, result: FileResult, merged: Iterable[tuple[Segment, Sequence[Finding]]]) -> None:
        """Count a result, its findings given by segment."""
        if self.limit.bound != "max" or self.limit.by != "item":
            for item, words in result.words.items():
                self._cell(result.path, item).words += words
        for segment, findings in merged:
            taken = tuple(f for f in findings if self._takes(f))
            if taken:
                self._cell(result.path, segment.item).add(taken)
                weight = sum(self.scale.weights[f.severity] for f in taken)
                title = result.titles.get(segment.item, "")
                self.worst.append(Worst(result.path, title, segment, taken, weight))
        if len(self.worst) > 2 * self.most:
            self.shorten()

    def shorten(self) -> None:
        """Keep the worst segments only, in order."""
        self.worst.sort(key=lambda worst: worst.order)
        del self.worst[self.most :]

    def scope(self, path: str, item: str) -> Scope:
        """Return what a segment counts for."""
        return ("", "") if self.limit.by == "run" else (path, item if self.limit.by == "item" else "")

    def _cell(self, path: str, item: str) -> Tally:
        scope = self.scope(path, item)
        tally = self.cells.get(scope)
        if tally is None:
            tally = self.cells[scope] = Tally(scale=self.scale)
        return tally

    def _takes(self, finding: Finding) -> bool:
        if self.limit.bound == "min-score" and finding.rule in _OF_SUPPRESSIONS:
            return False
        return finding.severity in self.limit.severities and (self.rules is None or finding.rule in self.rules)


class Ledger:
    """Counts a run for a policy. `group_of(path)` is the number of the group that has a file."""

    def __init__(
        self, policy: Policy, rules: Mapping[Limit, frozenset[str] | None], group_of: Callable[[str], int], *,
        worst: int = 10, scale: Scale = DEFAULT,
    ) -> None:  # fmt: skip
        self._group_of, self._most = group_of, worst
        self._held = [[self._hold(limit, g, rules[limit], scale) for limit in g.limits] for g in policy.groups]
        self._met: dict[int, None] = {}
        self._of_path: tuple[str, int] | None = None
        self._titles: dict[Scope, str] = {}
        self._titled = any(limit.by == "item" for group in policy.groups for limit in group.limits)

    def _hold(self, limit: Limit, group: Group, rules: frozenset[str] | None, scale: Scale) -> Held:
        return Held(limit, group.paths, rules, scale, self._most if limit.by == "run" else SPARE * self._most)

    def add(self, result: FileResult) -> None:
        """Count a result."""
        if self._of_path is None or self._of_path[0] != result.path:
            self._of_path = result.path, self._group_of(result.path)
        group = self._of_path[1]
        self._met[group] = None
        if self._titled:
            self._titles.update({(result.path, item): title[:200] for item, title in result.titles.items()})
        new = result.findings
        both = _merged(result) if any(held.limit.count == "all" for held in self._held[group]) else new
        for held in self._held[group]:
            held.add(result, both if held.limit.count == "all" else new)

    def verdict(self) -> Verdict:
        """Judge what was counted."""
        met = sorted(self._met, key=lambda n: (n != len(self._held) - 1, n))
        held = [h for number in met for h in self._held[number]]
        rows = [self._row(h) for h in held]
        failed = [(h, r) for h, r in zip(held, rows, strict=True) if r.outcome == "fail"]
        return Verdict(tuple(rows), self._worst(failed or list(zip(held, rows, strict=True))))

    def _row(self, held: Held) -> Ruling:
        cells = held.cells or {("", ""): Tally(scale=held.scale)}
        found = [(scope, tally, *judged(held.limit, tally)) for scope, tally in cells.items()]
        sign = 1 if held.limit.bound == "min-score" else -1
        found.sort(key=lambda f: (f[3] == "not counted", sign * (f[2] or 0), f[0]))
        failing = tuple(
            Measured(path, item, self._titles.get((path, item), ""), tally.words, value, outcome)
            for (path, item), tally, value, outcome in found
            if outcome == "fail"
        )
        _, tally, value, first = found[0]
        return Ruling(
            held.limit, held.paths, "fail" if failing else first, value, tally.words, failing,
            [f[3] for f in found].count("not counted"),
        )  # fmt: skip

    def _worst(self, judged_rows: Iterable[tuple[Held, Ruling]]) -> tuple[Worst, ...]:
        """Merge the worst segments of some limits, a segment once, with all that was counted in it."""
        found: dict[tuple[float | str | int, ...], Worst] = {}
        for held, row in judged_rows:
            held.shorten()
            failing = {(m.path, m.item) for m in row.failing}
            for worst in held.worst:
                if failing and held.scope(worst.path, worst.segment.item) not in failing:
                    continue
                known = found.get(worst.order[1:])
                found[worst.order[1:]] = _joined(known, worst, held.scale) if known else worst
        return tuple(sorted(found.values(), key=lambda worst: worst.order)[: self._most])


def _joined(one: Worst, other: Worst, scale: Scale) -> Worst:
    findings = tuple(dict.fromkeys([*one.findings, *other.findings]))
    weight = sum(scale.weights[f.severity] for f in findings)
    return Worst(one.path, one.title or other.title, one.segment, findings, weight)


def _merged(result: FileResult) -> list[tuple[Segment, list[Finding]]]:
    """Put what is new and what is known of each segment together."""
    merged: dict[tuple[str, int, int], tuple[Segment, list[Finding]]] = {}
    for segment, findings in (*result.findings, *result.old):
        merged.setdefault((segment.key, segment.line, segment.column), (segment, []))[1].extend(findings)
    return list(merged.values())


def judged(limit: Limit, tally: Tally) -> tuple[Fraction | float | None, Outcome]:
    """Measure a tally by a limit."""
    count = sum(tally.severities[s] for s in SEVERITIES)
    if limit.bound == "max":
        return Fraction(count), "pass" if count <= limit.value else "fail"
    if tally.words < limit.min_words:
        return None, "not counted"
    if limit.bound == "max-per-1000-words":  # findings and no word: as many as there can be
        rate = Fraction(1000 * count, max(tally.words, 1))
        return rate, "pass" if rate <= limit.value else "fail"
    score = round(tally.score, 9)
    return score, "pass" if score >= limit.value else "fail"


def _severities(limit: Limit) -> str:
    if limit.severities == SEVERITIES:
        return "findings"
    names = {"info": "infos", "warning": "warnings", "error": "errors"}
    return " and ".join(names[s] for s in limit.severities)


def wording(limit: Limit) -> str:
    """Say what is limited, so that it cannot be taken for something else."""
    what = f"{limit.count} {_severities(limit)}"
    what += f" of {', '.join(limit.rules)}" if limit.rules else ""
    what += f" in {', '.join(limit.categories)}" if limit.categories else ""
    if limit.bound == "min-score":
        return f"penalty score, {what}"
    return what + (" per 1,000 words" if limit.bound == "max-per-1000-words" else "")
