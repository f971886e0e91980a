from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.spelled_out import unlike
from mtqa.model import Batch

WORDS = st.lists(
    st.sampled_from(
        "deux two douzaine dozen both mardi Tuesday mai May km kilometres livres pounds € $ 5h13 5:13 31,000 pour cent"
        " cents İ \x1e 🙂 le the".split(" ")
    ),
    max_size=6,
).map(" ".join)


def chunk_of(pairs: list[tuple[str | None, str]]) -> Chunk:
    sources, targets = zip(*pairs, strict=True)
    return Chunk(Batch(targets, range(1, len(pairs) + 1), sources=sources))


@given(st.lists(st.tuples(st.one_of(st.none(), WORDS), WORDS), min_size=1, max_size=5))
def test_many_segments_are_told_apart_as_each_is_alone(pairs: list[tuple[str | None, str]]) -> None:
    alone = [(i, *rest) for i, pair in enumerate(pairs) for _, *rest in unlike(chunk_of([pair]))]
    assert list(unlike(chunk_of(pairs))) == alone


def test_what_is_named_is_told_with_its_values_and_concepts() -> None:
    pairs = [("deux mardi à 5h13", "two on Tuesday at 5:13"), ("en mai", "in May"), ("cent pour cent", "one hundred")]
    ((segment, ours, theirs),) = unlike(chunk_of(pairs))
    assert (segment, ours.values, theirs.values) == (0, (2,), (-49, 2))
    assert ours.concepts == theirs.concepts == {("weekday", "1")}
