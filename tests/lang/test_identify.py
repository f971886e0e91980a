"""Languages are told apart by either detector, the same each time, and short texts are not guessed at."""

import pytest

from mtqa.lang import identify as module
from mtqa.lang.identify import Guess, candidates, detector_of, identify

TEXTS = {
    "fr": "Le conseil municipal a voté hier soir la fermeture du vieux pont.",
    "en": "The town council voted last night to close the old bridge.",
    "de": "Der Gemeinderat hat gestern Abend beschlossen, die alte Brücke zu schließen.",
    "es": "El ayuntamiento decidió anoche cerrar el viejo puente del río.",
    "it": "Il consiglio comunale ha deciso ieri sera di chiudere il vecchio ponte.",
}


@pytest.mark.parametrize("detector", ["lingua", "langdetect"])
@pytest.mark.parametrize("lang", TEXTS)
def test_each_detector_knows_the_languages_of_a_pair_and_its_neighbours(lang: str, detector: str) -> None:
    if detector == "lingua":
        pytest.importorskip("lingua")
    guess = identify(TEXTS[lang], candidates("fr", "en"), detector)  # type: ignore[arg-type]
    assert guess is not None
    assert (guess.lang, guess.by) == (lang, detector)
    assert guess.certain


def test_a_detector_is_believed_from_its_own_bound_on() -> None:
    told = [Guess("fr", sure, by).certain for by in ("lingua", "langdetect") for sure in (0.94, 0.95, 0.69, 0.7)]
    assert told == [False, True, False, False, True, True, False, True]


def test_half_a_surrogate_pair_breaks_no_detector() -> None:
    assert getattr(identify(TEXTS["fr"].replace("vieux", "\ud83d"), ("en", "fr")), "lang", None) == "fr"


def test_langdetect_says_the_same_each_time() -> None:
    mixed = f"{TEXTS['fr']} {TEXTS['es']} {TEXTS['it']}"
    assert len({identify(mixed, candidates("fr", "en"), "langdetect") for _ in range(10)}) == 1


def test_short_texts_are_not_guessed_at() -> None:
    assert identify("Le vieux pont 1234567890 1234567890", ("en", "fr")) is None


def test_texts_without_known_letters_are_not_guessed_at() -> None:
    assert identify("ኢትዮጵያ" * 10, ("en", "fr"), "langdetect") is None


def test_a_single_language_cannot_be_told() -> None:
    assert identify(TEXTS["fr"], ("fr",), "langdetect") is None


def test_the_best_detector_installed_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda name: name == "langdetect" or None)
    assert detector_of() == "langdetect"
    assert detector_of("lingua") == ""
    guess = identify(TEXTS["fr"], candidates("fr", "en"))
    assert guess is not None
    assert guess.by == "langdetect"
    assert identify(TEXTS["fr"], candidates("fr", "en"), "lingua") is None


def test_candidates_are_the_pair_and_its_neighbours() -> None:
    assert set(candidates("fr", "en")) >= {"fr", "en", "de", "es"}
    assert candidates("xx", "yy") == ("xx", "yy")
