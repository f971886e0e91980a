"""Looking for literals one by one finds what the automaton of all finds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa import packs, search
from mtqa.checks.chunk import Chunk
from mtqa.engine import chunks
from mtqa.load.rows import document_of

TEXTS = [
    "He said that the control procedure was under way. “The Parisian” wrote it.",
    "Yesterday, the ministry would have told 3,000 persons, according to a source.",
    "é",
    "",
    "? -",
]


def chunk_of(texts: list[str]) -> Chunk:
    (chunk,) = chunks(document_of(texts, name="made").batches())
    return chunk


WORDS = st.sampled_from(
    ["the", "control procedure", "people", "ONU", "ad", "FED", "20", "000", "ong", "“The Parisian”", "Source link", "l'ad",
     "million", "Mme", "caf&eacute;", "Ž", "e\u0301", "\x1e", "\x00", "&#30;"]
)  # fmt: skip
GAPS = st.sampled_from([" ", ", ", "-", "'", "/", "“", "\u00a0", ".\n", "\u0416"])
MADE = st.lists(st.tuples(WORDS, GAPS), max_size=6).map(lambda parts: "".join(word + gap for word, gap in parts))
ROWS = packs.load().select(preview=True).rows
SMALL, LARGE, HUGE = (search.build(ROWS, sources=True, langs=("fr", "en")) for _ in range(3))


def found(scanner: search.Search, texts: list[str], small: int, large: int = 10**9) -> dict[int, list[tuple[int, ...]]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SMALL", small)
        patch.setattr("mtqa.checks.bulk.LARGE", large)
        return {number: sorted(places) for number, places in scanner.scan(chunk_of(texts)).items()}


@settings(max_examples=100, deadline=None)
@given(st.lists(MADE, min_size=1, max_size=4))
def test_automaton_and_words_find_what_one_literal_after_the_other_finds(texts: list[str]) -> None:
    one_by_one = found(SMALL, texts, 10**9)
    assert one_by_one == found(LARGE, texts, 0)
    assert one_by_one == found(HUGE, texts, 0, large=0)


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[2:], TEXTS[:1] * 30])
def test_a_small_text_is_searched_as_a_large_one_is(texts: list[str]) -> None:
    assert found(SMALL, texts, 10**9) == found(LARGE, texts, 0)


def test_literals_shorter_than_what_is_looked_up_first_are_found() -> None:
    rows = [
        {"kind": "pattern", "langs": ["any", "any"], "options": {"literals": ["x", "abcdefgh"], "quiet": False}},
    ]
    places = search.build(rows, sources=False).scan(chunk_of(["an x, abcdefg"]))
    assert places == {0: [(0, 3, 4, 0)]}


def test_literals_that_begin_alike_are_told_apart_by_their_ends() -> None:
    options = {"literals": ["a control procedure", "a control proced", "a control procedures of"], "quiet": False}
    rows = [{"kind": "pattern", "langs": ["any", "any"], "options": options}]
    scanner = search.build(rows, sources=False)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "SMALL", 0)
        places = scanner.scan(chunk_of(["a control procedures", "a control proceds"]))
    assert {n: sorted(p) for n, p in places.items()} == {0: [(0, 0, 16, 1), (0, 0, 19, 0), (1, 0, 16, 1)]}


def test_a_literal_that_asks_for_a_digit_is_found_after_one_only() -> None:
    options = {"literals": [" people"], "edges": [6], "quiet": False}
    rows = [{"kind": "pattern", "langs": ["any", "any"], "options": options}]
    places = search.build(rows, sources=False).scan(chunk_of(["20 people, two people, 7 peoples"]))
    assert places == {0: [(0, 2, 9, 0)]}
