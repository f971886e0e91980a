"""Text in the source language or a third one is found, with and without a source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import packs
from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.model import Batch, Finding

RULES = packs.load(use_cache=False).select(select=["AC300", "AC301", "AC302", "AC303"], preview=True)
ENGINE = Engine(RULES)
FRENCH = "Le conseil a voté la fermeture du vieux pont, mais les habitants ne sont pas d'accord."
ENGLISH = "The council voted to close the old bridge, but the residents do not agree."


def findings(target: str, source: str | None = None, langs: tuple[str, str] = ("fr", "en")) -> list[Finding]:
    sources = None if source is None else [source]
    chunk = Chunk(Batch([target], [1], sources=sources), langs=langs)
    return [f for _, found in ENGINE.check(chunk) for f in found]


def found(target: str, source: str | None = None, langs: tuple[str, str] = ("fr", "en")) -> list[tuple[str, str]]:
    return [(f.rule, f.text) for f in findings(target, source, langs)]


@pytest.mark.parametrize("source", [None, FRENCH, "Un autre texte en français, plus long que celui-là."])
def test_a_whole_segment_in_french_is_found_whatever_the_source(source: str | None) -> None:
    assert found(FRENCH, source) == [("AC300", FRENCH)]
    assert found(ENGLISH, source) == []


def test_blanks_around_it_are_no_part_of_the_finding() -> None:
    assert found(f"  {FRENCH}\n") == [("AC300", FRENCH)]


@pytest.mark.parametrize("source", [None, FRENCH])
def test_a_third_language_is_found(source: str | None) -> None:
    german = "Der Gemeinderat hat beschlossen, die alte Brücke nicht mehr zu öffnen."
    assert found(german, source) == [("AC301", german)]


def test_the_message_names_the_languages_and_the_witness() -> None:
    (finding,) = findings("La vieja casa está cerrada y los vecinos no saben cuándo abrirá.")
    assert "Spanish" in finding.message
    (finding,) = findings("Старый мост закрыт, и жители недовольны этим решением.")
    assert "its letters" in finding.message


def test_a_clause_keeps_its_place_in_a_text_with_entities() -> None:
    target = "Caf&eacute; owners say que les travaux n'ont pas encore commencé, again."
    assert found(target, "Les cafetiers disent que les travaux n'ont pas encore commencé.") == [
        ("AC302", "que les travaux n'ont pas encore commencé")
    ]


def test_a_clause_is_not_reported_word_by_word() -> None:
    target = "They say que les pompiers ont quitté la caserne hier, again."
    assert [rule for rule, _ in found(target, "On dit que les pompiers ont quitté la caserne hier.")] == ["AC302"]


def test_a_word_needs_the_source_to_have_it() -> None:
    target = "He called the pompiers at noon."
    assert found(target, "Il a appelé les pompiers à midi.") == [("AC303", "pompiers")]
    assert found(target, "Il a appelé les soldats du feu à midi.") == []
    assert found(target) == []


@pytest.mark.parametrize("langs", [("xx", "en"), ("fr", "fr"), ("ja", "zh")])
def test_of_languages_without_lists_nothing_is_said(langs: tuple[str, str]) -> None:
    assert [r for r, _ in found(ENGLISH, FRENCH, langs) if r != "AC301"] == []
    if langs != ("xx", "en"):
        assert found(FRENCH, FRENCH, langs) == []


def test_german_into_french() -> None:
    german = "Der Gemeinderat hat beschlossen, die alte Brücke nicht mehr zu öffnen."
    assert found(german, german, ("de", "fr")) == [("AC300", german)]
    assert found(FRENCH, german, ("de", "fr")) == []
    assert [rule for rule, _ in found(ENGLISH, german, ("de", "fr"))] == ["AC301"]


WORDS = st.sampled_from(
    "le la que ne pas the of de l'eau Paris pont fermé bridge closed &eacute; “ ” « » 12 . , und".split()
)
TEXTS = st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=30)


@given(TEXTS, st.none() | TEXTS)
def test_findings_lie_within_the_text(target: str, source: str | None) -> None:
    for finding in findings(target, source):
        assert 0 <= finding.start < finding.end <= len(target)
        assert finding.text == target[finding.start : finding.end]
