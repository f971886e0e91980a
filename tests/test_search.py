"""Looking for literals one by one finds what the automaton of all finds."""

import pytest

from mtqa import packs, search
from mtqa.checks.chunk import Chunk
from mtqa.engine import chunks
from mtqa.load.rows import document_of

TEXTS = [
    "He said that the control procedure was under way. “The Parisian” wrote it.",
    "Yesterday, the ministry would have told 3,000 persons, according to a source.",
    "é",
    "",
    "? -",
]


def chunk_of(texts: list[str]) -> Chunk:
    (chunk,) = chunks(document_of(texts, name="made").batches())
    return chunk


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[2:], TEXTS[:1] * 30])
def test_a_small_text_is_searched_as_a_large_one_is(texts: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    rows = packs.load().select(preview=True).rows

    def found() -> dict[int, list[tuple[int, ...]]]:
        scanned = search.build(rows, sources=True, langs=("fr", "en")).scan(chunk_of(texts))
        return {number: sorted(places) for number, places in scanned.items()}

    each = found()
    monkeypatch.setattr(search, "SMALL", 0)
    assert each == found()


def test_literals_shorter_than_what_is_looked_up_first_are_found() -> None:
    rows = [
        {"kind": "pattern", "langs": ["any", "any"], "options": {"literals": ["x", "abcdefgh"], "quiet": False}},
    ]
    found = search.build(rows, sources=False).scan(chunk_of(["an x, abcdefg"]))
    assert found == {0: [(0, 3, 4, 0)]}
