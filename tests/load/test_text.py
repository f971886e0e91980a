"""Plain text cut into lines by the quick ways is cut as by the slow one."""

from hypothesis import example, given
from hypothesis import strategies as st

from mtqa.load.bytesource import Block, Encoding
from mtqa.load.text import _batch, _spaced_out, spans_of
from mtqa.model import Edit

LINES = st.sampled_from(["A line.", "b", " ", "", "", "\u2028", "c\td", "x" * 50, "mtqa-ignore", "é", "- item", "\x85"])
TEXTS = st.tuples(
    st.lists(LINES, min_size=1, max_size=8),
    st.sampled_from(["\n\n", "\n", "\n\n\n", "\r\n"]),
    st.sampled_from(["", "\n", "\n\n"]),
).map(lambda made: made[1].join(made[0]) + made[2])


@example("A\n\nB")
@example("\n\n")
@example("A\n\n\nB\n\n")
@given(TEXTS)
def test_the_quick_ways_give_what_the_slow_one_does(text: str) -> None:
    batch = _batch(Block(text.encode(), 100, 7), Encoding("utf-8"), "a.txt")
    spans = list(spans_of(text, 7))
    assert list(batch.targets) == [text[start:end] for start, end, _ in spans]
    assert list(batch.lines) == [line for _, _, line in spans]
    assert batch.locate is not None
    for i, (start, end, _) in enumerate(spans):
        (edit,) = batch.locate(i, Edit(0, end - start, "Z"))
        assert (edit.start, edit.end) == (100 + len(text[:start].encode()), 100 + len(text[:end].encode()))


def test_which_texts_are_cut_at_once() -> None:
    assert _spaced_out("A line.\n\nAnother.\n\n") == _spaced_out("A line.\n\nAnother.\n") == ["A line.", "Another."]
    assert _spaced_out("A line.\nAnother.\n") == _spaced_out("A\n\nB\nC") == _spaced_out("A\n\n \n\nB") == []
