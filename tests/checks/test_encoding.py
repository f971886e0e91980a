import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa import fix, packs
from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.model import Batch

ENGINE = Engine(packs.load(use_cache=False).select(select=["JK038"]))


def fixed(text: str) -> str:
    found = [f for _, fs in ENGINE.check(Chunk(Batch([text], [1]))) for f in fs]
    return fix.apply(text, fix.edits_of(found))


@pytest.mark.parametrize("text", ["Café de l’Hôtel — “très” cher, 5 €.", "Une journée à la plage", "São Paulo £5 20°"])
def test_utf_8_read_as_windows_1252_is_read_aright(text: str) -> None:
    broken = text.encode().decode("windows-1252", errors="ignore")
    if broken.encode("windows-1252") == text.encode():  # every byte has a letter in Windows-1252
        assert fixed(broken) == text
    assert fixed(text) == text


@given(st.text(alphabet="abc éèàçœ’“”—ÃÂâ€™Å€£°\u00a0", max_size=40))
def test_a_fix_changes_nothing_but_words_read_wrong(text: str) -> None:
    once = fixed(text)
    assert len(once) <= len(text)
    assert once.count(" ") == text.count(" ")


def test_a_long_word_takes_no_long_time() -> None:
    assert fixed("A" * 300_000 + " é Ã©") == "A" * 300_000 + " é é"
