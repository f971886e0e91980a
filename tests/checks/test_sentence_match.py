"""Ends of sentences are counted for a whole chunk at once."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtqa.checks import bulk, kin_bounds
from mtqa.checks.bulk import lengths
from mtqa.checks.chunk import Chunk
from mtqa.checks.kinship import Kin, Text, kin
from mtqa.checks.sentence_match import added_sentences, count_ends, dropped_sentences
from mtqa.checks.side import Side
from mtqa.fold import fold
from mtqa.model import Batch

LEXICON = {"loi": ["law", "statut"], "côté": ["side"], "cote": ["rating"], "maire": ["mayor"]}
PIECES = st.sampled_from(
    "Le la loi côté cote Côté laws law Maire maire mayors Canada Canard canard Paris d'Artagnan Éric œuvre ıs ſoie naïve"
    " 12 1 250 3.5 m² Müller Ž ? . , ’ A\u0301 №5 Łódź ª ١٢ statutory sideways. Paris. Canada! no. (no. \x00".split(" ")
)
SURE = st.sampled_from("La la loi laws Maire mayors Canada. canard Paris. 12 250 ship? château village. boat".split())
TEXTS = st.sampled_from([SURE, SURE, st.one_of(SURE, PIECES)]).flatmap(
    lambda pieces: st.lists(pieces, max_size=25).map(" ".join)
)


@given(TEXTS, TEXTS, st.booleans())
def test_a_sentence_is_no_stranger_than_is_said_first(sentence: str, other: str, of_source: bool) -> None:
    words, others = (kin_bounds.bare_words(text, fold(text)) for text in (sentence, other))
    own, whole = Text(sentence), Text(other)
    if words is not None and others is not None:
        met = kin_bounds.met_at_least(kin_bounds.heads(words), kin_bounds.heads(others))
        names, numbers = kin_bounds.alone(sentence, fold(sentence))
        chances = kin_bounds.Chances(LEXICON, of_source=of_source).told(words) + numbers
        bound = Kin(chances, met, names, numbers).strangeness
        assert met <= own.shared(whole)[1]
        assert kin(own, whole, LEXICON, of_source=of_source).strangeness <= bound + 1e-9


def sides(pairs: list[tuple[str, str]]) -> Chunk:
    sources, targets = zip(*pairs, strict=True)
    return Chunk(Batch(targets, range(1, len(pairs) + 1), sources=sources))


@settings(deadline=None)
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=4), st.sampled_from([-4.0, 0.5, 2.0]))
def test_a_large_chunk_lacks_the_sentences_of_a_small_one(pairs: list[tuple[str, str]], limit: float) -> None:
    options = {"measure": [0.89, 0.088, 1.34], "limit": limit, "lexicon": LEXICON}
    found = []
    for large in (0, 10**9):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bulk, "LARGE", large)
            chunk = sides(pairs)
            found.append([*dropped_sentences(chunk, options), None, *added_sentences(chunk, options)])
    assert found[0] == found[1]


@given(st.lists(st.text(alphabet="aB .?!…\x00\x1eé", max_size=12), min_size=1, max_size=6))
def test_the_ends_of_sentences_within_each_text_are_counted(texts: list[str]) -> None:
    side = Side(texts)
    counts = {i: len(re.findall(r"[.?!] |\x00", side.plain(i))) for i in range(len(texts))}
    assert count_ends(side) == {i: count for i, count in counts.items() if count}
    assert lengths.count_ends(side.folded, np.array(side.starts)).tolist() == [*counts.values()]


def test_a_number_is_no_end_of_a_sentence() -> None:
    assert count_ends(Side(["It is no. 5 (no. 6). Yes.", "At the casino. He won."])) == {0: 1, 1: 1}


@given(st.text(alphabet="no. ?(5", max_size=16))
def test_no_two_numbers_are_counted_as_ends(text: str) -> None:
    count = len(re.findall(r"[.?!] ", text)) - len(re.findall(r"(?<=[ (])no\. ", text))
    side = Side([text])
    assert count_ends(side).get(0, 0) == count
    assert lengths.count_ends(side.folded, np.array(side.starts)).tolist() == [count]
