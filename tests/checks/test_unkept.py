"""Names that plainly stand in the translation, or have their like there, are passed over; no finding is lost by it."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import entity, naming
from mtqa.checks.bare_words import _BARE, UNSURE, bare_words
from mtqa.checks.capitals import PUNCTUATION, TOKEN, Text
from mtqa.checks.chunk import Chunk, Hit
from mtqa.checks.named import Counterparts
from mtqa.checks.named import naming as named_by
from mtqa.fold import APOSTROPHES, SEPARATOR, SPACES, fold
from mtqa.lang.names import fold_name
from mtqa.model import Batch
from mtqa.packs import load, rule_of

RULES = [rule_of(row) for row in load().select(select=["AC20"], preview=True).rows if row["kind"] == "entity"]
SOURCES = st.sampled_from(
    "Le président Nicolas Sarkozy Merkel Éric Israël Palestiniens János Łódź Erdoğan Bachar ONU AFP OTAN G20 Poutine Londres"
    " Œdipe œuvre Nice nice Disclose Jusqu' d'Artagnan Ali Al New York la à A. ſanta Müller".split(" ")
)
TARGETS = st.sampled_from(
    "The president Nicolas Sarkozy Sarkosy sarkozy Merkel Eric ERIC Israel Palestinians Palestinian János Jnos Junos Lodz Erdoğan"
    " Erdo Bashar UN AFT NATO Putin London Oedipus Nice nice Disclosed disclose of d'Artagnan Al Alya New York iNew Pa*rís"
    " Pal*estinians Mueller ½ € “Sarkozy” Sarkozy? Santa the".split(" ")
)


def joined(pieces: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    gaps = st.sampled_from([" ", " ", " ", ", ", "-", "", ". ", "\x1e"])
    return st.lists(st.tuples(pieces, gaps), max_size=9).map(lambda parts: "".join(a + b for a, b in parts))


PAIRS = st.lists(st.tuples(joined(SOURCES), joined(TARGETS) | joined(SOURCES)), min_size=1, max_size=4)


def chunk_of(pairs: list[tuple[str, str]]) -> Chunk:
    sources, targets = [source for source, _ in pairs], [target for _, target in pairs]
    return Chunk(Batch(targets=targets, lines=range(1, len(pairs) + 1), sources=sources), langs=("fr", "en"))


def all_names(chunk: Chunk, known: Counterparts, *, every: bool) -> Iterator[tuple[int, set[str]]]:
    assert chunk.source is not None
    names: Mapping[str, bool] = named_by(*chunk.langs)[0]
    for segment in range(len(chunk.texts)):
        words = [word.lstrip(SEPARATOR) for word in TOKEN.findall(SEPARATOR + chunk.source.plain(segment))]
        yield segment, {word for word in words if names[word]}


def hits(pairs: list[tuple[str, str]]) -> list[tuple[str, Hit]]:
    chunk = chunk_of(pairs)
    return [(rule.id, hit) for rule in RULES for hit in entity.check(chunk, rule, ())]


def test_every_kind_of_fate_has_a_rule_here() -> None:
    assert {rule.options["find"] for rule in RULES} == set(entity.FINDS)


@given(PAIRS)
def test_what_is_passed_over_has_no_finding(pairs: list[tuple[str, str]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(naming, "unkept", all_names)
        expected = hits(pairs)
        patch.undo()
        assert hits(pairs) == expected


LETTERS = st.text(alphabet="aAbBéÉßœŒſŸÿİıŁ0_'-. *?\x7f\x1e\u2011\u0301", max_size=24) | st.text(max_size=6)


@given(st.lists(joined(SOURCES) | LETTERS, min_size=1, max_size=3))
def test_words_that_are_sure_are_the_keys_of_a_text(texts: list[str]) -> None:
    chunk = chunk_of([(text, "") for text in texts])
    assert chunk.source is not None
    words = bare_words(chunk, chunk.source)
    for segment in range(len(texts)):
        plain = chunk.source.plain(segment)
        assert Text(plain, words.of(segment)).keys == Text(plain).keys


def test_names_that_stand_and_those_with_their_like_are_passed_over() -> None:
    pairs = [
        ("Nicolas Sarkozy est à Londres.", "Nicolas Sarkozy is in London."),
        ("Les Palestiniens attendent.", "The Palestinians wait."),
        ("Nicolas Sarkozy attend.", "Nicolas Merkel waits."),
    ]
    told: Mapping[str, Any] = RULES[0].options
    seen = [one.segment for one in naming.compared(chunk_of(pairs), told["key"], told["table"], every=False)]
    assert seen == [2]


def test_words_made_of_folded_text_are_those_of_the_text() -> None:
    every = (chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000)
    chars = [char for char in every if char not in APOSTROPHES and char not in SPACES]
    for char, byte in zip(chars, fold("".join(chars)).translate(_BARE), strict=True):
        if byte == 32:
            assert char in PUNCTUATION + SEPARATOR + " \u2011", char
        elif byte != UNSURE[0]:
            assert fold_name(char) == chr(byte), char
