"""Columns of numbers that are worked out when they are asked for."""

import pickle

import pytest

from mtqa.load.stretches import Asked


def test_a_column_is_asked_like_a_list_and_sent_as_one() -> None:
    column = Asked(4, lambda i: i * i)
    assert (len(column), column[1], column[-1], column[1:3], [*column]) == (4, 1, 9, [1, 4], [0, 1, 4, 9])
    assert pickle.loads(pickle.dumps(column)) == [0, 1, 4, 9]
    with pytest.raises(IndexError):
        column[4]
