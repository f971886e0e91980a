"""Which sources have a name that does not plainly stand in the translation: found for a whole chunk at once.

What is yielded is looked at again, by its letters: nothing that matters is left out, and little else is yielded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from mtqa.checks.bare_words import LARGE, BareWords, bare_words
from mtqa.checks.capitals import CAPITALS, NAME, PUNCTUATION, TOKEN, Word
from mtqa.checks.chunk import Chunk
from mtqa.checks.misspelt import FAR, TELLING, bearing
from mtqa.checks.named import MOST_REMEMBERED, Counterparts, naming
from mtqa.checks.side import Side
from mtqa.fold import SEPARATOR
from mtqa.lang.names import fold_name

_BETWEEN = "\x1f"
"""Stands before each name in the row of a segment's names; no word holds it."""
_NEVER = b"\x00 "
"""Stands in no text of words."""
_CAPITALS = frozenset(CAPITALS)
_MANY = 100
"""Names of a segment from which on they are not held against each other here."""
_EDGES = bytes(32 if chr(b) in PUNCTUATION.replace("?", SEPARATOR) else b for b in range(256))
"""Leaves of Latin-1 all but what parts words; a question mark stands for what is not in it."""


class _Marks(dict[str, str]):
    """For a token, what stands for it in the row of names: itself if it is a name, and a separator if it has one."""

    def __init__(self, named: Mapping[str, bool]) -> None:
        super().__init__()
        self._named = named

    def __missing__(self, token: str) -> str:
        begins = token[0] == SEPARATOR
        word = token[1:] if begins else token
        mark = SEPARATOR * begins + (f"{_BETWEEN} {word} " if self._named[word] else "")
        if len(self) < MOST_REMEMBERED:
            self[token] = mark
        return mark


@lru_cache(maxsize=8)
def _marks(source: str, target: str) -> _Marks:
    return _Marks(naming(source, target)[0])


def unkept(chunk: Chunk, known: Counterparts, *, every: bool = True) -> Iterator[tuple[int, set[str]]]:
    """Yield segments with all names of their sources, of which one or more may have no counterpart.

    Unless `every` is asked for, those are left out whose lost names each have their like in the translation, such that
    no rule says anything of it.
    """
    if chunk.source is None:
        return
    rows = _rows(chunk.source.joined, _marks(*chunk.langs))
    ours, theirs = bare_words(chunk, chunk.source), bare_words(chunk, chunk.target)
    for segment, changed in _changed(rows, chunk.target):
        lost, low = _lost(changed, segment, theirs, known)
        if lost and (every or low or not _have_their_like(lost, segment, ours, theirs)):
            yield segment, {name[1:-1] for name in rows[segment].split(_BETWEEN)[1:]}


def _rows(joined: str, marks: Mapping[str, str]) -> list[str]:
    """Return the names of each segment, in a row."""
    tokens = TOKEN.findall(SEPARATOR + joined)
    return "".join(map(marks.__getitem__, tokens)).split(SEPARATOR)[1:]


def _changed(rows: Sequence[str], target: Side) -> Iterator[tuple[int, list[str]]]:
    """Yield the names of each segment that do not plainly stand in the translation letter by letter."""
    cased = target.joined.encode("latin-1", "replace").translate(_EDGES).decode("latin-1")
    find, starts = f" {cased} ".find, target.starts
    for segment, row in enumerate(rows):
        if row:
            first, end = starts[segment], starts[segment + 1] + 1
            if end - first > LARGE:
                end = first
            changed = [name[1:-1] for name in row.split(_BETWEEN) if find(name, first, end) < 0]
            if changed:
                yield segment, changed


def _lost(names: Sequence[str], segment: int, words: BareWords, known: Counterparts) -> tuple[list[str], bool]:
    """Return the names that have neither their like but for accents nor a counterpart, and whether one stands small.

    `words` are those of the translations.
    """
    lost, low = [], False
    find, (first, end) = words.text.find, words.span(segment)
    for name in names:
        key, needle = _told(name)
        place = find(needle, first, end)
        if place < 0 or words.side.joined[place] not in _CAPITALS:
            low |= place >= 0
            for other in known[key]:
                if all(find(_sought(word), first, end) >= 0 for word in other):
                    break
            else:
                lost.append(name)
    return lost, low


@lru_cache(maxsize=MOST_REMEMBERED)
def _told(name: str) -> tuple[str, bytes]:
    """Return a name folded, and what to look for among words."""
    key = fold_name(name)
    return key, _sought(key)


@lru_cache(maxsize=MOST_REMEMBERED)
def _sought(key: str) -> bytes:
    return f" {key} ".encode() if key else _NEVER


def _have_their_like(names: Sequence[str], segment: int, ours: BareWords, theirs: BareWords) -> bool:
    """Tell whether each name surely has a name like it in the translation, and none that tells anything.

    What the words of both sides lack is surely not there if they are all plain.
    """
    source, words = ours.of(segment), theirs.of(segment)
    if not (source and source.isascii() and words and words.isascii()):
        return False
    others = NAME.findall(theirs.side.plain(segment))
    if len(others) > _MANY:
        return False
    for name in names:
        like = [word for word in others if bearing(name, word) != FAR]
        if not like or Word(name, "", 0, 0).is_acronym:
            return False
        if any(bearing(name, word) == TELLING or _sought(fold_name(word)) in source for word in like):
            return False
    return True
