"""What to know of a word, told by a byte, its mark.

A text of a thousand words has a few hundred different ones, and the next text has most of them again. So what a word
tells is found out when it is first met; from then on it is one look into a dictionary.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from itertools import cycle
from typing import Any

from mtqa import rx
from mtqa.fold import LETTERS, SEPARATOR, fold
from mtqa.lang import function_words as small
from mtqa.lang.words import frequencies

ONE, MORE, COMMON, OWN, THIRD, SOUGHT, LOOPING = (1 << n for n in range(7))
"""What a mark tells of a word: it is one sign, or more, of the source's language; one of the commonest words of the
target's, or another function word that the source's lacks; one of a third language's that the target's lacks; a rule
looks for it; it repeats a part of itself."""
LEAST_LETTERS = 4
LEAST_COUNT = 30
"""A rarer word of the source's list may be a mistake of it, or a name."""
_COMMONEST = 9
_APART = 128
"""From here on the commonest words have marks of their own, since "of the" is no repeat; below, marks tell all else."""
_OWNS = _APART + _COMMONEST
"""From here on marks are dealt out to other function words, for the same reason."""
PLAIN = _OWNS + 40
"""From here on marks are dealt out in turn to words that tell nothing."""
_LETTERS = rx.compile(r"\p{L}+")
_OE = fold("œ").decode("latin-1")
_END = SEPARATOR.encode()
IN_WORD = LETTERS | {ord("_")}
IN_TOKEN = IN_WORD | {*fold("'œ")}
"""The bytes that words are read of; any other parts words, or is one by itself."""
_PIECES = bytes(i if i in IN_WORD else 32 for i in range(256))
_PARTS = bytes(i if i in IN_TOKEN else 32 for i in range(256))
LONG = 12
_LOOP = rx.compile(rb"([^-?\x7f]{2,6})\1{3}|([^-?\x7f.0-9])\2{5}")
_LOOP_TEXT = rx.compile(r"(\p{L}{2,6})\1{3}|(\p{L})\2{5}")


class Marks(dict[Any, int]):
    """Words with their marks, found out as words are asked for; the same word has the same mark.

    `langs` are the languages of source and target, `sought` the words that rules look for, folded. `pieces` names, for
    a word as it is read ("the/ad"), which of these stand in it, in order. With `strays`, words that only the source's
    word list has are SOUGHT too, and in `strays`; then `asks_lists`. A word of letters and digits that is not `telling`
    tells nothing but by lists, and by what it repeats if it is LONG.
    """

    def __init__(self, langs: tuple[str, str], sought: Collection[bytes] = (), *, strays: bool = False) -> None:
        super().__init__()
        source, target = langs
        self._sought = sought
        self._known, self._other = (frequencies(lang) if strays else {} for lang in langs)
        self.strays: set[bytes] = set()
        self.asks_lists = bool(self._known)
        self._signs = {fold(w): 1 + (w in small.strong(source)) for w in small.marks(source, target)}
        self._elided = frozenset(map(fold, small.elided(source)))
        own = small.lacking(target, source) if source in small.LANGUAGES else frozenset[str]()
        thirds = (small.lacking(third, target) for third in small.LANGUAGES - {source, target})
        self._told_by = {fold(word): OWN for word in own}
        self._told_by |= {fold(word): THIRD for words in thirds for word in words}
        self._common = {fold(w): n for n, w in enumerate(small.STRONG.get(target, "").split()[:_COMMONEST], _APART)}
        self.telling = frozenset([*self._signs, *self._told_by, *self._common, *sought])
        self._owns, self._others = cycle(range(_OWNS, PLAIN)), cycle(range(PLAIN, 256))
        self.pieces: dict[bytes, Sequence[bytes]] = {}
        self.update({_END: 0, SEPARATOR: 0})

    def __missing__(self, word: Any) -> int:
        return self.setdefault(word, self.find(word))

    def find(self, word: Any) -> int:
        """Return the mark of a word without keeping it: who asks for a word the first time may do so."""
        known = self.get(word)
        return self._told(word) or next(self._others) if known is None else known

    def _told(self, word: Any) -> int:
        if isinstance(word, str):
            return LOOPING * _loops(word, _LOOP_TEXT)
        if self._known and self._holds_stray(word):
            self.strays.add(word)
            self.pieces[word] = ()
        elif word.isalnum() and word not in self.telling:  # as most are; what follows takes ten times as long
            return LOOPING * _loops(word, _LOOP)
        signs = told = 0
        for part in word.translate(_PARTS).split():
            before, apostrophe, _ = part.partition(b"'")
            signs += self._signs.get(part, 0) + (apostrophe != b"" and before in self._elided)
            told |= COMMON * (part in self._common)
            for piece in part.split(b"'"):
                told |= self._told_by.get(piece, 0)
        pieces = [piece for piece in word.translate(_PIECES).split() if piece in self._sought]
        if pieces:
            self.pieces[word] = pieces
        told |= (MORE if signs > 1 else ONE * signs) | SOUGHT * (word in self.pieces) | LOOPING * _loops(word, _LOOP)
        if told == OWN:
            return next(self._owns)
        return self._common.get(word, told) if told in (COMMON, COMMON | OWN) else told

    def _holds_stray(self, word: bytes) -> bool:
        if len(word) < LEAST_LETTERS:
            return False
        parts = parts_of(word)
        if len(parts) == 1:
            return stray_count(parts[0], self._known, self._other) > 0
        return any(stray_count(part, self._known, self._other) for part in parts)


def parts_of(word: str | bytes) -> Sequence[str]:
    """Return what of a word as it is read, as text or folded, is letters."""
    text = word if isinstance(word, str) else word.decode("latin-1").replace(_OE, "œ")
    return (text,) if text.isalpha() else _LETTERS.findall(text)


def stray_count(word: str, known: Mapping[str, int], other: Mapping[str, int]) -> int:
    """Return how often the source's list has a word that the target's lacks; 0 if seldom, or if it is short."""
    count = known.get(word, 0) if len(word) >= LEAST_LETTERS else 0
    return count if count >= LEAST_COUNT and word not in other else 0


def _loops(word: Any, loop: Any) -> bool:
    """Tell whether a long word repeats a part of itself."""
    return len(word) >= LONG and len(set(word)) * 2 <= len(word) and loop.search(word) is not None


@cache
def table_of(asked: int) -> bytes:
    """Return a table that makes 1 of the marks that tell what is asked, and 0 of the others."""
    told = [*range(_APART), *[COMMON | OWN] * _COMMONEST, *[OWN] * (PLAIN - _OWNS), *[0] * (256 - PLAIN)]
    return bytes(mark & asked > 0 for mark in told)


@cache
def _silent(asked: int) -> bytes:
    """Return the marks that do not tell what is asked."""
    table = table_of(asked)
    return bytes(mark for mark in range(1, 256) if not table[mark])


def telling(marked: bytes, asked: int) -> bytes:
    """Return of marks those that tell what is asked, and the ends of segments."""
    return marked.translate(None, _silent(asked))
