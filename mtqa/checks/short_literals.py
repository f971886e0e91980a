"""In which segments a few short literals stand: many times as fast as `bytes.find`, and one look for all of them."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import Any

from mtqa.fold import SEPARATOR

_BETWEEN = SEPARATOR.encode()


def standing(text: bytes, literals: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    """Yield for each place where a literal stands the number of the segment and that of the literal, in order.

    `text` is of segments joined by SEPARATOR, which no literal holds. Places may overlap.
    """
    segment = at = 0
    for number, _, end in _automaton(literals).find_matches_as_indexes(text, overlapping=True):
        segment += text.count(_BETWEEN, at, end)
        at = end
        yield segment, number


def counted(text: bytes, begins: Sequence[int], literals: tuple[bytes, ...]) -> Counter[int]:
    """Count for each segment where a literal stands the places, in order; `begins` are the starts of all but the first.

    Places may overlap.
    """
    found = _automaton(literals).find_matches_as_indexes(text, overlapping=True)
    return Counter(map(bisect_right, repeat(begins), map(itemgetter(1), found)))


@cache
def _automaton(literals: tuple[bytes, ...]) -> Any:
    import ahocorasick_rs as aho

    return aho.BytesAhoCorasick(list(literals), matchkind=aho.MatchKind.Standard)
