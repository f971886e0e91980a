"""What a text may count is never less than what it counts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.lang.amounts import amounts
from mtqa.lang.counting import may_be_counted
from mtqa.lang.numbers import Reading

PIECES = (
    "5 12 1,5 2 300 ½ 3/4 20k 5M€ deux dix-neuf vingt et un cent mille millions milliards md douzaine demi-million trois"
    " two nineteen hundred thousand million half a dozen couple of de d' US U.S. Canadian premières petites long k MM bn"
    " euros euro nouveau franc francs dollars pounds livres km KM kilomètres mètre carré square miles sq m heures hours"
    " ſeconds °C °F degrees celsius € $ £ ¥ EUR USD xEUR Kč CHF le la maire the Voix évoqué un une no. n° fois"
).split()
TEXTS = st.lists(
    st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", " ", " ", "", "-", ", ", "_", "”"])), max_size=14
)


@settings(max_examples=400)
@given(TEXTS, st.sampled_from(["fr", "en", "de", "cs"]))
def test_no_unit_of_a_number_is_left_out(pieces: list[tuple[str, str]], lang: str) -> None:
    text = "".join(map("".join, pieces))
    counted = {amount.concepts for amount in amounts(text, lang, Reading(text, lang).certain)}
    assert counted <= may_be_counted(text, lang)


def test_a_unit_without_a_number_near_is_left_out() -> None:
    euro, year = (frozenset({pair}) for pair in (("currency", "euro"), ("duration", "duration-year")))
    text = "Le nouveau maire, élu l'an dernier, parle de 4 millions d'euros, une somme qui pèse sur toute une année."
    assert may_be_counted(text, "fr") == {euro}
    assert may_be_counted("dix-neuf ans", "fr") == {year}
