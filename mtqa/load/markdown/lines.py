"""Where the code points of a text stand in the same with its own line ends."""

from __future__ import annotations

from bisect import bisect_right

import regex


class Lines:
    """Where the code points of a text stand in the same with its own line ends."""

    def __init__(self, text: str) -> None:
        self.same = "\r" not in text
        ends = [match.end() for match in regex.finditer(r"\r\n|\r|\n", text)] if not self.same else []
        self.text = text if self.same else regex.sub(r"\r\n?", "\n", text)
        self.theirs = [0, *ends]
        self.ours = [0, *(match.end() for match in regex.finditer("\n", self.text))] if not self.same else [0]

    def original(self, at: int) -> int:
        """Return the place in the original."""
        if self.same:
            return at
        line = bisect_right(self.ours, at) - 1
        return self.theirs[line] + at - self.ours[line]
