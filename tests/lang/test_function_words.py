"""Function words tell languages apart only where the other language has no such word."""

import pytest

from mtqa.lang import function_words as small


@pytest.mark.parametrize("lang", sorted(small.LANGUAGES))
def test_marks_are_no_words_of_the_other_language(lang: str) -> None:
    for other in small.LANGUAGES - {lang}:
        marks = small.marks(lang, other)
        assert len(marks) > 15
        assert not marks & small.every(other)
        assert marks <= small.every(lang)


def test_words_english_shares_prove_no_french() -> None:
    assert {"dans", "avec", "sont", "la"} <= small.marks("fr", "en")
    assert not {"pour", "on", "son", "plus", "main", "a"} & small.marks("fr", "en")


def test_a_language_without_a_list_has_none() -> None:
    assert not small.every("xx")
    assert not small.marks("xx", "en")


@pytest.mark.parametrize("table", [small.STRONG, small.WEAK])
def test_words_are_written_small(table: dict[str, str]) -> None:
    assert all(word == word.lower() and word.isalpha() for words in table.values() for word in words.split())
