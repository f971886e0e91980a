"""A list of words with counts in as many bytes as it has letters, ready to be asked as soon as it is read.

Words stand in small groups by their checksum, one a line, each line begun: "\\nword\\tcount\\nword\\tcount\\n".
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from itertools import accumulate
from zlib import crc32

FORM = 2
"""Of the bytes: another number for another way to write them."""
_GROUP = 8
"""Words of a group, about."""


class WordList(Mapping[str, int]):
    """Words and their counts, as `written` wrote them."""

    __slots__ = ("_data", "_groups", "_size", "_starts")

    def __init__(self, data: bytes) -> None:
        self._size, self._groups = memoryview(data)[:8].cast("I")
        self._starts = memoryview(data)[8 : 12 + 4 * self._groups].cast("I")
        self._data = data

    def get(self, word: str, default: int = 0) -> int:  # type: ignore[override]
        """Return the count of a word."""
        at = self._find(word)
        return default if at < 0 else int(self._data[at : self._data.index(b"\n", at)])

    def _find(self, word: str) -> int:
        """Return where the count of a word stands, or below 0."""
        encoded = word.encode("utf-8", "surrogatepass")
        wanted = b"\n" + encoded + b"\t"
        group = crc32(encoded) % self._groups
        at = self._data.find(wanted, self._starts[group], self._starts[group + 1])
        return -1 if at < 0 or "\n" in word else at + len(wanted)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self._find(word) >= 0

    def __getitem__(self, word: str) -> int:
        if word not in self:
            raise KeyError(word)
        return self.get(word)

    def __iter__(self) -> Iterator[str]:
        lines = self._data[self._starts[0] :].decode("utf-8", "surrogatepass").split("\n")
        return (line.partition("\t")[0] for line in lines if line)

    def __len__(self) -> int:
        return self._size


def written(counts: Mapping[str, int]) -> bytes:
    """Write words for a WordList of this machine. Words hold no tabs and no line ends."""
    groups: list[list[bytes]] = [[] for _ in range(len(counts) // _GROUP + 1)]
    for word, count in sorted(counts.items()):
        encoded = word.encode("utf-8", "surrogatepass")
        groups[crc32(encoded) % len(groups)].append(b"%b\t%d\n" % (encoded, count))
    texts = [b"\n" + b"".join(group) for group in groups]
    head = array("I", [len(counts), len(groups)])
    starts = array("I", accumulate(map(len, texts), initial=4 * (len(groups) + 3)))
    return head.tobytes() + starts.tobytes() + b"".join(texts)
