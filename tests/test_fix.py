import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.inflect import article, carry_case, phrase_forms
from mtqa.fix import apply, article_before, fill
from mtqa.model import Edit


def test_apply_changes_nothing_outside_the_spans() -> None:
    assert apply("abcdef", [Edit(1, 2, "X"), Edit(4, 4, "Y")]) == "aXcdYef"
    with pytest.raises(ValueError, match="overlap"):
        apply("abc", [Edit(0, 2, ""), Edit(1, 3, "")])


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("inspection", "an"),
        ("hour", "an"),
        ("European", "a"),
        ("MP", "an"),
        ("UN report", "a"),
        ("university", "a"),
        ("NATO", "a"),
    ],
)
def test_article(word: str, expected: str) -> None:
    assert article(word) == expected


def test_suggestions_keep_step_with_the_form() -> None:
    forms = dict(phrase_forms("fulfill an assessment", "verb", ["carry out an assessment"]))
    assert forms["fulfilled an assessment"] == ["carried out an assessment"]
    assert dict(phrase_forms("metropolis", "noun", ["big city"]))["metropolises"] == ["big cities"]


def test_case_is_carried() -> None:
    assert carry_case("Control procedure", "inspection") == "Inspection"
    assert carry_case("CONTROL PROCEDURE", "inspection") == "INSPECTION"
    assert carry_case("control", "audit") == "audit"


def test_templates() -> None:
    assert fill("€{n:comma} {x}", {"n": "1\u202f200"}) == "€1,200 "
    assert fill("{n:point}", {"n": "3,5"}) == "3.5"
    assert fill("{n:short}", {"n": "a  few\nwords"}) == "a few words"
    assert fill("{n:short}", {"n": "seven letters " * 9}) == "seven letters " * 4 + "seven letters…"
    assert fill("{n:short}", {"n": "x" * 99}) == "x" * 70 + "…"


@given(text=st.text(st.sampled_from("aAnN é.\t\n\x1c\u00a0\u2028")), start=st.integers(0, 20))
def test_the_article_before_a_place_is_found(text: str, start: int) -> None:
    start = min(start, len(text))
    end = len(text[:start].rstrip())
    plainly = regex.compile(r"(?<!\w)(an?)(\s+)$", regex.IGNORECASE).search(text, max(0, end - 2), start)
    found = article_before(text, start)
    assert (found and found.span()) == (plainly and plainly.span())
