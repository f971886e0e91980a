"""A joined search names every segment that the pattern matches by itself."""

import numpy as np
import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks.bulk.spots import ManySpots
from mtqa.checks.chunk import Chunk, Found
from mtqa.checks.literals import folded, reach_of, required_literals
from mtqa.checks.together import Pieces, around, is_near, joinable, likely
from mtqa.fold import fold
from mtqa.model import Batch

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
    named = likely(compiled, Pieces(range(len(texts)), texts), 1.0)
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
    assert likely(regex.compile(r"\bcat\b"), Pieces(range(5), texts), 1.0) == [0, 2]


@st.composite
def near_patterns(draw: st.DrawFn) -> str:
    """Patterns with a literal, and with bounds."""
    parts = st.sampled_from(
        ["ab", "b1", r"\d", r"\w", "[ab]", "[^a]", r"\b", "(?=a)", "(?!b)", r"(?<!\w)", "(?<=b)", r"\w{0,3}", "(?:a|1b)?",
         r"(?=\w{2}1)", r"(?<=1 ?)", r"(?!.{0,2}b)", " {1,2}", r"[ab]{1,2}+", "(?>a?b)", r"(?<=\b\w{1,3})", "a?"]
    )  # fmt: skip
    return draw(st.lists(parts, max_size=3).map("".join)) + "aab" + draw(st.lists(parts, max_size=3).map("".join))


@settings(max_examples=1500, deadline=None)
@given(
    near_patterns(), st.lists(st.text(alphabet="ab 1", max_size=30), min_size=4, max_size=7), st.booleans(), st.data()
)
def test_all_a_match_looks_at_is_near_its_literal(
    pattern: str, texts: list[str], raw: bool, data: st.DataObject
) -> None:
    reach = reach_of(pattern)
    if reach is None or not joinable(pattern):
        return
    odd = data.draw(st.sets(st.integers(0, len(texts) - 1), max_size=2))
    for i in odd:
        texts[i] = f"e\u0301{texts[i]}&amp;"
    chunk = Chunk(Batch(targets=texts, lines=range(len(texts))))
    looked_at = texts if raw else [chunk.target.plain(i) for i in range(len(texts))]
    spots = _spots(required_literals(pattern), [chunk.target.plain(i) for i in range(len(texts))])
    compiled = regex.compile(pattern, regex.IGNORECASE)
    matching = {i for i, text in enumerate(looked_at) if compiled.search(text)}
    for given_spots in (
        (spots, ManySpots(*(np.array(column, np.int64) for column in zip(*spots, strict=True)))) if spots else ()
    ):
        pieces = around(chunk, given_spots, reach, raw=raw)
        assert matching <= {*likely(compiled, pieces, 1.0)}


def _spots(literals: tuple[str, ...], texts: list[str]) -> list[Found]:
    found = []
    for i, text in enumerate(texts):
        for literal in {folded(literal)[0].encode("latin-1") for literal in literals}:
            found += [(i, at, at + len(literal), 0) for at in range(len(text)) if fold(text).startswith(literal, at)]
    return sorted(found, key=lambda spot: (spot[0], spot[2]))


def test_a_long_segment_is_not_searched_whole() -> None:
    text = "x" * 1000 + " a dog " + "y" * 1000
    chunk = Chunk(Batch(targets=[text] * 20, lines=range(20)))
    reach = reach_of(r"\ba dog\b")
    assert is_near(reach, chunk, range(20))
    pieces = around(chunk, [(i, 1001, 1006, 0) for i in range(20)], reach, raw=False)
    assert all("a dog" in piece and len(piece) < 20 for piece in pieces.texts)
    assert not is_near(reach, Chunk(Batch(targets=["a dog"] * 20, lines=range(20))), range(20))
    assert not is_near(reach_of("a dog.*"), chunk, range(20))
    assert not is_near(reach, chunk, range(5))


@pytest.mark.parametrize(
    ("pattern", "reach"),
    [("a dog", (2, 7)), (r"\d{1,3} dogs", (5, 10)), (r"(?<=an? )dog(?! barks)", (11, 23)), ("a dog.*", None),
     (r"(?<=a.*)dog", None), (r"\w+ dogs", None)],
)  # fmt: skip
def test_how_far_a_match_looks(pattern: str, reach: tuple[int, int] | None) -> None:
    assert reach_of(pattern) == reach


@pytest.mark.parametrize("text", ["a dog, " * 2000, "a dog, " * 2000 + "&amp;"])
def test_a_segment_with_many_literals_is_not_searched_many_times(text: str) -> None:
    chunk = Chunk(Batch(targets=[text] * 20, lines=range(20)))
    spots = [(i, at, at + 5, 0) for i in range(20) for at in range(0, 14000, 7)]
    columns = ManySpots(*(np.array(column, np.int64) for column in zip(*spots, strict=True)))
    for given_spots in (spots, columns):
        pieces = around(chunk, given_spots, (2, 40), raw=False)
        assert sum(map(len, pieces.texts)) <= sum(map(len, chunk.texts))
