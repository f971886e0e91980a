"""What is soon told of two texts rules out no strangers."""

import math
import sys
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks import bulk, kin_bounds
from mtqa.checks import strangers as own
from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Measure, plain
from mtqa.checks.strangers import Unlike, at_most, strangeness, strangers
from mtqa.fold import APOSTROPHES, fold
from mtqa.model import Batch

UNLIKE = Unlike(Measure(0.89, 0.088, 1.34), -math.inf, {"loi": ["law"], "côté": ["side"], "cote": ["rating"]})
PIECES = st.sampled_from(
    "Le la loi côté cote Côté maire Maire mairie Canada Canard canard Paris d'Artagnan Éric œuvre ıstanbul ſoie naïve 12 "
    "1 250 3.5 ² m² Ÿ Müller Ž Žižek ? . , - “ ” … ’ A\u0301 №5 Łódź ª ßa _ a_b ١٢".split(" ")
)
TEXTS = st.lists(PIECES, max_size=25).flatmap(
    lambda pieces: st.lists(st.sampled_from([" ", " ", " ", "", "-"]), min_size=len(pieces), max_size=len(pieces)).map(
        lambda gaps: "".join(piece + gap for piece, gap in zip(pieces, gaps, strict=True))
    )
)


@given(TEXTS, TEXTS)
def test_strangeness_is_no_more_than_is_said_first(source: str, target: str) -> None:
    assert strangeness(source, target, UNLIKE) <= at_most((source, target), (fold(source), fold(target)), UNLIKE) + 1e-9


def test_letters_of_folded_text_are_those_of_the_plain_text() -> None:
    every = (chr(c) for c in range(sys.maxunicode + 1) if not 0xD800 <= c < 0xE000)
    chars = [char for char in every if char not in APOSTROPHES]
    for char, byte in zip(chars, fold("".join(chars)).translate(kin_bounds.LETTERS), strict=True):
        if byte == 32:
            assert not char.isalpha(), char
        elif byte != kin_bounds._UNSURE and char not in kin_bounds.FOLDED_APART:
            assert plain(char) == chr(byte), char


def chunk_of(pairs: list[tuple[str, str]]) -> Chunk:
    sources, targets = zip(*pairs, strict=True)
    return Chunk(Batch(targets, range(1, len(pairs) + 1), sources=sources))


SURE = st.sampled_from("La la loi côté Maire mairie Canada canard Paris 12 250 3.5 ? château village bateau".split())
LONG = st.sampled_from([SURE, SURE, st.one_of(SURE, PIECES)]).flatmap(
    lambda pieces: st.lists(pieces, min_size=7, max_size=20).map(" ".join)
)
PAIRS = st.lists(st.tuples(st.one_of(LONG, TEXTS), LONG), min_size=1, max_size=5)


@settings(deadline=None)
@given(PAIRS, st.sampled_from([-9.0, 1.0, 4.0]))
def test_arrays_rule_out_what_is_soon_told(pairs: list[tuple[str, str]], limit: float) -> None:
    chunk, unlike = chunk_of(pairs), replace(UNLIKE, limit=limit)
    assert chunk.source is not None
    bounds = {}
    for i in own._apart(chunk, unlike):
        texts = chunk.source.plain(i), chunk.target.plain(i)
        bounds[i] = at_most(texts, (fold(texts[0]), fold(texts[1])), unlike)
    assert own._far_apart(chunk, unlike) == [i for i, most in bounds.items() if most > limit]


@settings(deadline=None)
@given(PAIRS)
def test_a_large_chunk_has_the_strangers_of_a_small_one(pairs: list[tuple[str, str]]) -> None:
    found = []
    for large in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk, "LARGE", large)
            found.append(strangers(chunk_of(pairs), replace(UNLIKE, limit=-1.0)))
    assert found[0] == found[1]
