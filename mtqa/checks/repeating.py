"""Where a text repeats itself: a first look at all segments of a chunk at once, before patterns look closely."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mtqa.checks.chunk import Chunk
from mtqa.checks.marks import LOOPING
from mtqa.checks.tokens import Words, words_of
from mtqa.fold import UNKNOWN

LONGEST = 10
"""How many words, parts of compounds and signs a repeated phrase may have."""
_UNKNOWN = UNKNOWN.decode()
_BLANKS = {ord("-"): " ", UNKNOWN[0]: " ", ord("'"): ""}
_BLANK_BYTES = b" -'" + UNKNOWN
_HYPHENS = 3
"""How many hyphens make a loop of two: "tick-tock-tick-tock"."""
_COMPOUND = 2
"""How many hyphens a word of two parts has that stands twice: "go-between go-between"."""


def repeating(chunk: Chunk) -> Mapping[str, Sequence[int]]:
    """Return the segments in which words, or letters of a word, repeat: for each finder those it has to look at."""
    words = words_of(chunk)
    twice = [sorted(_repeated(words, size)) for size in range(1, LONGEST + 1)]
    close = [_close(chunk, words, places, size) for size, places in enumerate(twice, 1)]
    thrice = {at for size, found in enumerate(map(set, twice), 1) for at in found if at + size in found}
    grouped, letters = set[int]().union(*close[1:]), {*words.segments(words.places(LOOPING))}
    hyphens = {i: chunk.folded(i).count("-") for i in grouped}
    loops = {*words.segments(sorted(thrice))} | {i for i in grouped if hyphens[i] >= _HYPHENS}
    compounds = {i for i in grouped if hyphens[i] >= _COMPOUND or _UNKNOWN in chunk.folded(i)}
    found = {"word": close[0] | compounds, "phrase": grouped, "loop": loops | letters, "letters": letters}
    return {name: sorted(numbers) for name, numbers in found.items()}


def _close(chunk: Chunk, words: Words, places: Sequence[int], size: int) -> set[int]:
    """Return the segments in which a run of words that stands twice has only blanks and hyphens between."""
    found: set[int] = set()
    for place, segment in zip(places, words.segments(places), strict=True):
        if segment not in found and (words.foreign or _stands_twice(chunk, words, place, size, segment)):
            found.add(segment)
    return found


def _stands_twice(chunk: Chunk, words: Words, place: int, size: int, segment: int) -> bool:
    """Tell whether a run of words and itself stand next to each other, but for blanks, hyphens and quotation marks."""
    if span := words.span(place, 2 * size):
        both = chunk.target.folded[slice(*span)].translate(None, _BLANK_BYTES)
        half = len(both) // 2
        return both[:half] == both[half:]  # a sign between would begin one of them only: none stands in a word
    text: str = chunk.memo(("blanks", segment), lambda: _with_one_blank(chunk.folded(segment)))
    run = words.bare(place, size)
    said = [word.decode("latin-1").replace("'", "") for word in run if word]
    return " ".join([*said, *said]) in text


def _with_one_blank(folded: str) -> str:
    """Return a text with a space for each run of blanks and hyphens."""
    return " ".join(folded.translate(_BLANKS).split())


def _repeated(words: Words, size: int) -> Iterator[int]:
    """Yield where a run of `size` words is followed by itself."""
    marked = words.marked
    for at in words.alike(size):
        if 0 not in marked[at : at + size] and words.is_followed_by_itself(at, size):
            yield at
