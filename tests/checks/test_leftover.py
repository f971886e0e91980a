"""Clauses of the source's language are looked for only where they may stand."""

from itertools import pairwise

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import leftover
from mtqa.checks.chunk import Chunk
from mtqa.checks.lowered import words_of
from mtqa.checks.tongue import NAMES, tongues_of
from mtqa.model import Batch

TONGUES = tongues_of(Chunk(Batch(["x"], [1])))
WORDS = st.sampled_from(
    [
        "dans",
        "les",
        "de",
        "la",
        "l'eau",
        "ministre",
        "pour",
        "une",
        "The",
        "house",
        "on",
        "a",
        "12",
        "Paris",
        "toujours",
    ]
)


@given(st.lists(WORDS, max_size=14).map(" ".join), st.integers(2, 4))
def test_no_clause_is_passed_over(text: str, fewest: int) -> None:
    first = list(leftover.runs_alone(text, words_of(text), TONGUES, fewest))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leftover, "_may_run", lambda *_: True)
        assert list(leftover.runs_alone(text, words_of(text), TONGUES, fewest)) == first


@given(st.lists(WORDS, max_size=14), st.lists(WORDS, max_size=14), st.integers(2, 4))
def test_what_is_copied_is_judged_run_by_run(own: list[str], source: list[str], fewest: int) -> None:
    text = " ".join(own)
    words, pairs = leftover.words_in(text), set(pairwise(words_of(" ".join(source))))
    breaks = [i for i in range(1, len(words)) if (words[i - 1].low, words[i].low) not in pairs]
    judged = [
        leftover._judged(text, words, first, last, TONGUES, fewest)
        for first, last in pairwise([0, *breaks, len(words)])
    ]
    found = list(leftover.run_left(text, words_of(text), words_of(" ".join(source)), TONGUES, fewest))
    assert found == [span for span in judged if span]


def test_a_clause_among_words_of_the_target_is_found() -> None:
    text = "He said pour une maison dans la ville toujours and left."
    assert [text[a:b] for a, b in leftover.runs_alone(text, words_of(text), TONGUES, 3)] == [
        "pour une maison dans la ville toujours"
    ]


@pytest.mark.parametrize("lang", sorted(filter(None, NAMES)))
def test_a_language_is_called_what_babel_calls_it(lang: str) -> None:
    assert NAMES[lang] == Locale(lang).get_display_name("en")


@pytest.mark.parametrize("times", [1, 3000])
def test_words_are_cut_out_of_short_and_long_texts(times: int) -> None:
    text = "l'eau de_mer, « été » 12 " * times
    every = leftover.words_in(text)
    assert [word.low for word in every[:6]] == ["l", "eau", "de", "mer", "été", "12"]
    for first, last in ((0, 2), (1, 3), (4, None), (len(every) - 1, None), (len(every), None), (2, 2)):
        assert leftover.words_in(text, first, last) == every[first:last]
