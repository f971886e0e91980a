"""What a number of a text is, to those who read and compare them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Value = float | str
"""A number, or a time of day such as "14:30"."""
NONE: frozenset[Value] = frozenset()


class Number(NamedTuple):
    """A number of a text.

    `values`: all it may mean; `near`: what else may answer for it on the other side ("8" for "20h").
    `sure`: it cannot but be a number; "one" and "half" are not. `kind`: digits | spelled | ordinal | clock | date |
    decade | fraction | loose. `scale`: what a word such as "million" multiplied it by. `word`: it is spelled out.
    Units: offsets of the text.
    """

    start: int
    end: int
    values: frozenset[Value]
    kind: str
    sure: bool = True
    near: frozenset[Value] = NONE
    scale: float = 1
    word: bool = False


def rounded(value: float) -> float:
    """Round away what floating point adds."""
    return round(float(value), 4)


def times(values: Iterable[Value], factor: float) -> frozenset[Value]:
    """Multiply the values that are numbers."""
    return frozenset(rounded(v * factor) for v in values if isinstance(v, float))


def apart(numbers: Iterable[Number], taken: Sequence[Number]) -> Iterator[Number]:
    """Yield the numbers that overlap none of `taken`, which are in order and do not overlap."""
    ends = [n.end for n in taken]
    for number in numbers:
        i = bisect_right(ends, number.start)
        if i == len(taken) or taken[i].start >= number.end:
            yield number
