import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.lang.names import fold_name, is_ordinary, likeness, locale_names, place_words, sound, spellings


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tcheliabinsk", "Chelyabinsk"),
        ("Poutine", "Putin"),
        ("Eltsine", "Yeltsin"),
        ("Khartoum", "Kartoum"),
        ("Soljenitsyne", "Solzhenitsyn"),
        ("Khrouchtchev", "Khrushchev"),
        ("Sergueï", "Sergei"),
    ],
)
def test_transliterations_sound_alike(one: str, other: str) -> None:
    assert sound(fold_name(one)) == sound(fold_name(other))


@pytest.mark.parametrize(("one", "other"), [("Sarkozy", "Merkel"), ("Honda", "Volkswagen"), ("Kaboul", "Hanoi")])
def test_different_names_are_not_alike(one: str, other: str) -> None:
    assert likeness(fold_name(one), fold_name(other)) < 0.6


def test_cldr_pairs_countries_cities_languages_and_days() -> None:
    pairs = locale_names("fr", "en")
    assert "germany" in pairs["allemagne"]
    assert "london" in pairs["londres"]
    assert "german" in pairs["allemand"]
    assert "monday" in pairs["lundi"]
    assert "switzerland" in locale_names("es", "en")["suiza"]
    assert locale_names("xx", "en") == {}


def test_words_of_longer_names_are_not_paired_with_what_they_share() -> None:
    assert "kong" not in locale_names("fr", "en").get("hong", frozenset())


def test_places_are_single_words_with_capitals() -> None:
    assert {"paris", "zurich", "allemagne"} <= place_words("fr", "en")
    assert "lundi" not in place_words("fr", "en")


def test_common_words_are_told_from_names_in_the_word_list() -> None:
    assert all(is_ordinary("en", word) for word in ("Treasury", "Applauded", "Congress", "The"))
    assert not any(is_ordinary("en", word) for word in ("Obama", "Merkel", "Toyota"))
    assert all(is_ordinary("fr", word) for word in ("Etat", "Ecole", "Jusqu", "Aujourd"))
    assert not is_ordinary("fr", "Sarkozy")


def test_umlauts_may_be_written_out() -> None:
    assert {"muller", "mueller"} <= spellings("Müller")
    assert spellings("Miller") == {"miller"}


@given(st.text(max_size=30))
def test_folding_is_stable_and_sound_takes_any_text(word: str) -> None:
    folded = fold_name(word)
    assert fold_name(folded) == folded
    sound(folded)
    assert likeness(folded, folded) >= min(1.0, len(folded))
