"""Of the texts with a cheap sign of something to keep, none is left out that holds such a thing."""

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.keep import _CLASSES, _NEEDED, _things
from mtqa.checks.keep_signs import may_differ, signed, suspects
from mtqa.checks.short_literals import standing
from mtqa.checks.side import Side

PIECES = st.sampled_from(
    "A380 G-20 A- -2 {{ }} <a b> {} %5s (A2) (c.pdf) 3DS www. 2x http:// a.fr /b x@y.org {n} % %s %(n)d %-5d %.2f 100.000 4,5 <b> # #Tag @nom a.pdf c.7z 1 .7z"
    " v1.2.3 v2 2.10.3 v٣.٤ A٣ 3.5L ISBN ISSN-10 12345678 é \x1e _ / \\ $ M. Dupont . 0".split(" ")
)
TEXTS = st.lists(st.tuples(PIECES, st.sampled_from(["", " "])), max_size=8).map(
    lambda pieces: "".join(piece + gap for piece, gap in pieces)
)


def has_a_sign(text: str) -> bool:
    shape = text.replace("-", "")
    signs = re.search(r"[@#{}<>_/\\$]|%[(@\da-zA-Z]", text)
    return bool(signs or re.search(r"[A-Z][0-9]|[0-9][A-Z]|\.[a-z]|[0-9]\.[0-9]|ISBN|ISSN", shape) or "ISBN" in text)


@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_a_text_with_a_sign_that_holds_a_thing_is_suspect(texts: list[str]) -> None:
    side = Side(texts)
    signed = {i for i in range(len(texts)) if has_a_sign(side.plain(i))}
    holding = {i for i in signed if _things(side.plain(i), ("fr", "en"))}
    assert holding <= suspects(side) <= signed


@given(TEXTS)
def test_a_class_without_its_sign_has_nothing_in_a_text(text: str) -> None:
    assert all(sign(text) or not re.search(_CLASSES[name], text) for name, sign in _NEEDED.items())


@given(TEXTS, TEXTS | st.none())
def test_texts_that_keep_other_things_may_differ(text: str, other: str | None) -> None:
    source, target = map(Side([text, text[::-1] if other is None else other]).plain, range(2))
    ours, theirs = ([(t.kind, t.value) for t in _things(plain, ("fr", "en"))] for plain in (source, target))
    assert not ours or sorted(ours) == sorted(theirs) or may_differ(source, target)


@given(TEXTS)
def test_what_stands_between_spaces_tells_of_itself(text: str) -> None:
    plain = Side([text]).plain(0)
    if not any(sign in plain for sign in ("<", "{{", "ISBN", "ISSN")):
        alone = [t.text for piece in signed(plain) for t in _things(piece, ("fr", "en"))]
        assert alone == [t.text for t in _things(plain, ("fr", "en"))]


def test_plain_numbers_and_shares_are_no_suspects() -> None:
    assert suspects(Side(["Environ 100.000 euros, soit 4 % de plus.", "Le G20", "Et/ou", "1.2.3"])) == {1, 3}


@given(st.lists(st.text(alphabet="ab.é", max_size=8), min_size=1, max_size=5))
def test_each_place_of_a_literal_is_told_with_its_segment(texts: list[str]) -> None:
    literals = ("ab", "b.", "aba", "..")
    places = [
        (segment, number)
        for (segment, text), (number, literal) in product(enumerate(texts), enumerate(literals))
        for at in range(len(text))
        if text.startswith(literal, at)
    ]
    folded = "\x1e".join(texts).encode("latin-1")
    assert sorted(standing(folded, tuple(literal.encode() for literal in literals))) == sorted(places)
