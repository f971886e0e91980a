"""Run the tests that rules carry: each `bad` must be flagged where it says, each `ok` must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mtqa import fix
from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.errors import Problem
from mtqa.model import Batch, Finding, Rule, RuleTest
from mtqa.packs import RuleSet, rule_of


@dataclass(slots=True)
class Outcome:
    """What a run of rule tests came to. `surprises` are known misses or false alarms that are none any more."""

    rules: int = 0
    passed: int = 0
    known: int = 0
    failures: tuple[Problem, ...] = ()
    surprises: tuple[Problem, ...] = ()


def run_tests(ruleset: RuleSet) -> Outcome:
    """Run every test of every rule against its rule alone."""
    outcome = Outcome(rules=len(ruleset.rows))
    failures: list[Problem] = []
    surprises: list[Problem] = []
    for row in ruleset.rows:
        rule = rule_of(row)
        engine = Engine(RuleSet((row,), ruleset.packs))
        for problem in _shape(rule):
            failures.append(problem)
        for test in rule.tests:
            wrong = _run(engine, rule, test)
            if not test.known:
                outcome.passed += not wrong
                failures += wrong
            elif wrong:
                outcome.known += 1
            else:
                surprises.append(
                    _problem(test, f"{rule.id}: a known {'miss' if test.bad else 'false alarm'} is mended")
                )
        failures += [Problem(rule.where.path, rule.where.line, 1, told) for told in engine.problems]
    outcome.failures, outcome.surprises = tuple(failures), tuple(surprises)
    return outcome


def _shape(rule: Rule) -> Iterator[Problem]:
    """Report a rule without the tests every rule must carry."""
    for bad, name in ((True, "bad"), (False, "ok")):
        if not any(t.bad == bad and not t.known for t in rule.tests):
            where = rule.where
            yield Problem(
                where.path, where.line, where.column, f"{rule.id} has no `{name}` test", "add one to `tests:`"
            )
    for test in rule.tests:
        if test.bad and not test.known and not test.marks:
            yield _problem(test, f"{rule.id}: a bad test says which words it marks", "add `marks: ...`")


def _run(engine: Engine, rule: Rule, test: RuleTest) -> list[Problem]:
    recurs = rule.options.get("recurs", 0)
    recurring = dict.fromkeys(test.text.split("\n"), recurs) if recurs and test.bad else {}
    chunk = Chunk(_batch(rule, test), recurring=recurring, langs=_langs(rule))
    found = [f for _, findings in engine.check(chunk) for f in findings]
    if not test.bad:
        return [_problem(test, f"{rule.id}: flagged {f.text!r}, where it should be silent") for f in found[:1]]
    if not found:
        return [_problem(test, f"{rule.id}: nothing flagged", _why_silent(rule, test))]
    return _compare(rule, test, found)


def _batch(rule: Rule, test: RuleTest) -> Batch:
    """Make a test's text one segment, or a segment a line for a rule that compares segments."""
    if not rule.options.get("segments"):
        return Batch(targets=[test.text], lines=[1], sources=[test.source])
    targets = test.text.split("\n")
    sources = test.source.split("\n") if test.source is not None else [None] * len(targets)
    return Batch(targets=targets, lines=range(1, len(targets) + 1), sources=sources)


def _langs(rule: Rule) -> tuple[str, str]:
    """Return the languages of a rule; one for any language is tried on French into English, or else on Spanish."""
    source, target = rule.langs
    target = "en" if target == "any" else target
    if source == "any":
        source = "es" if f"fr-{target}" in rule.options.get("not_for", ()) else "fr"
    return source, target


def _compare(rule: Rule, test: RuleTest, found: list[Finding]) -> list[Problem]:
    wrong = []
    marked = tuple(f.text for f in found)
    if test.marks and marked != test.marks:
        wrong.append(_problem(test, f"{rule.id}: marks {_listed(marked)}, expected {_listed(test.marks)}"))
    if test.fixed is not None:
        chosen, _ = fix.choose(found, ("safe", "unsafe", "display"))
        fixed = fix.apply(test.text, fix.edits_of(chosen))
        if fixed != test.fixed:
            wrong.append(_problem(test, f"{rule.id}: the fix gives {fixed!r}, expected {test.fixed!r}"))
    return wrong


def _listed(marks: tuple[str, ...]) -> str:
    return ", ".join(repr(m) for m in marks)


def _why_silent(rule: Rule, test: RuleTest) -> str:
    if (rule.options.get("source") or rule.options.get("bilingual")) and not test.source:
        return "the rule has a source condition: give the test a `source:`"
    return "check the pattern against the text, and what `not` drops"


def _problem(test: RuleTest, what: str, hint: str = "") -> Problem:
    return Problem(test.where.path, test.where.line, test.where.column, what, hint)
