import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.lang.measures import calendar, converted, measures
from mtqa.model import Batch, Finding
from mtqa.packs import load

RULES = load(use_cache=False).select(select=["AC11"], preview=True)


def flagged(source: str | None, target: str, langs: tuple[str, str] = ("fr", "en")) -> list[Finding]:
    chunk = Chunk(Batch([target], [1], sources=[source]), langs=langs)
    return [f for _, findings in Engine(RULES).check(chunk) for f in findings]


@pytest.mark.parametrize(
    ("source", "target", "rule", "marked"),
    [
        ("Il pèse 5 kilos.", "It weighs five pounds.", "AC110", "five pounds"),
        ("Il travaille 35 heures par semaine.", "He works 35 days a week.", "AC110", "35 days"),
        ("Il fait 25 °C.", "It is 25°F.", "AC110", "25°F"),
        ("3 milliards d'euros", "$3 billion", "AC111", "$3 billion"),
        ("4 millions d'euros, 45 euros par tête", "4 million euros, 45 dollars a head", "AC111", "45 dollars"),
        ("5 kilos, et 7 kilos de plus", "5 kilos, and 7 pounds more", "AC110", "7 pounds"),
        ("La hausse du dollar", "The rise of the euro", "AC111", "euro"),
        ("Il faut 12 prochains mois.", "It takes the next 12 weeks.", "AC110", "12 weeks"),
        ("Il coûte 30 euros (45 dollars).", "It costs 30 dollars ($45).", "AC111", "30 dollars"),
        ("le 11 mars 2011", "11 May 2011", "AC112", "May"),
        ("jeudi soir", "Friday night", "AC113", "Friday"),
        ("né le 03/04/1990", "born on March 4, 1990", "AC114", "March"),
    ],
)
def test_a_change_is_found(source: str, target: str, rule: str, marked: str) -> None:
    assert [(f.rule, f.text) for f in flagged(source, target)] == [(rule, marked)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Il fait 5 km.", "It is 3.1 miles long."),
        ("à 19 heures", "at 7 p.m."),
        ("200 livres", "200 pounds"),
        ("20 livres", "£20"),
        ("dans la nuit de dimanche", "on Saturday night"),
        ("Elle peut voter en mars.", "She may vote in March."),
        ("Il a 5 ans et 3 mois.", "He is five years and three months old."),
        ("200 $ canadiens", "200 Canadian dollars"),
        (None, "It costs $5 on Monday."),
    ],
)
def test_what_is_right_is_left_alone(source: str | None, target: str) -> None:
    assert flagged(source, target) == []


def test_other_languages_have_their_names_from_cldr() -> None:
    assert [f.rule for f in flagged("am Montag, 3 Euro", "mardi, 3 dollars", ("de", "fr"))] == ["AC113", "AC111"]
    assert calendar("xx") == {}
    assert calendar("it")["lunedì"] == calendar("en")["monday"]
    assert measures("de")["kilometer"] == measures("fr")["kilomètres"] != measures("en")["mile"]


def test_amounts_are_converted() -> None:
    assert converted(30, "length-meter", 100, "length-foot")
    assert converted(20, "temperature-celsius", 68, "temperature-fahrenheit")
    assert not converted(5, "length-kilometer", 5, "length-mile")


@given(st.text(max_size=50), st.text(max_size=50))
def test_no_text_breaks_it(source: str, target: str) -> None:
    for finding in flagged(source, target):
        assert target[finding.start : finding.end] == finding.text


def test_of_a_segment_as_long_as_a_book_every_amount_is_held_against_its_equals() -> None:
    found = flagged("Il court 5 km. " * 2000, "He runs 5 miles. " * 2000)
    assert [f.rule for f in found] == ["AC110"] * 2000
    assert found[-1].segment.target[found[-1].start :] == "5 miles. "


def test_of_several_great_currencies_the_first_by_name_is_told() -> None:
    (found,) = flagged("Le yen et l'euro montent.", "The dollar rises.")
    assert "euro" in found.message
    assert "yen" not in found.message
