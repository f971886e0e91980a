"""A currency is told by its noun, not by the country or the "new" before it."""

import pytest

from mtqa.lang.measures import measures


@pytest.mark.parametrize(
    ("lang", "word", "family"),
    [("fr", "shekels", "shekel"), ("ru", "доллара", "dollar"), ("cs", "dolary", "dollar"), ("fi", "dollaria", "dollar"),
     ("hu", "dollár", "dollar"), ("tr", "doları", "dollar"), ("pl", "złoty", "zloty"), ("el", "σέκελ", "shekel"),
     ("es", "libras", "pound"), ("lt", "doleriai", "dollar"), ("uk", "крони", "crown")],
)  # fmt: skip
def test_a_currency_is_told_by_its_noun(lang: str, word: str, family: str) -> None:
    assert ("currency", family) in measures(lang)[word]


@pytest.mark.parametrize(
    ("lang", "word"),
    [("fr", "nouveaux"), ("es", "nuevo"), ("it", "nuovi"), ("pt", "novos"), ("pl", "nowy"), ("ru", "китайских"),
     ("cs", "americký"), ("fi", "yhdysvaltain"), ("hu", "angol"), ("tr", "çin"), ("lt", "kinijos"), ("sr", "америчка")],
)  # fmt: skip
def test_no_country_and_nothing_new_is_a_currency(lang: str, word: str) -> None:
    assert word not in measures(lang)
