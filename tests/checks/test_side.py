"""A side joins texts without losing where each word stands."""

import regex
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.bulk.folding import fold_large
from mtqa.checks.side import Side, starts_of
from mtqa.fold import SEPARATOR, fold
from mtqa.textview import plain_view

TEXTS = st.lists(st.none() | st.text(alphabet="ab1 ’\u00a0&;é\u0301#39\x1e\n", max_size=12), min_size=1, max_size=6)


@given(TEXTS)
def test_each_text_has_its_plain_view(texts: list[str | None]) -> None:
    side = Side(texts)
    for i, text in enumerate(texts):
        assert side.plain(i) == plain_view((text or "").replace("\x1e", "\x00")).plain
        assert side.has(i) == (text is not None)


@given(TEXTS)
def test_what_is_folded_is_all_plain_views_joined(texts: list[str | None]) -> None:
    side = Side(texts)
    assert side.joined == SEPARATOR.join(side.plain(i) for i in range(len(texts)))
    assert side.folded == fold(side.joined)
    assert side.starts == starts_of([side.plain(i) for i in range(len(texts))])


@given(st.text())
def test_a_large_text_is_folded_as_a_small_one_is(text: str) -> None:
    told, chars, separators = fold_large(text)
    assert told == fold(text)
    assert separators == [i for i, sign in enumerate(told) if sign == 0x1E]
    assert all((char in chars) is (char in text) for char in {*text, *"\u2019\xa0\u2009\ufb01é"} if not char.isascii())


def test_a_large_text_may_hold_every_code_point() -> None:
    every = "".join(map(chr, range(1 << 16)))
    assert fold_large(every)[0] == fold(every)


@given(TEXTS)
def test_matches_are_those_of_each_text(texts: list[str | None]) -> None:
    side, digits = Side(texts), regex.compile(r"[^a\x1e]+")
    found = [(s.segment, s.start, s.end) for s in side.finditer(digits)]
    assert found == [(i, *m.span()) for i in range(len(texts)) for m in digits.finditer(side.plain(i))]


@given(TEXTS)
def test_a_signature_is_what_is_kept_of_each_text(texts: list[str | None]) -> None:
    signatures = Side(texts).only(b"1239")
    assert signatures == [bytes(c for c in Side([t]).folded if c in b"1239") for t in texts]


def test_spans_come_back_to_the_text_as_it_is() -> None:
    side = Side(["one", "caf&eacute; 12"])
    (spot,) = side.finditer(regex.compile(r"\d+"))
    assert (spot.segment, side.original(1, spot.start, spot.end)) == (1, (12, 14))
