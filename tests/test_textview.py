import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from mtqa.fold import _SLOTS, APOSTROPHES, SPACES, fold
from mtqa.textview import plain_view

ODD = [
    "&#39;",
    "&quot;",
    "&amp;",
    "&eacute;",
    "é",
    "e\u0301",
    "\u00a0",
    "\u202f",
    "’",
    "😀",
    "İ",
    "ß",
    "«",
    " ",
    "a",
    "Z",
]
texts = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(ODD), max_size=12).map("".join))


@given(texts)
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(texts, st.data())
def test_spans_of_the_view_lead_back_to_the_text(text: str, data: st.DataObject) -> None:
    view = plain_view(text)
    start = data.draw(st.integers(0, len(view.plain)))
    end = data.draw(st.integers(start, len(view.plain)))
    first, last = view.original(start, end)
    assert 0 <= first <= last <= len(text)
    if start < end:
        shown = plain_view(text[first:last]).plain
        assert view.plain[start:end] in shown


@pytest.mark.parametrize(
    ("text", "word", "original"),
    [
        ("It&#39;s a control procedure", "control", "control"),
        ("&quot;Paris&quot; İstanbul software", "software", "software"),
        ("cafe\u0301 😀 « facts »", "facts", "facts"),
        ("d\u2019\u00e9t\u00e9\u202f: facts", "facts", "facts"),
        ("l&rsquo;été", "l'été", "l&rsquo;été"),
    ],
)
def test_a_word_is_found_where_it_stands(text: str, word: str, original: str) -> None:
    view = plain_view(text)
    at = view.plain.index(word)
    start, end = view.original(at, at + len(word))
    assert text[start:end] == original


def test_characters_equal_but_for_case_fold_alike() -> None:
    everything = "".join(chr(i) for i in range(0x20, 0x2600))
    for char in set(_SLOTS) - {"\ufffe"}:
        for twin in regex.findall("(?i)" + regex.escape(char), everything):
            assert fold(twin) == fold(char)


def test_all_spaces_and_apostrophes_fold_to_one() -> None:
    assert set(fold(SPACES)) == {32}
    assert set(fold(APOSTROPHES)) == {ord("'")}
    assert all(fold(space) == b" " for space in regex.findall(r"\s", "".join(map(chr, range(0x3001)))))
