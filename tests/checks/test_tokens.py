"""What the marks of words tell is what looking at each word would tell."""

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtqa.checks import marks, tokens
from mtqa.checks.bulk import words as bulk_words
from mtqa.checks.chunk import Chunk
from mtqa.checks.marks import IN_WORD, LOOPING, MORE, ONE, OWN, SOUGHT
from mtqa.checks.tokens import Reader, folded_words
from mtqa.fold import SEPARATOR, fold
from mtqa.model import Batch

SOUGHT_WORDS = frozenset([b"ad", b"ong", b"2", b"d"])
WORDS = st.sampled_from(
    ["ad", "Ad", "ads", "l'ad", "d'ad", "ong", "The", "de", "2", "œad", "Žad", "ad_", "“ad", "ad/ong", "é"]
)
GAPS = st.sampled_from([" ", "  ", "-", ", ", ".", "'", "/", "“", " — ", "\u0416", "\u00a0", SEPARATOR])


def reading(text: str, langs: tuple[str, str] = ("fr", "en")) -> tokens.Words:
    return Reader(langs, SOUGHT_WORDS).read(fold(text))


@given(st.lists(st.tuples(WORDS, GAPS), max_size=12))
def test_every_word_that_is_sought_is_found_in_its_segment(parts: list[tuple[str, str]]) -> None:
    text = "".join(word + gap for word, gap in parts)
    words = reading(text)
    places = list(words.places(SOUGHT))
    found = [
        (segment, piece)
        for place, segment in zip(places, words.segments(places), strict=True)
        for piece in words.pieces[words.words[place]]
    ]
    letters = re.escape(bytes(sorted(IN_WORD)).decode("latin-1"))
    inside = f"[{letters}]"
    whole = re.compile(f"(?<!{inside})(?:ad|ong|2|d)(?!{inside})".encode("latin-1"))
    expected = [
        (segment, match.group())
        for segment, folded in enumerate(fold(text).split(SEPARATOR.encode()))
        for match in whole.finditer(folded)
    ]
    assert found == expected


ALIKE = bytes(OWN if marks._OWNS <= mark < marks.PLAIN else mark for mark in range(256))
TEXTS = st.text(alphabet="aé1'-_ .\u0416\x00" + SEPARATOR, max_size=40)


def told_by(words: tokens.Words, asked: int) -> list[bytes]:
    """Return the signatures of segments, the marks alike that are dealt out in turn and all tell the same."""
    return [signature.translate(ALIKE) for signature in words.signatures(asked)]


@example(["'1", "'", "of the ", "1"])
@given(st.lists(st.one_of(TEXTS, st.sampled_from(["a", "of the ", "hahahahahahaha ", "x" * 30 + " "])), max_size=8))
def test_a_large_text_is_read_as_a_small_one_is(parts: list[str]) -> None:
    folded = fold("".join(parts))
    small, large = Reader(("fr", "en"), SOUGHT_WORDS), Reader(("fr", "en"), SOUGHT_WORDS)
    for text in (folded, folded + folded):
        one, other = small.read(text), large.read(text, large=True)
        assert list(one.words) == list(other.words)
        for told in (SOUGHT, ONE, MORE, OWN, LOOPING):
            assert told_by(one, told) == told_by(other, told)
            assert one.lacking(told) == other.lacking(told) == [i for i, t in enumerate(one.signatures(told)) if not t]
        for size in (1, 2, 5):
            assert {*other.alike(size)} <= {*one.alike(size)}
            runs = [at for at in range(len(one.words) - 2 * size + 1) if alike(one.words, at, size)]
            assert [at for at in other.alike(size) if alike(one.words, at, size)] == runs


def alike(words: Sequence[bytes], at: int, size: int) -> bool:
    return words[at : at + size] == words[at + size : at + 2 * size]


def test_words_that_find_their_place_in_the_table_taken_are_marked_nevertheless(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk_words, "_SLOTS", np.uint64(1))
    reader = Reader(("fr", "en"), SOUGHT_WORDS)
    text = fold("an ad one two ong ad three four 2 ad")
    for _ in range(2):
        words = reader.read(text, large=True)
        assert [words.words[at] for at in words.places(SOUGHT)] == [b"ad", b"ong", b"ad", b"2", b"ad"]


def test_signs_of_a_language_are_counted_by_segment() -> None:
    words = reading(SEPARATOR.join(["Il est dans l'eau", "The house of my own", "of Le Monde", ""]))
    signs = words.signatures(ONE | MORE)
    assert [len(told) > 1 or (told != b"" and bool(told[0] & MORE)) for told in signs] == [True, False, False, False]
    assert [bool(told) for told in words.signatures(OWN)] == [False, True, True, False]


def test_words_next_to_each_other_are_told_apart_where_both_are_common() -> None:
    marked = reading("of the and to that with his have been").marked
    assert all(one != other for one, other in pairwise(marked))


@pytest.mark.parametrize(
    ("word", "loops"), [("hahahahahahaha", True), ("nooooooooooo", True), ("mississippian", False)]
)
def test_a_word_that_repeats_a_part_of_itself_is_marked(word: str, loops: bool) -> None:
    assert bool(list(reading(f"he said {word} to us").places(LOOPING))) is loops


def test_a_reader_that_has_met_too_many_words_starts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 3)
    reader = Reader(("fr", "en"), SOUGHT_WORDS)
    first = reader.read(fold("an ad one two three four"))
    marks = reader.marks()
    assert reader.read(fold("an ad five six seven eight")).marked[1] == first.marked[1]
    assert len(marks) > 3
    assert reader.marks() is not marks
    assert first.pieces[b"ad"] == [b"ad"]


def test_words_read_for_one_search_are_read_anew_for_another() -> None:
    chunk = Chunk(Batch(["an ad for 2"], [1]))
    first, second = Reader(("fr", "en"), [b"ad"]), Reader(("fr", "en"), [b"2"])
    assert [folded_words(chunk, reader).pieces for reader in (first, second, first)] == [
        {b"ad": [b"ad"]},
        {b"2": [b"2"]},
        {b"ad": [b"ad"]},
    ]
    assert folded_words(chunk) is folded_words(chunk, first)
