import re

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks.literals import backtracks, folded, further_literals, lead_of, most_of, required_literals
from mtqa.checks.rarity import edges_of
from mtqa.fold import fold

atoms = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "é",
        " ",
        r"\d",
        r"\s",
        r"\w",
        "[ab]",
        "[^a]",
        r"\b",
        "(?=a)",
        "(?!b)",
        "(?<=b)",
        "(?<=a|é )",
        ".",
        r"(?=\w?a|b\d)",
        r"(?<=\wa|1)",
    ]
)
patterns = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda p: f"(?:{p[0]}|{p[1]})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{1,3}", "+", "*", "{0,2}"])).map(lambda p: f"(?:{p[0]}){p[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=400, deadline=None)
@given(patterns, st.text(alphabet="abéAB 1_x", max_size=12))
def test_every_match_contains_a_literal(pattern: str, text: str) -> None:
    literals = required_literals(pattern)
    if literals and regex.search(pattern, text, regex.IGNORECASE):
        bare = [fold(edges_of(lit)[0]) for lit in literals]
        assert any(lit in fold(text) for lit in bare)


@settings(max_examples=400, deadline=None)
@given(patterns, st.text(alphabet="abéAB 1_x", max_size=12))
def test_a_literal_starts_no_further_into_a_match_than_is_told(pattern: str, text: str) -> None:
    bare = [fold(edges_of(lit)[0]) for lit in required_literals(pattern)]
    lead = lead_of(pattern)
    if bare and lead is not None:
        starts = [m.start() for m in regex.finditer(pattern, text, regex.IGNORECASE)]
        places = [i for i in range(len(text)) if fold(text)[i:].startswith(tuple(bare))]
        assert all(any(place <= start + lead for place in places) for start in starts)


@pytest.mark.parametrize(
    ("pattern", "lead"),
    [("by .{3,50}", 0), (r"\(?\d[\d.,]{0,8} ?k? likes?", 10), (r".* likes", None), (r"(?<=\d )likes?", 0)],
)
def test_how_far_into_a_match_a_literal_may_start(pattern: str, lead: int | None) -> None:
    assert lead_of(pattern) == lead


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        (r"\b(?:a|an) software\b", {"a software", "an software"}),
        (r"[ \u00a0]+[;!]", {" ;", " !", "\u00a0;", "\u00a0!"}),
        (r"x?\d*", set()),
        (r"(?x) a b", set()),
        (r"ab+c", {"bc"}),
        (r"[12]+(?:,[34])*x", {"1x", "2x", ",3x", ",4x"}),
        (r"(?<=in |by )(?:end|mid) \w+", {"in end ", "in mid ", "by end ", "by mid "}),
    ],
)
def test_literals_of_a_pattern(pattern: str, literals: set[str]) -> None:
    assert {edges_of(lit)[0] for lit in required_literals(pattern)} == literals


UNITS = [f"u{letter}x" for letter in "abcdefghijklmnopqrst"]


def test_a_digit_before_a_literal_is_asked_for_where_ten_literals_were_too_many() -> None:
    literals = required_literals(rf"\d+ (?:{'|'.join(UNITS)})")
    assert {folded(lit) for lit in literals} == {(f" {unit}", 4) for unit in UNITS}


def test_a_space_that_need_not_stand_there_hides_no_digit() -> None:
    euros = re.compile(r"\d ?" + re.escape(fold("€").decode("latin-1")))
    literals = required_literals(r"\d+(?:,\d{1,2})?[ \u00a0]?€")
    assert literals
    assert all(euros.search(folded(literal)[0]) for literal in literals)


@pytest.mark.parametrize(
    ("pattern", "most"), [(r"(?!20\d\d)\d{1,4}", 4), (r"(?:a|bc)?d{2,3}", 5), (r"a+", None), (r"\X", None)]
)
def test_how_long_a_match_may_be(pattern: str, most: int | None) -> None:
    assert most_of(pattern) == most


@pytest.mark.parametrize(
    ("pattern", "bad"),
    [("(a+)+b", True), (r"(\w+\s?)+x", True), ("(?:ab)+", False), (r"(?:\d+,)*\d+", False), ("(?>a+)+b", False)],
)
def test_nested_repeats_are_seen(pattern: str, bad: bool) -> None:
    assert backtracks(pattern) is bad


@settings(max_examples=600, deadline=None)
@given(patterns, st.text(alphabet="abéAB 1_x", max_size=12))
def test_every_match_contains_a_further_literal(pattern: str, text: str) -> None:
    literals = further_literals(pattern)
    if literals and regex.search(pattern, text, regex.IGNORECASE):
        assert any(fold(lit) in fold(text) for lit in literals)


def test_further_literals_are_those_of_another_part() -> None:
    assert further_literals(r"\bwill \w+ (?:born|dead) \w+ in Paris") == (" born ", " dead ")
    assert further_literals(r"a software") == ()


@settings(max_examples=400, deadline=None)
@given(patterns, st.text(alphabet="abéAB 1_x", max_size=12))
def test_a_pattern_that_asks_for_case_finds_its_literals_as_written(pattern: str, text: str) -> None:
    literals = required_literals(pattern)
    if literals and regex.search(pattern, text):
        assert any(edges_of(lit)[0] in text for lit in literals)
