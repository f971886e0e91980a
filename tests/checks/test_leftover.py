"""Clauses of the source's language are looked for only where they may stand."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import leftover
from mtqa.checks.chunk import Chunk
from mtqa.checks.tongue import NAMES, tongues_of, words_of
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


def test_a_clause_among_words_of_the_target_is_found() -> None:
    text = "He said pour une maison dans la ville toujours and left."
    assert [text[a:b] for a, b in leftover.runs_alone(text, words_of(text), TONGUES, 3)] == [
        "pour une maison dans la ville toujours"
    ]


@pytest.mark.parametrize("lang", sorted(filter(None, NAMES)))
def test_a_language_is_called_what_babel_calls_it(lang: str) -> None:
    assert NAMES[lang] == Locale(lang).get_display_name("en")
