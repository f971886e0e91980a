"""Sentences are told apart, and titles and initials end none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.lang.sentences import _NO_END, sentences


@pytest.mark.parametrize(
    ("lang", "text", "parts"),
    [
        ("fr", "Le pont est fermé. Il rouvrira lundi !", ["Le pont est fermé.", "Il rouvrira lundi !"]),
        ("fr", "M. Delorme est venu. Mme Petit aussi.", ["M. Delorme est venu.", "Mme Petit aussi."]),
        ("fr", "J.-P. Delorme est là.", ["J.-P. Delorme est là."]),
        ("en", "Mr. Delorme of the U.S. Senate came. Dr. Petit did not.",
         ["Mr. Delorme of the U.S. Senate came.", "Dr. Petit did not."]),
        ("en", "He paid $1.5 million. Why?", ["He paid $1.5 million.", "Why?"]),
        ("en", "", []),
        ("en", " ... ", ["..."]),
        ("fr", "Le pont\u202f. Il rouvre\u00a0!", ["Le pont\u202f.", "Il rouvre\u00a0!"]),
        ("en", "B\u0085.\u2003", ["B\u0085."]),
    ],
)  # fmt: skip
def test_sentences(lang: str, text: str, parts: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(lang, text)] == parts


@given(st.text(alphabet="abAB .!?\n\"'M«»é1", max_size=60))
def test_every_letter_is_in_one_sentence(text: str) -> None:
    spans = sentences("fr", text)
    assert all(a < b for a, b in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    covered = {i for a, b in spans for i in range(a, b)}
    assert all(i in covered for i, char in enumerate(text) if char.isalnum())


def test_half_a_surrogate_pair_is_a_sign_like_another() -> None:
    assert sentences("fr", "Il dit \ud83d non. Puis \ude00 rien.") == [(0, 13), (14, 26)]


@given(
    st.lists(
        st.sampled_from(["J.", "U.S.", "-P.", "(Mr.", "art.", "a", "É.", ". ", " ", "\n", "\u2003", ".", "«"]),
        max_size=9,
    )
)
def test_a_title_is_looked_for_after_the_last_space(pieces: list[str]) -> None:
    body = "".join(pieces).strip()
    assert bool(_NO_END.search(body)) == bool(_NO_END.search(body[body.rfind(" ") + 1 :]))
