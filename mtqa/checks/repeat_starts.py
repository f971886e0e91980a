"""Where in a text a repeat may start, told by its words: patterns are then tried there and not at every letter.

Each function is given a folded text, a letter for a byte, in which letters that compare equal are equal and every kind
of space is one. It returns, in order, all places at which its pattern may match, and some at which it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate, compress, count
from operator import eq

LONGEST_PHRASE = 5
LONGEST_LISTED = 4
"""Units: words, parted by spaces, that a repeated part has at most."""
_MARKS = (",", ";", ":", ".")


def phrase_starts(folded: str) -> list[int]:
    """Return where a phrase of two words or more may stand twice: "of the of the"."""
    words = folded.split(" ")
    spots = (
        (at, len(words[at]) - len(words[at + size]))
        for size in range(2, LONGEST_PHRASE + 1)
        for at in compress(count(), map(str.endswith, words, words[size:]))
        if words[at + size]
    )
    return _places(words, spots)


def loop_starts(folded: str) -> list[int]:
    """Return where words may stand three times with spaces between: "no no no"."""
    words = folded.split(" ")
    spots = (
        (at, 0)
        for size in range(1, LONGEST_PHRASE + 1)
        for at in compress(count(), map(eq, words[: -2 * size], words[size:]))
        if words[at] and words[at + 2 * size].startswith(words[at])
    )
    return _places(words, spots)


def list_starts(folded: str) -> list[int]:
    """Return where words may stand five times with a mark after each: "ha, ha, ha, ha, ha"."""
    words = folded.split(" ")
    bare = [word[:-1] if word.endswith(_MARKS) else word for word in words]
    spots = (
        (at, len(bare[at]) - len(bare[at + size]))
        for size in range(1, LONGEST_LISTED + 1)
        for at in compress(count(), map(str.endswith, bare[: -4 * size], bare[size:]))
        if bare[at + size] and bare[at + size] == bare[at + 2 * size]
    )
    return _places(words, spots)


def _places(words: Sequence[str], spots: Iterable[tuple[int, int]]) -> list[int]:
    """Return the places of letters, each named by the number of its word and its place in that."""
    named = set(spots)
    if not named:
        return []
    begins = [0, *accumulate(len(word) + 1 for word in words)]
    return sorted({begins[word] + at for word, at in named})
