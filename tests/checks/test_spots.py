"""Spots as columns tell what spots in a list tell."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from mtqa.checks.bulk.spots import ManySpots
from mtqa.checks.chunk import Chunk, Found
from mtqa.checks.spots import as_written, by_owner, segments_of, starting_by, within
from mtqa.model import Batch

TEXTS = ["Monday or monday", "a may in May", "12,5 and 3", "\u2019tis Monday", ""]
spots_of = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 8), st.just(9), st.integers(0, 5)), min_size=1, max_size=40
).map(sorted)
owners = st.lists(st.lists(st.integers(0, 30), max_size=4, unique=True), min_size=6, max_size=6)


def columns(spots: list[Found]) -> ManySpots:
    return ManySpots(*(np.array(column, np.int64) for column in zip(*spots, strict=True)))


@given(spots_of, owners, st.sets(st.integers(0, 3), min_size=1), st.lists(st.integers(0, 9), min_size=6, max_size=6))
def test_columns_tell_what_a_list_tells(
    spots: list[Found], owned: list[list[int]], segments: set[int], furthest: list[int]
) -> None:
    many = columns(spots)
    assert [*many] == spots
    assert len(many) == len(spots)
    assert many[0] == spots[0]
    assert segments_of(many) == segments_of(spots) == sorted({spot[0] for spot in spots})
    assert [*within(many, segments)] == [*within(spots, segments)] == [s for s in spots if s[0] in segments]
    one, other = by_owner(spots, owned), by_owner(many, owned)
    wanted = {o: sorted(s for s in spots if o in owned[s[3]]) for spot in spots for o in owned[spot[3]]}
    assert {o: sorted(s) for o, s in one.items()} == {o: sorted(s) for o, s in other.items()} == wanted
    early = [s for s in spots if s[1] <= furthest[s[3]] or s[0] in segments]
    assert [*starting_by(many, furthest, segments)] == early
    assert {*early} <= {*starting_by(spots, furthest, segments)}


@given(spots_of)
def test_no_spot_that_stands_as_written_is_left_out(spots: list[Found]) -> None:
    written = [[["Monday"]], [["monday"], ["Mon"]], [["may"], None], [["\u2019t"]], [["1", "3"]], [[" "]]]
    chunk = Chunk(Batch(targets=TEXTS, lines=range(len(TEXTS))))

    def stands(spot: Found) -> bool:
        text = chunk.target.plain(spot[0])
        return any(way is None or any(text.startswith(w, spot[1]) for w in way) for way in written[spot[3]])

    spots = [spot for spot in spots if spot[1] <= len(chunk.target.plain(spot[0]))]
    left = [*as_written(chunk, columns(spots), written)] if spots else []
    assert {spot for spot in spots if stands(spot)} <= {*left} <= {*spots}


def test_another_first_letter_is_left_out() -> None:
    chunk = Chunk(Batch(targets=TEXTS, lines=range(len(TEXTS))))
    spots = columns([(0, 0, 6, 0), (0, 10, 16, 0), (1, 2, 5, 1), (1, 9, 12, 1)])
    assert [*as_written(chunk, spots, [[["monday"]], [["may"], ["march"]]])] == [(0, 10, 16, 0), (1, 2, 5, 1)]
