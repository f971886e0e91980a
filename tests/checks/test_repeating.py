"""A large text repeats itself where a small one does."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.repeating import repeating
from mtqa.model import Batch

PARTS = [
    "the",
    "a",
    "go",
    "go-between",
    "tick",
    "'",
    "''",
    "'''",
    " ",
    " ",
    " ",
    ",",
    ".",
    "-",
    "%",
    "*",
    "\u0416",
    "the the",
    "“",
    "\x1e",
]
TEXT = st.lists(st.sampled_from(PARTS), max_size=12).map("".join)


@example(["foo '"])
@example(["''''the the''''"])
@given(st.lists(st.one_of(TEXT, TEXT.map(lambda text: f"{text} {text}")), min_size=1, max_size=4))
def test_what_repeats_in_a_large_text(texts: list[str]) -> None:
    small, large = (Chunk(Batch(texts, [*range(1, len(texts) + 1)]), large=size) for size in (10**9, 0))
    assert repeating(small) == repeating(large)


@pytest.mark.parametrize(
    ("text", "told"), [("a 'the' the", True), ("the, the", False), ("the '' the", False), ("% %", True)]
)
def test_what_stands_between_two_words(text: str, told: bool) -> None:
    chunk = Chunk(Batch([text], [1]), large=0)
    assert bool(repeating(chunk)["word"]) is told
