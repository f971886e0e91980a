import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.model import Batch, Finding
from mtqa.packs import RuleSet, load

FRENCH = load().select(select=["AC20"], preview=True)
RULES = RuleSet(tuple({**row, "langs": ["any", "any"]} for row in FRENCH.rows), FRENCH.packs)
"""As if they were for any pair: what the kind does where it knows less."""


def flagged(source: str | None, target: str, langs: tuple[str, str] = ("fr", "en")) -> list[Finding]:
    chunk = Chunk(Batch(targets=[target], lines=[1], sources=[source]), langs=langs)
    return [f for _, findings in Engine(RULES).check(chunk) for f in findings]


def told(source: str, target: str) -> list[tuple[str, str]]:
    return [(f.rule, f.text) for f in flagged(source, target)]


def test_a_surname_exchanged_beside_a_kept_first_name_is_found() -> None:
    assert told("Le ministre a reçu Angela Merkel hier.", "The minister met Angela Sarkozy yesterday.") == [
        ("AC200", "Sarkozy")
    ]


@pytest.mark.parametrize(
    ("source", "target", "found"),
    [
        ("Il a vu Carlos Manuel Rodríguez.", "He saw Carlos Manuel Jacob.", ["Jacob"]),
        ("Il a vu Gábor Fodor.", "He saw Mr Fodor.", []),  # a title before the part that was kept
        ("Il vit dans le Mexique Poniente.", "He lives in Mexico State.", []),  # a frequent word translates
        ("Le livre est à la Jihočeská.", "The book is in the South Bohemia Research Library.", []),
    ],
)
def test_a_word_in_the_place_of_a_part_of_a_name(source: str, target: str, found: list[str]) -> None:
    assert [text for rule, text in told(source, target) if rule == "AC200"] == found


def test_an_acronym_made_for_the_words_before_it_is_left_alone() -> None:
    assert told("Le test rapide (TRP) est cher.", "The simple rapid procedure (SRP) is dear.") == []
    assert told("Le test rapide (TRP) est cher.", "The quick test (SRP) is dear.") == [("AC201", "SRP")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("Il a vu Merkel hier.", "He saw Angela Merkel yesterday."),
        ("Il vit à Londres, aux Pays-Bas ou à Moscou.", "He lives in London, the Netherlands or Moscow."),
        ("Les Américains et l’Otan attendent.", "Americans and NATO wait."),
        ("M. Eltsine était à Tcheliabinsk.", "Mr Yeltsin was in Chelyabinsk."),
        ("Aujourd’hui, Obama se tait.", "Today, Obama is silent."),
        ("L’État et la Cour suprême se taisent.", "The State and the Supreme Court are silent."),
        ("Un porte-parole de Wal-Mart se tait.", "A spokesman of Walmart is silent."),
    ],
)
def test_names_as_english_writes_them_are_left_alone(source: str, target: str) -> None:
    assert told(source, target) == []


def test_headlines_and_shouts_say_nothing() -> None:
    assert told("Sarkozy quitte Bercy sous les huées", "Hollande Leaves Ministry Under Loud Boos") == []
    assert told("SARKOZY QUITTE BERCY SOUS LES HUÉES", "HOLLANDE LEAVES THE MINISTRY TO BOOS") == []


def test_a_finding_stands_where_the_name_stands_behind_entities() -> None:
    (finding,) = flagged("Tom &amp; Merkel ont gagné hier.", "Yesterday, Tom &amp; Sarkozy won.")
    assert finding.segment.target[finding.start : finding.end] == finding.text == "Sarkozy"
    assert '"Merkel"' in finding.message


def test_a_dropped_name_is_told_on_the_source() -> None:
    (finding,) = flagged("Tout le monde écoute quand Sarkozy parle.", "Everybody listens when he speaks.")
    assert (finding.rule, finding.side, finding.text) == ("AC206", "source", "Sarkozy")


@pytest.mark.parametrize("langs", [("de", "en"), ("ja", "en"), ("fr", "fr"), ("xx", "yy")])
def test_pairs_whose_names_cannot_be_told_get_nothing(langs: tuple[str, str]) -> None:
    assert flagged("Ils ont applaudi quand Sarkozy est entré.", "They applauded when Merkel came in.", langs) == []


def test_other_pairs_know_places_by_cldr_and_miss_no_change() -> None:
    assert flagged("Vive en Londres con Rajoy.", "He lives in London with Rajoy.", ("es", "en")) == []
    found = flagged("Vive en Londres con Rajoy.", "He lives in London with Berlusconi.", ("es", "en"))
    assert [(f.rule, f.text) for f in found] == [("AC200", "Berlusconi")]


def test_a_missing_or_empty_side_gets_nothing() -> None:
    assert flagged(None, "They applauded when Merkel came in.") == []
    assert flagged("", "They applauded when Merkel came in.") == []
    assert flagged("Ils ont applaudi quand Sarkozy est entré.", "") == []


WORDS = st.sampled_from(
    "Merkel Londres ONU OTAN Zürich János le la a dit que d'Obama &amp; É \x1e “ I XIVe H1N1 Étés".split(" ")
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=12).map(" ".join))


@given(TEXTS, TEXTS)
def test_no_text_breaks_it_and_spans_lie_inside(source: str, target: str) -> None:
    for finding in flagged(source, target):
        own = source if finding.side == "source" else target
        assert 0 <= finding.start < finding.end <= len(own)
        assert own[finding.start : finding.end] == finding.text


@given(TEXTS)
def test_a_text_left_as_it_is_keeps_its_names(text: str) -> None:
    assert flagged(text, text) == []
