"""The words of a side without case and accents, so that names can be looked for among them."""

from __future__ import annotations

from mtqa.checks.capitals import PUNCTUATION
from mtqa.checks.chunk import Chunk
from mtqa.checks.side import Side
from mtqa.fold import SEPARATOR, fold
from mtqa.lang.names import fold_name

UNSURE = b"\xff"
LARGE = 50_000
"""Units: code points of a translation from which on no name is looked for in it: name by name takes too long."""


def _table() -> bytes:
    """Return what makes of folded text words without accents, with a space for what parts words.

    What is neither letter nor digit, or becomes two letters without its accent, becomes UNSURE.
    """
    table = bytearray(UNSURE) * 256
    for b in range(256):
        base = fold_name(chr(b)) if chr(b).isalnum() and fold(chr(b)) == bytes([b]) else ""
        if len(base) == 1 and base.isascii():
            table[b] = ord(base)
    for b in fold(PUNCTUATION + " " + SEPARATOR):
        table[b] = 32
    return bytes(table)


_BARE = _table()


class BareWords:
    """The words of a side, each between spaces; a large segment has none. `text` is one longer than the side's."""

    def __init__(self, side: Side) -> None:
        self.side = side
        self.text = b" %b " % side.folded.translate(_BARE)

    def span(self, segment: int) -> tuple[int, int]:
        """Return where in `text` the words of a segment are, with the spaces around them."""
        first, end = self.side.starts[segment], self.side.starts[segment + 1]
        return first, end + 1 if end - first < LARGE else first

    def of(self, segment: int) -> bytes:
        """Return the words of a segment; where they are all sure, they are ASCII."""
        first, end = self.span(segment)
        return self.text[first:end]


def bare_words(chunk: Chunk, side: Side) -> BareWords:
    """Return the words of a side of a chunk."""
    words: BareWords = chunk.memo(("bare words", side is chunk.target), lambda: BareWords(side))
    return words
