"""Which sources have a name that does not plainly stand in the translation: found for a whole chunk at once.

What is yielded is looked at again, by its letters: nothing that matters is left out, and little else is yielded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from mtqa.checks.capitals import CAPITALS, NAME, PUNCTUATION, Word
from mtqa.checks.chunk import Chunk
from mtqa.checks.misspelt import FAR, TELLING, bearing
from mtqa.checks.named import MOST_REMEMBERED, Counterparts, naming
from mtqa.checks.side import Side
from mtqa.fold import SEPARATOR, fold
from mtqa.lang.names import fold_name

TOKEN = re.compile(rf"[{SEPARATOR}{CAPITALS}]\w*")
"""A capitalised word, or a separator with the first word after it: a pattern that begins so is searched for fast."""
_BETWEEN = "\x1f"
"""Stands before each name in the row of a segment's names; no word holds it."""
_NEVER = b"\x00 "
"""Stands in no text of words."""
_UNSURE = 255
_CAPITALS = frozenset(CAPITALS)
_MANY = 100
"""Names of a segment from which on they are not held against each other here."""
_LARGE = 50_000
"""Units: code points of a translation from which on no name is looked for in it: name by name takes too long."""


def _words() -> bytes:
    """Return what makes of folded text words without accents, with a space for what parts words.

    What is neither letter nor digit, or becomes two letters without its accent, becomes _UNSURE.
    """
    table = bytearray([_UNSURE]) * 256
    for b in range(256):
        base = fold_name(chr(b)) if chr(b).isalnum() and fold(chr(b)) == bytes([b]) else ""
        if len(base) == 1 and base.isascii():
            table[b] = ord(base)
    for b in fold(PUNCTUATION + " " + SEPARATOR):
        table[b] = 32
    return bytes(table)


_WORDS = _words()
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


class _Words:
    """The words of a side, folded and without accents, each between spaces."""

    def __init__(self, side: Side) -> None:
        starts = side.starts
        self.side = side
        self.text = b" " + side.folded.translate(_WORDS) + b" "
        self.firsts = starts
        self.ends = [end + 1 if end - first < _LARGE else first for first, end in pairwise(starts)]

    def has(self, segment: int, key: str) -> bool:
        """Tell whether a folded word plainly stands in a segment."""
        return self.text.find(_sought(key), self.firsts[segment], self.ends[segment]) >= 0

    def is_sure(self, segment: int) -> bool:
        """Tell whether what does not plainly stand in a segment does not stand in it at all."""
        first, end = self.firsts[segment], self.ends[segment]
        return first < end and self.text[first:end].isascii()


def unkept(chunk: Chunk, known: Counterparts, *, every: bool = True) -> Iterator[tuple[int, set[str]]]:
    """Yield segments with all names of their sources, of which one or more may have no counterpart.

    Unless `every` is asked for, those are left out whose lost names each have their like in the translation, such that
    no rule says anything of it.
    """
    if chunk.source is None:
        return
    source, target = _Words(chunk.source), _Words(chunk.target)
    rows = _rows(chunk.source.joined, _marks(*chunk.langs))
    for segment, changed in _changed(rows, target):
        lost, low = _lost(changed, segment, target, known)
        if lost and (every or low or not _have_their_like(lost, segment, source, target)):
            yield segment, {name[1:-1] for name in rows[segment].split(_BETWEEN)[1:]}


def _rows(joined: str, marks: Mapping[str, str]) -> list[str]:
    """Return the names of each segment, in a row."""
    tokens = TOKEN.findall(SEPARATOR + joined)
    return "".join(map(marks.__getitem__, tokens)).split(SEPARATOR)[1:]


def _changed(rows: Sequence[str], target: _Words) -> Iterator[tuple[int, list[str]]]:
    """Yield the names of each segment that do not plainly stand in the translation letter by letter."""
    cased = target.side.joined.encode("latin-1", "replace").translate(_EDGES).decode("latin-1")
    find, firsts, ends = f" {cased} ".find, target.firsts, target.ends
    for segment, row in enumerate(rows):
        if row:
            first, end = firsts[segment], ends[segment]
            changed = [name for name in row.split(_BETWEEN) if find(name, first, end) < 0]
            if changed:
                yield segment, changed


def _lost(names: Sequence[str], segment: int, target: _Words, known: Counterparts) -> tuple[list[str], bool]:
    """Return the names that have neither their like but for accents nor a counterpart, and whether one stands small."""
    find, first, end = target.text.find, target.firsts[segment], target.ends[segment]
    lost, low = [], False
    for padded in names:
        name, key, needle = _told(padded)
        place = find(needle, first, end)
        if place < 0 or target.side.joined[place] not in _CAPITALS:
            low |= place >= 0
            others = known[key]
            if not (others and any(all(target.has(segment, word) for word in other) for other in others)):
                lost.append(name)
    return lost, low


@lru_cache(maxsize=MOST_REMEMBERED)
def _told(padded: str) -> tuple[str, str, bytes]:
    """Return of a name between spaces the name, the name folded, and what to look for among words."""
    key = fold_name(padded[1:-1])
    return padded[1:-1], key, _sought(key)


def _sought(key: str) -> bytes:
    return f" {key} ".encode() if key else _NEVER


def _have_their_like(names: Sequence[str], segment: int, source: _Words, target: _Words) -> bool:
    """Tell whether each name surely has a name like it in the translation, and none that tells anything."""
    if not (source.is_sure(segment) and target.is_sure(segment)):
        return False
    words = NAME.findall(target.side.plain(segment))
    if len(words) > _MANY:
        return False
    for name in names:
        like = [word for word in words if bearing(name, word) != FAR]
        if not like or Word(name, "", 0, 0).is_acronym:
            return False
        if any(bearing(name, word) == TELLING or source.has(segment, fold_name(word)) for word in like):
            return False
    return True
