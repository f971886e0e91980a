"""Where matches stand, and what their replacements put there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.model import Edit, Finding, Fix, Segment
from mtqa.serve.annotated import Annotated
from mtqa.serve.categories import issue, own, title, within
from mtqa.serve.matches import change_of

PARTS = st.lists(
    st.one_of(st.text(max_size=5).map(lambda t: (t, t)), st.tuples(st.text(max_size=3), st.text(max_size=5)))
)


@given(PARTS, st.integers(0, 40), st.integers(0, 40))
def test_plain_spans_read_the_same_in_the_original(parts: list[tuple[str, str]], start: int, length: int) -> None:
    text = Annotated.of(parts)
    start = min(start, len(text.plain))
    end = min(start + length, len(text.plain))
    first, last = text.span(start, end)
    assert 0 <= first <= last <= len(text.original)
    if text.is_plain(start, end):
        assert text.original[first:last] == text.plain[start:end]
    encoded = text.original.encode("utf-16-le", "surrogatepass")
    taken = encoded[2 * text.units(first) : 2 * text.units(last)]
    assert taken.decode("utf-16-le", "surrogatepass").encode("utf-16", "surrogatepass") == text.original[
        first:last
    ].encode("utf-16", "surrogatepass")


def finding(text: str, start: int, end: int, fix: Fix | None) -> Finding:
    return Finding(
        "X1", "x", "p", Segment("0", text), "target", start, end, text[start:end], "m", "info", "style", fix, "f"
    )


def test_a_match_spans_all_that_its_fix_changes() -> None:
    text = "He said « yes » to it."
    both = Fix((Edit(8, 10, "“"), Edit(13, 15, "”")), "safe")
    change = change_of(finding(text, 10, 13, both))
    assert (change.start, change.end, change.wordings) == (8, 15, ["“yes”"])


def test_other_wordings_take_the_place_of_the_first_edit() -> None:
    change = change_of(finding("a big test", 2, 5, Fix((Edit(2, 5, "large"),), "unsafe", ("great", "large", "big"))))
    assert change.wordings == ["large", "great"]


@pytest.mark.parametrize("fix", [None, Fix((Edit(0, 1, "b"),), "display"), Fix((), "safe")])
def test_what_is_not_to_be_applied_is_not_offered(fix: Fix | None) -> None:
    change = change_of(finding("a", 0, 1, fix))
    assert (change.start, change.end, change.wordings) == (0, 1, [])


def test_categories_in_their_words() -> None:
    assert issue("fluency/spelling/hyphenation") == "misspelling"
    assert issue("elsewhere/unknown") == "uncategorized"
    assert title("locale-convention/typography/quotes") == "Locale convention: typography, quotes"
    assert title("style") == "Style"
    assert within("fluency/grammar/tense", own(["GRAMMAR"]))
    assert not within("fluency/grammarian", own(["GRAMMAR"]))
