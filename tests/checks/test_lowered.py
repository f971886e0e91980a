from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.lowered import low_words, words_of
from mtqa.fold import CASE_TWINS, EXTRA
from mtqa.model import Batch

LETTERS = st.sampled_from([*map(chr, range(256)), *EXTRA, *CASE_TWINS, "\u2019", "Ž", "я", "\u0307", "٣"])
TEXTS = st.text(alphabet=LETTERS | st.sampled_from("aAéÉ_' "), max_size=12) | st.text(max_size=4)


@given(st.lists(TEXTS, min_size=1, max_size=3))
def test_words_cut_out_of_folded_text_are_those_of_the_text(texts: list[str]) -> None:
    chunk = Chunk(Batch(texts, range(1, len(texts) + 1)))
    for segment in range(len(texts)):
        assert low_words(chunk, chunk.target, segment) == words_of(chunk.target.plain(segment))


def test_an_elided_word_is_two() -> None:
    chunk = Chunk(Batch(["L\u2019\u0152uvre de 1984 (sic)"], range(1, 2)))
    assert low_words(chunk, chunk.target, 0) == ["l", "œuvre", "de", "1984", "sic"]
