import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks.matchers import at_start

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
