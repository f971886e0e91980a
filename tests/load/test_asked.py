"""A column that is worked out when asked for reads as a list, and is sent as one."""

import pickle

import pytest

from mtqa.load.asked import Asked


def test_a_column_reads_as_a_list_and_makes_only_what_is_asked_for() -> None:
    made: list[int] = []
    column = Asked(4, lambda i: made.append(i) or i * i)  # type: ignore[func-returns-value]
    assert (len(column), column[1], column[-1], made) == (4, 1, 9, [1, 3])
    assert list(column) == column[:] == [0, 1, 4, 9]
    assert column[1:3] == [1, 4]
    with pytest.raises(IndexError):
        column[4]


def test_a_column_is_sent_as_a_list() -> None:
    sent = pickle.loads(pickle.dumps(Asked(3, lambda i: i + 7)))
    assert sent == [7, 8, 9]
    assert type(sent) is list
