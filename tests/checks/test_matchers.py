import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks.matchers import at_start, holds, keeps, matches
from mtqa.fold import fold
from mtqa.packs import load, rule_of
from mtqa.textview import plain_view

rest = st.recursive(
    st.sampled_from(["a", "b", r"\bb", "(?<=a)b", "[^.]*", "(?:a|b)", r"\w+", "(?!b)a", "(?<!a)b"]),
    lambda inner: st.tuples(inner, inner).map("".join),
    max_leaves=4,
)


@settings(max_examples=600)
@given(rest, st.text(alphabet="ab. ", max_size=14))
def test_a_run_up_changes_nothing(tail: str, text: str) -> None:
    pattern = "[^.]*" + tail
    mended = at_start(pattern)
    assert mended != pattern
    covered = [{i for m in regex.finditer(p, text) for i in range(*m.span())} for p in (pattern, mended)]
    assert bool(regex.search(pattern, text)) == bool(regex.search(mended, text))
    assert covered[0] == covered[1]


@pytest.mark.parametrize("pattern", [r"[^.]*a|b", r"[^.]*?a", r"[^.]*+a", r"a[^.]*", r"[^.\]]*a", "[^.]*(?i)a"])
def test_other_patterns_are_left_alone(pattern: str) -> None:
    assert at_start(pattern) == pattern


def test_what_an_exception_needs_stands_in_every_text_it_matches() -> None:
    rules = [*map(rule_of, load().rows)]
    texts = [test.text for rule in rules for test in rule.tests]
    views = [(plain_view(text), fold(plain_view(text).plain).decode("latin-1")) for text in texts]
    met = 0
    for rule in rules:
        for matcher in (*(rule.options.get("not") or ()), *(rule.options.get("inside") or ())):
            if needs := matcher["needs"]:
                for view, folded in views:
                    if next(matches(matcher, view), None):
                        met += 1
                        assert holds(folded, needs), (rule.id, view.plain)
    assert met > 1000


def test_an_exception_without_its_literal_is_not_looked_for() -> None:
    view = plain_view("It would be as it is, if asked.")
    exception = {"view": "plain", "case": "ignore", "pattern": r"\bif\b.*", "needs": ["if"]}
    options = {"not": [exception]}
    assert not keeps(options, view, "it would be as it is, if asked.", 24, 26, {})
    assert keeps(options, view, "it would be as it is.", 24, 26, {})
