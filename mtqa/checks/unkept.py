"""Which sources have a name that does not plainly stand in the translation: found for a whole chunk at once.

What is yielded is looked at again, by its letters: nothing that matters is left out, and little else is yielded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, compress, pairwise, repeat
from operator import not_

from mtqa.checks.capitals import CAPITALS, PUNCTUATION
from mtqa.checks.chunk import Chunk
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
_CAPITALS = frozenset(CAPITALS)
_LARGE = 50_000
"""Units: code points of a translation from which on no name is looked for in it: name by name takes too long."""


def _words() -> bytes:
    """Return what makes of folded text words without accents, with a space for what parts words.

    What is no letter, or becomes two without its accent, stays as it is.
    """
    table = bytearray(range(256))
    for b in range(256):
        base = fold_name(chr(b)) if chr(b).isalpha() and fold(chr(b)) == bytes([b]) else ""
        if len(base) == 1 and base.isascii():
            table[b] = ord(base)
    for b in fold(PUNCTUATION + " " + SEPARATOR):
        table[b] = 32
    return bytes(table)


WORDS = _words()


class _Marks(dict[str, str]):
    """For a token, what stands for it in the row of names: itself if it is a name, and a separator if it has one."""

    def __init__(self, named: Mapping[str, bool]) -> None:
        super().__init__()
        self._named = named

    def __missing__(self, token: str) -> str:
        begins = token[0] == SEPARATOR
        word = token[1:] if begins else token
        mark = SEPARATOR * begins + (_BETWEEN + word if self._named[word] else "")
        if len(self) < MOST_REMEMBERED:
            self[token] = mark
        return mark


@lru_cache(maxsize=MOST_REMEMBERED)
def _needle(word: str) -> bytes:
    return _sought(fold_name(word))


def _sought(key: str) -> bytes:
    """Return what to look for among words to find one that is folded to this."""
    return f" {key} ".encode() if key.isascii() and key.isalpha() else _NEVER


@lru_cache(maxsize=8)
def _marks(source: str, target: str) -> _Marks:
    return _Marks(naming(source, target)[0])


def unkept(chunk: Chunk, known: Counterparts) -> Iterator[tuple[int, set[str]]]:
    """Yield segments with all names of their sources, of which one or more may have no counterpart."""
    if chunk.source is None:
        return
    rows = _rows(chunk.source.joined, _marks(*chunk.langs))
    segments = [i for i, row in enumerate(rows) if row]
    names = [rows[i][1:].split(_BETWEEN) for i in segments]
    owners = [*chain.from_iterable(map(repeat, segments, map(len, names)))]
    named = dict(zip(segments, names, strict=True))
    for segment in dict.fromkeys(_missing(chunk.target, [*chain.from_iterable(names)], owners, known)):
        yield segment, {*named[segment]}


def _rows(joined: str, marks: Mapping[str, str]) -> list[str]:
    """Return the names of each segment, in a row."""
    tokens = TOKEN.findall(SEPARATOR + joined)
    return "".join(map(marks.__getitem__, tokens)).split(SEPARATOR)[1:]


def _missing(target: Side, names: Sequence[str], owners: Sequence[int], known: Counterparts) -> Iterator[int]:
    """Yield the owner of each name that may have no counterpart."""
    text, joined = b" " + target.folded.translate(WORDS) + b" ", target.joined + " "
    firsts = target.starts
    ends = [end + 1 if end - first < _LARGE else first for first, end in pairwise(firsts)]
    bounds = map(firsts.__getitem__, owners), map(ends.__getitem__, owners)
    places = map(text.find, map(_needle, names), *bounds)
    stand = map(_CAPITALS.__contains__, map(joined.__getitem__, places))
    for owner, name in compress(zip(owners, names, strict=True), map(not_, stand)):
        others, first, end = known[fold_name(name)], firsts[owner], ends[owner]
        if not any(all(text.find(_sought(word), first, end) >= 0 for word in other) for other in others):
            yield owner
