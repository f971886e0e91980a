"""A list of words with counts, ready to be asked as soon as it is read: sorted, so that few words need no table."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterator, Mapping

FEW = 2500
"""Look-ups that take less time than to make a table of all words."""
_HIGHEST = 2**32 - 1


class WordList(Mapping[str, int]):
    """Words and their counts, found by halves."""

    __slots__ = ("_asked", "_counts", "_starts", "_table", "_words")

    def __init__(self, data: bytes) -> None:
        size = int.from_bytes(data[:4], sys.byteorder)
        view = memoryview(data)
        self._counts = view[4 : 4 + 4 * size].cast("I")
        self._starts = view[4 + 4 * size : 8 + 8 * size].cast("I")
        self._words = data[8 + 8 * size :]
        self._asked = 0
        self._table: dict[str, int] | None = None

    def fit_for(self, lookups: int) -> Mapping[str, int]:
        """Return this list, or a table of it where so many look-ups more are worth it."""
        if self._table is None:
            self._asked += lookups
            if self._asked > FEW:
                self._table = dict(zip(self, self._counts, strict=True))
        return self if self._table is None else self._table

    def get(self, word: str, default: int = 0) -> int:  # type: ignore[override]
        """Return the count of a word."""
        at = self._find(word)
        return default if at is None else self._counts[at]

    def _find(self, word: str) -> int | None:
        wanted = word.encode("utf-8", "surrogatepass")
        words, starts = self._words, self._starts
        low, high = 0, len(self._counts)
        while low < high:
            middle = (low + high) // 2
            if words[starts[middle] : starts[middle + 1] - 1] < wanted:
                low = middle + 1
            else:
                high = middle
        found = low < len(self._counts) and words[starts[low] : starts[low + 1] - 1] == wanted
        return low if found else None

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._find(word) is not None

    def __getitem__(self, word: str) -> int:
        at = self._find(word)
        if at is None:
            raise KeyError(word)
        return self._counts[at]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words.decode("utf-8", "surrogatepass").split("\n")[:-1])

    def __len__(self) -> int:
        return len(self._counts)


def written(counts: Mapping[str, int]) -> bytes:
    """Write words for a WordList of this machine. Words hold no line ends."""
    sized = sorted((word.encode("utf-8", "surrogatepass"), count) for word, count in counts.items())
    starts = array("I", [0])
    for word, _ in sized:
        starts.append(starts[-1] + len(word) + 1)
    body = array("I", [min(count, _HIGHEST) for _, count in sized]).tobytes() + starts.tobytes()
    return len(sized).to_bytes(4, sys.byteorder) + body + b"".join(word + b"\n" for word, _ in sized)
