"""Ends of sentences are counted for a whole chunk at once."""

import re

from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.sentence_match import count_ends
from mtqa.checks.side import Side


@given(st.lists(st.text(alphabet="aB .?!…\x00\x1eé", max_size=12), min_size=1, max_size=6))
def test_the_ends_of_sentences_within_each_text_are_counted(texts: list[str]) -> None:
    side = Side(texts)
    counts = {i: len(re.findall(r"[.?!] |\x00", side.plain(i))) for i in range(len(texts))}
    assert count_ends(side) == {i: count for i, count in counts.items() if count}


def test_a_number_is_no_end_of_a_sentence() -> None:
    assert count_ends(Side(["It is no. 5 (no. 6). Yes.", "At the casino. He won."])) == {0: 1, 1: 1}


@given(st.text(alphabet="no. ?(5", max_size=16))
def test_no_two_numbers_are_counted_as_ends(text: str) -> None:
    count = len(re.findall(r"[.?!] ", text)) - len(re.findall(r"(?<=[ (])no\. ", text))
    assert count_ends(Side([text])).get(0, 0) == count
