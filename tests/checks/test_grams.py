"""Literals found by four letters of theirs are those that looking for each of them finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.bulk import LONGEST, grams
from mtqa.checks.bulk.grams import Grams
from mtqa.checks.bulk.keys import Keys, Known, described
from mtqa.checks.bulk.views import PADDING
from mtqa.owners import MOST, keys_of
from mtqa.packs.compiled import joined

LETTERS = st.binary(min_size=1, max_size=LONGEST).map(lambda text: bytes(b % 3 * 50 for b in text))
Spots = list[tuple[int, int, int]]
MADE = st.lists(LETTERS, max_size=12).map(b"".join)


def looked_for(literals: list[bytes], text: bytes) -> Spots:
    every = [
        (number, at, at + len(literal))
        for number, literal in enumerate(literals)
        for at in range(len(text) - len(literal) + 1)
        if text.startswith(literal, at)
    ]
    return sorted(every)


def known_of(literals: list[bytes]) -> Known:
    sizes = np.array([*map(len, literals)])
    return described(b"".join(literals) + PADDING, np.cumsum(sizes) - sizes, sizes)


def found_by(finder: Grams, text: bytes) -> Spots:
    return list(zip(*(column.tolist() for column in finder.find(text)), strict=True))


@given(st.lists(LETTERS, min_size=1, max_size=9, unique=True), MADE, MADE)
def test_every_literal_is_found_wherever_it_stands(literals: list[bytes], sample: bytes, text: bytes) -> None:
    finder = Grams(known_of(literals), sample)
    for searched in (text, sample, sample + text, b""):
        found = found_by(finder, searched)
        assert sorted(found) == looked_for(literals, searched)
        assert [end for _, _, end in found] == sorted(end for _, _, end in found)


def test_a_literal_across_the_pieces_of_a_text_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "_PIECE", 16)
    literals = [b"control procedur", b"procedure", b"by", b"x"]
    text = b"a control procedure by" * 5 + b"x"
    assert sorted(found_by(Grams(known_of(literals), text), text)) == looked_for(literals, text)


def test_a_text_made_of_one_anchor_is_compared_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grams, "_AT_ONCE", 3)
    literals = [b"aaaaaaaa" + bytes([97 + n]) for n in range(5)]
    text = b"a" * 40
    assert sorted(found_by(Grams(known_of(literals), b""), text)) == looked_for(literals, text)


WORDS = st.text(alphabet="ab\x00", min_size=1, max_size=20)


@given(st.lists(st.lists(WORDS, max_size=5), max_size=5), st.data())
def test_literals_of_rules_that_begin_alike_are_one(lists: list[list[str]], data: st.DataObject) -> None:
    out = {at: data.draw(st.sets(st.sampled_from(range(len(texts))))) for at, texts in enumerate(lists) if texts}
    plan = [(at, {"options": {"literals": texts}}) for at, texts in enumerate(lists)]
    keys = Keys([*map(joined, lists)], out, MOST)
    assert dict(map(keys.key, range(len(keys)))) == keys_of(plan, out)
