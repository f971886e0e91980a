from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.chunk import Chunk
from mtqa.checks.edges import end_of, ends, small, spaced, unpaired
from mtqa.model import Batch

SIGNS = " aA!.É\u00a0\u2026\x1e()\"'1İ"
TEXTS = st.lists(st.text(alphabet=SIGNS, max_size=5), min_size=1, max_size=6)


@given(TEXTS, st.randoms(use_true_random=False))
def test_a_chunk_is_told_as_its_segments_are(targets: list[str], random: object) -> None:
    sources = sorted(targets, key=lambda _: random.random())  # type: ignore[attr-defined]
    chunk = Chunk(Batch(targets, range(1, len(targets) + 1), sources=sources))
    assert chunk.source is not None
    plain = [chunk.target.plain(i) for i in range(len(targets))]
    signs = [(i, end_of(own), end_of(chunk.source.plain(i))) for i, own in enumerate(plain)]
    assert list(ends(chunk, chunk.source)) == [(i, own, other) for i, own, other in signs if own != other]
    assert list(small(chunk)) == [(i, own) for i, own in enumerate(plain) if own and not own[0].isupper()]
    assert list(spaced(chunk)) == [i for i, own in enumerate(plain) if own.strip(" ") != own]
    uneven = {i for i, own in enumerate(plain) if own.count("(") != own.count(")")}
    assert uneven <= {i for i, _ in unpaired(chunk.target, b"()")}


def test_the_end_is_what_stands_before_quotation_marks() -> None:
    assert [end_of(text) for text in ('He left."', "He left...)", "He left", "in 2004", "", "左", '"')] == [
        ".", "…", "a", "1", "", "左", "",
    ]  # fmt: skip
