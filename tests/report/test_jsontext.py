"""JSON of reports is escaped wherever it may act."""

import json

from hypothesis import given
from hypothesis import strategies as st

from mtqa.report import jsontext

SIGNS = "aé#[]\x7f\x9f\xa0\u061c\u200b\u200f\u2028\u202e\u202f\u2060\u2066\ufeff\udfff\ue000😀"


@given(st.one_of(st.text(), st.text(st.sampled_from(SIGNS))))
def test_no_text_is_held_for_harmless_that_is_not(text: str) -> None:
    written = jsontext.dumps(text)
    assert json.loads(written) == text
    assert jsontext._ACTING.search(written) is None
