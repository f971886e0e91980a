import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.lang.numbers import read
from mtqa.lang.otherwise import Said, unsaid
from mtqa.lang.samevalues import differences


def said(text: str, lang: str) -> Said:
    return Said(text, lang, read(text, lang))


def lost(source: str, target: str) -> list[str]:
    """Return the numbers of a French text that an English one neither has nor says otherwise."""
    one, other = said(source, "fr"), said(target, "en")
    dropped = differences(one.numbers, other.numbers).dropped
    return [source[n.start : n.end] for n in unsaid(dropped, one, other)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Il est sûr à 100 %.", "He is quite sure."),
        ("Ils sont tous sur leur 31.", "They are all dressed up."),
        ("La grève dure depuis 18 mois.", "The strike has gone on for a year and a half."),
        ("Elle a nagé en 21 s 47.", "She swam it in 21.47 seconds."),
        ("La 1ère guerre mondiale", "World War I"),
        ("Il a payé 500 couronnes (20 €).", "He paid 500 crowns."),
        ("Le grade 8 (4e) est visé.", "The eighth grade is meant."),
        ("Il a couru 18 miles ½.", "He ran 18 1/2 miles."),
        ("Le quartier O 2 ferme.", "The O2 quarter closes."),
    ],
)
def test_what_is_said_otherwise_is_not_lost(source: str, target: str) -> None:
    assert lost(source, target) == []


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("Le club a gagné 50-49 à Lyon.", "The club won in Lyon.", ["50"]),
        ("Elles vont de 2 200 à 2 700 euros.", "They go far.", ["2 200"]),
        ("Il a payé 500 couronnes (20 €).", "He paid in full.", ["500"]),
        ("Il a 10 ans, et jusqu'au 10 mai.", "He is 10, and until May.", []),
        ("Il y a 3 lacs, 300 barques et 40 ponts.", "There are 3 lakes, boats and bridges.", ["300", "40"]),
        ("Il a vu 20 % des 20 lacs.", "He saw some of the lakes.", ["20"]),
        ("Il a 12 ans et le chapitre 4.", "He is twelve, and the chapter.", ["4"]),
        ("Le chapitre 4.", "The chapter I wrote.", ["4"]),
    ],
)
def test_what_is_lost_is_told_once(source: str, target: str, expected: list[str]) -> None:
    assert lost(source, target) == expected


TEXTS = st.text(alphabet="0123456789 .,-()½%€IVX aàeh\ud800", max_size=40)


@given(TEXTS, TEXTS)
def test_only_numbers_that_were_missing_are_yielded(source: str, target: str) -> None:
    one, other = said(source, "fr"), said(target, "en")
    found = list(unsaid(one.numbers, one, other))
    assert len(set(found)) == len(found)
    assert set(found) <= set(one.numbers)
