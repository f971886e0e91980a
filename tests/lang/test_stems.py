import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.lang.stems import akin, alike, safe_prefix

FORMS = [
    ("contrôle", "contrôles"), ("journal", "journaux"), ("bail", "baux"), ("travail", "travaux"), ("député", "députées"),
    ("directeur", "directrices"), ("licencier", "licenciés"), ("finir", "finissait"), ("émeutes", "émeute"),
]  # fmt: skip
OTHERS = [
    ("contrôle", "contrôlé"), ("marche", "marché"), ("maire", "mairie"), ("port", "porte"), ("sons", "son"),
    ("licencier", "licenciement"), ("emprunter", "emprunts"), ("rapport", "rapporte"), ("cas", "case"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "form"), FORMS)
def test_forms_of_a_french_word(word: str, form: str) -> None:
    assert alike("fr", word, form)
    assert form.startswith(safe_prefix("fr", word))


@pytest.mark.parametrize(("word", "other"), OTHERS)
def test_words_that_only_look_like_forms(word: str, other: str) -> None:
    assert not alike("fr", word, other)


def test_adjectives_take_gender_only_when_asked() -> None:
    assert alike("fr", "national", "nationales", adjective=True)
    assert not alike("fr", "port", "porte")


def test_other_languages_go_by_guarded_stems() -> None:
    assert alike("de", "gericht", "gerichte")
    assert alike("es", "leyes", "ley")
    assert not alike("en", "organ", "organization")
    assert not akin("en", "university", "universe")
    assert alike("xx", "mot", "mot")
    assert not alike("xx", "mot", "mots")


@given(st.sampled_from(["fr", "de", "xx", "ru"]), st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_a_word_is_its_own_form_and_nothing_breaks(lang: str, word: str, other: str) -> None:
    assert alike(lang, word, word)
    assert word.startswith(safe_prefix(lang, word))
    assert isinstance(akin(lang, word, other), bool)
