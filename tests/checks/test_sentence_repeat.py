"""What is looked at first leaves out no segment in which a sentence stands twice."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mtqa.checks import bulk, sentence_repeat
from mtqa.checks.chunk import Chunk
from mtqa.model import Batch

PARTS = ["He", "went", "to", "Paris", "foo…", "-", ";", "(", ".", "!", "…", '"', "”", "»", ")", "“", "'", "\u0416"]
SENTENCES = ["He went to Paris.", "“He went to Paris!”", "he went to  paris…", "( foo ).", ": ; foo."]
TEXT = st.lists(st.sampled_from([*PARTS, *SENTENCES]), max_size=9).map(" ".join)
TIGHT = st.lists(st.sampled_from([*PARTS, " ", " "]), max_size=14).map("".join)


@example(["Foo bar baz.) Foo bar baz.)"])
@given(st.lists(st.one_of(TEXT, TIGHT, TIGHT.map(lambda text: text + text)), min_size=1, max_size=4))
def test_no_repeated_sentence_is_left_out(texts: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for large in (10**9, 0):
            patch.setattr(bulk, "LARGE", large)
            chunk = Chunk(Batch(texts, [*range(1, len(texts) + 1)]))
            again = [i for i in range(len(texts)) if [*sentence_repeat._again(chunk.target.plain(i))]]
            told = [*sentence_repeat._worth_a_look(chunk)]
            assert {*again} <= {*told}
            assert told == sorted({*told})
