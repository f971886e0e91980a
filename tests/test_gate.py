"""Counting for a policy, and the verdict."""

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import gate
from mtqa.errors import UsageError
from mtqa.gate import Ledger, Verdict, resolve, wording
from mtqa.model import SEVERITIES, Finding, Segment
from mtqa.packs import RuleSet, load
from mtqa.penalty import Scale
from mtqa.policy import Group, Limit, Policy
from mtqa.report.base import FileResult, Silenced

SCALE = Scale(passing=90, allowed=25)
ERRORS = Limit("max", Fraction(0), ("error",))


def finding(segment: Segment, severity: str = "error", rule: str = "X1", at: int = 0) -> Finding:
    return Finding(
        rule=rule, name="x", pack="p", segment=segment, side="target", start=at, end=at + 1, text="x", message="m",
        severity=severity, category="c", fix=None, fingerprint=f"{rule}{at}",
    )  # type: ignore[arg-type]  # fmt: skip


def result(
    path: str, *found: tuple[str, str], words: int = 100, item: str = "", old: int = 0, title: str = ""
) -> FileResult:
    """Return a result of one segment: its findings as (severity, rule), the first `old` of them known."""
    segment = Segment("L1", "x" * 50, item=item)
    findings = [finding(segment, severity, rule, at) for at, (severity, rule) in enumerate(found)]
    return FileResult(
        path, [(segment, findings[old:])] if findings[old:] else [], 1, words={item: words},
        old=[(segment, findings[:old])] if old else (), titles={item: title} if title else {},
    )  # fmt: skip


def verdict(limits: list[Limit], results: list[FileResult], worst: int = 10) -> Verdict:
    ids = {limit: frozenset(limit.rules) or None for limit in limits}
    ledger = Ledger(Policy((Group((), tuple(limits)),)), ids, lambda _: 0, worst=worst, scale=SCALE)
    for each in results:
        ledger.add(each)
    return ledger.verdict()


def test_a_limit_counts_its_own_severities() -> None:
    results = [result("a", ("error", "X1"), ("warning", "X1"), ("warning", "X2"))]
    for severities, count in (("error",), 1), (("warning",), 2), (("warning", "error"), 3), (SEVERITIES, 3):
        (row,) = verdict([Limit("max", Fraction(2), severities)], results).rows  # type: ignore[arg-type]
        assert row.value == count
        assert row.outcome == ("fail" if count > 2 else "pass")
    assert verdict([Limit("max", Fraction(1), rules=("X2",))], results).passed


def test_new_findings_and_all() -> None:
    results = [result("a", ("error", "X1"), ("error", "X1"), old=1)]
    new, every = verdict([ERRORS, replace(ERRORS, count="all")], results).rows
    assert (new.value, every.value) == (1, 2)
    silenced = [replace(r, findings=(), silenced=[Silenced(r.findings[0][1][0], "why", "b")]) for r in results]
    new, every = verdict([ERRORS, replace(ERRORS, count="all")], silenced).rows
    assert (new.value, every.value) == (0, 1), "what is suppressed counts nowhere"


def test_rates_count_on_all_words_checked_and_not_under_the_least() -> None:
    rate = Limit("max-per-1000-words", Fraction(2), ("warning",))
    few = [result("a", ("warning", "X1"), words=499)]
    assert verdict([rate], few).rows[0].outcome == "not counted"
    assert verdict([rate], few).passed
    (row,) = verdict([rate], [*few, result("b", words=1)]).rows
    assert (row.value, row.words, row.outcome) == (2, 500, "pass")
    assert not verdict([rate], [*few, result("b", ("warning", "X1"), words=2)]).passed
    assert not verdict([replace(rate, min_words=0)], [result("a", ("warning", "X1"), words=0)]).passed


def test_a_rate_at_the_limit_is_kept_exactly() -> None:
    rate = Limit("max-per-1000-words", Fraction("0.7"), min_words=0)
    found = [("error", "X1")] * 7
    assert verdict([rate], [result("a", *found, words=10_000)]).passed
    assert not verdict([rate], [result("a", *found, words=9_999)]).passed


def test_score() -> None:
    limit = Limit("min-score", Fraction(90))
    assert verdict([limit], [result("a", ("error", "X1"), words=1000)]).rows[0].value == 90
    assert verdict([limit], [result("a", ("error", "X1"), words=1000)]).passed
    assert not verdict([limit], [result("a", ("error", "X1"), words=999)]).passed
    assert not verdict([replace(limit, min_words=0)], [result("a", ("error", "X1"), words=0)]).passed
    assert verdict([limit], [result("a", words=1000)]).rows[0].value == 100


def test_by_file_and_by_article() -> None:
    results = [
        result("a", ("error", "X1"), item="1", title="One"), result("a", ("error", "X1"), item="2", title="Two"),
        result("a", ("error", "X1"), item="2"), result("b", ("error", "X1")),
    ]  # fmt: skip
    run, file, item = (replace(ERRORS, value=Fraction(1), by=by) for by in ("run", "file", "item"))  # type: ignore[arg-type]
    rows = verdict([run, file, item], results).rows
    assert [row.value for row in rows] == [4, 3, 2]
    assert [(m.path, m.item, m.title, m.value) for m in rows[1].failing] == [("a", "", "", 3)]
    assert [(m.path, m.item, m.title, m.value) for m in rows[2].failing] == [("a", "2", "Two", 2)]
    rate = Limit("max-per-1000-words", Fraction(5), by="item", min_words=150)
    (row,) = verdict([rate], results).rows
    assert (row.value, row.outcome, row.uncounted) == (10, "fail", 2)


def test_worst_segments_are_of_limits_that_failed() -> None:
    results = [
        result("a", ("warning", "X1"), ("warning", "X1"), ("warning", "X1"), ("warning", "X1"), ("warning", "X1"), ("warning", "X1")),
        result("b", ("error", "X1"), ("info", "X1")), result("c", ("error", "X1"), ("warning", "X1")),
    ]  # fmt: skip
    loose = Limit("max", Fraction(100))
    assert [(w.path, w.weight) for w in verdict([loose], results).worst] == [("a", 30), ("c", 30), ("b", 26)]
    assert [(w.path, w.weight) for w in verdict([loose, ERRORS], results).worst] == [("b", 25), ("c", 25)]
    both = verdict([ERRORS, replace(ERRORS, severities=("warning",))], results).worst
    assert [(w.path, w.weight) for w in both] == [("a", 30), ("c", 30), ("b", 25)]
    assert [w.path for w in verdict([ERRORS], results, worst=1).worst] == ["b"]
    by_file = replace(ERRORS, severities=("warning",), value=Fraction(3), by="file")
    assert [w.path for w in verdict([by_file], results).worst] == ["a"], "a file that passes is not shown"


def test_worst_segments_are_bounded() -> None:
    held = gate.Held(Limit("max", Fraction(0)), (), None, gate.DEFAULT, 5)
    for n in range(1000):
        each = result(f"f{n:04}", ("error", "X1"))
        held.add(each, each.findings)
        assert len(held.worst) <= 10
    held.shorten()
    assert [w.path for w in held.worst] == [f"f{n:04}" for n in range(5)]


def test_groups_count_apart() -> None:
    policy = Policy((Group(("s",), (replace(ERRORS, value=Fraction(9)),)), Group((), (ERRORS,)), ))  # fmt: skip
    ids = {limit: None for group in policy.groups for limit in group.limits}
    ledger = Ledger(policy, ids, lambda path: 0 if path == "s" else 1)
    ledger.add(result("s", ("error", "X1")))
    assert [row.paths for row in ledger.verdict().rows] == [("s",)], "a group without files has no row"
    assert ledger.verdict().passed
    ledger.add(result("t", ("error", "X1")))
    assert [(row.paths, row.value, row.outcome) for row in ledger.verdict().rows] == [
        ((), 1, "fail"), (("s",), 1, "pass"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def rules() -> RuleSet:
    return load()


def test_resolve(rules: RuleSet) -> None:
    run = rules.select(ignore=["FE201"])
    assert resolve(ERRORS, run, lambda: rules) is None
    found = resolve(Limit("max", Fraction(0), rules=("FE1", "AC111"), categories=("accuracy",)), run, lambda: rules)
    assert found is not None
    assert "AC111" in found
    assert "FE101" not in found, "rules and categories must both take a rule in"


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        (Limit("max", Fraction(0), rules=("FE201",)), "none of its rules runs here"),
        (Limit("max", Fraction(0), rules=("FE101", "FEE101")), "no rule is called that"),
        (Limit("max", Fraction(0), categories=("acuracy",)), "no category is called that"),
        (Limit("max", Fraction(0), categories=("FE101",)), "no category is called that"),
        (Limit("max", Fraction(0), categories=("accuracy/mis",)), "no category is called that"),
        (Limit("max", Fraction(0), rules=("FE101",), categories=("accuracy",)), "can find nothing in this run"),
        (Limit("max", Fraction(0), ("info",), rules=("FE101",)), "can find nothing in this run"),
    ],
)
def test_a_limit_that_can_find_nothing_is_refused(rules: RuleSet, limit: Limit, told: str) -> None:
    with pytest.raises(UsageError, match=told) as error:
        resolve(limit, rules.select(ignore=["FE201"]), lambda: rules)
    assert error.value.hint


def test_wording_tells_limits_apart() -> None:
    limits = [
        Limit(bound, Fraction(1), severities, selected, categories, count)  # type: ignore[arg-type]
        for bound in ("max", "max-per-1000-words", "min-score")
        for severities in (("info",), ("warning",), ("error",), ("warning", "error"), SEVERITIES)
        for selected in ((), ("A", "B"))
        for categories in ((), ("c",))
        for count in ("new", "all")
    ]
    assert len({wording(limit) for limit in limits}) == len(limits)


SEVERITY = st.sampled_from(SEVERITIES)
FOUND = st.lists(st.tuples(SEVERITY, st.sampled_from(["X1", "X2"])), max_size=6)
RESULTS = st.lists(
    st.tuples(st.sampled_from("abc"), FOUND, st.integers(0, 900), st.sampled_from(["", "1", "2"]), st.integers(0, 3)),
    max_size=6,
)
LIMITS = st.lists(
    st.builds(
        Limit, st.sampled_from(["max", "max-per-1000-words", "min-score"]),
        st.integers(0, 400).map(lambda n: Fraction(n, 4)), st.sampled_from([("error",), ("warning", "error"), SEVERITIES]),
        rules=st.sampled_from([(), ("X1",)]), count=st.sampled_from(["new", "all"]),
        by=st.sampled_from(["run", "file", "item"]), min_words=st.sampled_from([0, 100, 500]),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def made(drawn: list[tuple[str, list[tuple[str, str]], int, str, int]]) -> list[FileResult]:
    return [
        result(path, *found, words=words, item=item, old=min(old, len(found)))
        for path, found, words, item, old in drawn
    ]


@given(LIMITS, RESULTS, st.randoms(use_true_random=False))
def test_order_does_not_matter(limits: list[Limit], drawn: list, chance: random.Random) -> None:
    results = made(drawn)
    mixed = list(results)
    chance.shuffle(mixed)
    one, other = verdict(limits, results), verdict(limits, mixed)
    assert one.rows == other.rows
    assert [(w.path, w.weight) for w in one.worst] == [(w.path, w.weight) for w in other.worst]


@given(LIMITS, RESULTS, st.sampled_from("abc"), SEVERITY, st.sampled_from(["", "1"]), st.booleans())
def test_one_more_finding_never_mends_a_limit(
    limits: list[Limit], drawn: list, path: str, severity: str, item: str, old: bool
) -> None:
    before = verdict(limits, made(drawn))
    more = result(path, (severity, "X1"), words=0, item=item, old=int(old))
    after = verdict(limits, [*made(drawn), more])
    for limit in {row.limit for row in before.rows}:
        failed = [[row.outcome == "fail" for row in v.rows if row.limit == limit] for v in (before, after)]
        assert failed[0] <= failed[1]
    assert before.passed or not after.passed


@given(LIMITS, RESULTS, st.integers(2, 5))
def test_the_same_text_several_times_has_the_same_rates(limits: list[Limit], drawn: list, times: int) -> None:
    rates = [replace(limit, min_words=0) for limit in limits if limit.bound != "max"]
    one, many = verdict(rates, made(drawn)), verdict(rates, made(drawn) * times)
    assert [(row.outcome, len(row.failing)) for row in one.rows if row.words] == [
        (row.outcome, len(row.failing)) for row in many.rows if row.words
    ]
    counts = [replace(limit, by="run") for limit in limits if limit.bound == "max"]
    for row, scaled in zip(verdict(counts, made(drawn)).rows, verdict(counts, made(drawn) * times).rows, strict=True):
        assert scaled.value == (row.value or 0) * times
