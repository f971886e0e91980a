"""Cards on their way to the page: kept in a temporary file, since the summary above them is known last."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator
from itertools import pairwise
from typing import IO

from mtqa.errors import MtqaError

IN_MEMORY = 4_000_000
"""Units: bytes kept before a file is made of them."""
RANKS = 3


class Spool:
    """Holds at most `limit` cards a rank and gives back `limit` of all: the worst, in the order they came."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY, prefix="mtqa-")
        self._ends = array("Q", [0])
        self._groups = array("L")
        self._findings = array("L")
        self._ranks = bytearray()
        self._counts = [0] * RANKS
        self._dropped = 0

    def full(self, rank: int) -> bool:
        """Tell whether so many cards as bad as this, or worse, are there that no more of them can be shown."""
        return sum(self._counts[rank:]) >= self.limit

    def drop(self, findings: int) -> None:
        """Count findings that are not kept."""
        self._dropped += findings

    def add(self, card: str, rank: int, group: int, findings: int) -> None:
        """Keep a card. `rank`: 2 for the worst, 0 for the least. Raises: MtqaError where there is no room."""
        written = card.encode("utf-8", "backslashreplace")
        try:
            self._file.write(written)
        except OSError as error:
            hint = "make room there, or set TMPDIR to another folder"
            raise MtqaError(
                f"no temporary file can be written: {error.strerror}", tempfile.gettempdir(), hint
            ) from None
        self._ends.append(self._ends[-1] + len(written))
        self._groups.append(group)
        self._findings.append(findings)
        self._ranks.append(rank)
        self._counts[rank] += 1

    def close(self) -> None:
        """Forget everything."""
        self._file.close()

    def left_out(self) -> int:
        """Count the findings that `cards` does not give."""
        kept = self._chosen()
        return self._dropped + sum(n for n, keep in zip(self._findings, kept, strict=True) if not keep)

    def shown(self) -> int:
        """Count the findings that `cards` gives."""
        return sum(n for n, keep in zip(self._findings, self._chosen(), strict=True) if keep)

    def cards(self) -> Iterator[tuple[int, str]]:
        """Yield the group and the card of each that is shown."""
        chosen = self._chosen()
        for i, (start, end) in enumerate(pairwise(self._ends)):
            if chosen[i]:
                self._file.seek(start)
                yield self._groups[i], self._file.read(end - start).decode("utf-8")

    def _chosen(self) -> bytearray:
        chosen = bytearray(len(self._ranks))
        left = self.limit
        for rank in range(RANKS - 1, -1, -1):
            for i, own in enumerate(self._ranks):
                if own == rank and left:
                    chosen[i] = 1
                    left -= 1
        return chosen
