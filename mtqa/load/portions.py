"""Deal segments out to batches as they are read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Found = TypeVar("Found")


def portions(
    segments: Iterable[Found], length: Callable[[Found], int], size: int, most: int = sys.maxsize
) -> Iterator[list[Found]]:
    """Yield segments in lists, each ended once it has so many, or texts of such a `size`, told by `length`."""
    part: list[Found] = []
    total = 0
    for segment in segments:
        part.append(segment)
        total += length(segment)
        if len(part) >= most or total >= size:
            yield part
            part, total = [], 0
    if part:
        yield part
