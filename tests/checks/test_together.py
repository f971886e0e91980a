"""A joined search names every segment that the pattern matches by itself."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks.together import joinable, likely

atoms = st.sampled_from(
    ["a", "b", "ab", " ", r"\d", r"\s", r"\w", "[ab]", "[^a]", r"\b", "(?=a)", "(?!b)", ".", "^", "$", r"(?<!\w)", "(?<![^ ])",
     r"(?!\W)", "(?<=b)", r"(?<=\W)", "(?![^a])", "(?!.)", r"\B"]
)  # fmt: skip
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda p: f"(?:{p[0]}|{p[1]})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "+", "*", "*+", "++", "*?"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
        inner.map(lambda p: f"(?>{p})"),
    ),
    max_leaves=6,
)


@settings(max_examples=1500)
@given(patterns, st.lists(st.text(alphabet="ab 1.\x1e", max_size=6), min_size=4, max_size=7))
def test_no_segment_is_missed(pattern: str, texts: list[str]) -> None:
    compiled = regex.compile(pattern)
    named = likely(compiled, range(len(texts)), texts.__getitem__, 1.0)
    assert {i for i, t in enumerate(texts) if compiled.search(t)} <= set(named)


@pytest.mark.parametrize(
    ("pattern", "can"),
    [(r"(?<!\w)foo(?!\w)", True), (r"[^.!?]*\bfoo", True), ("^foo", False), (r"foo(?![^.]*bar)", False),
     (r"[^.]*+foo", False), (r"\w++foo", True), (r"[$]\d", True), (r"(?(1)a|b)", False), (r"foo(?=$| )", False)],
)  # fmt: skip
def test_which_patterns_can_be_joined(pattern: str, can: bool) -> None:
    assert joinable(pattern) is can


def test_most_segments_are_left_out() -> None:
    texts = ["a cat", "a dog", "the cat sat", "a bird", "cats"]
    assert likely(regex.compile(r"\bcat\b"), range(5), texts.__getitem__, 1.0) == [0, 2]
