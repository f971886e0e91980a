import re

from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.capitals import CAPITALS, NAME


@given(st.text(alphabet="aAÉé_'-. 1Ž\n\u0301", max_size=12) | st.text(max_size=8))
def test_a_name_begins_a_word(text: str) -> None:
    assert NAME.findall(text) == re.findall(rf"\b[{CAPITALS}]\w+", text)


def test_a_capital_within_a_word_begins_no_name() -> None:
    assert NAME.findall("iPhone McDonald's \u00c9lys\u00e9e A L'Oréal") == ["McDonald", "Élysée", "Oréal"]
