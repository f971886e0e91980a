"""The first look at brackets leaves out no segment that pairing them would find something in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks import bulk
from mtqa.checks.chunk import Chunk
from mtqa.checks.pair_signs import with_brackets
from mtqa.checks.pairing import BRACKETS, pair_off
from mtqa.model import Batch

TEXTS = st.lists(st.text(alphabet="()[]{}:;= a\u00a0-", max_size=10), min_size=1, max_size=5)


@given(TEXTS)
def test_brackets_that_are_not_plainly_paired_are_looked_at(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for large in (10**9, 0):
            patch.setattr(bulk, "LARGE", large)
            chunk = Chunk(Batch(texts, [*range(1, len(texts) + 1)]))
            odd, spaced = with_brackets(chunk, "orphan"), with_brackets(chunk, "spaced")
            for number in range(len(texts)):
                plain = chunk.target.plain(number)
                pairing = pair_off(plain, "brackets")
                if pairing.unclosed or pairing.unopened or pairing.nested:
                    assert number in odd
                if any(
                    BRACKETS.get(a.char) == b.char and " " in (plain[a.at + 1], plain[b.at - 1])
                    for a, b in pairing.pairs
                ):
                    assert number in spaced
            assert spaced == sorted({*spaced})
