import pytest

from mtqa.checks.inflect import article, carry_case, phrase_forms
from mtqa.fix import apply, fill
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
