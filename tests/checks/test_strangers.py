"""What is soon told of two texts rules out no strangers."""

import math
import sys

from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import strangers as own
from mtqa.checks.kinship import Measure, plain
from mtqa.checks.strangers import Unlike, at_most, strangeness
from mtqa.fold import APOSTROPHES, fold

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
    for char, byte in zip(chars, fold("".join(chars)).translate(own._LETTERS), strict=True):
        if byte == 32:
            assert not char.isalpha(), char
        elif byte != own._UNSURE and not own._FOLDED_APART.match(char):
            assert plain(char) == chr(byte), char
