"""Texts read for their capitalised words: where each stands, and whether its capital says anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from mtqa.fold import SEPARATOR
from mtqa.lang.names import fold_name

CAPITALS = "".join(chr(c) for c in range(0x530) if chr(c).isupper())
NAME = re.compile(rf"[{CAPITALS}](?<!\w.)\w+")
"""A capitalised word of two letters or more; a pattern that begins with a set is searched for fast."""
TOKEN = re.compile(rf"[{SEPARATOR}{CAPITALS}]\w*")
"""A capitalised word, or a separator with the first word after it: a pattern that begins so is searched for fast."""
_ENDS = re.compile(r"[.!?:…;•|]['\"”’»)\]]*\s*$|[\"“«„(\[—–*>/]\s*$|^\W*$|(?:^|\s)-\s*$")
"""What stands before a word that may owe its capital to its place: a full stop, a colon, an opening quote, a dash."""
PUNCTUATION = "'.,;:!?\"“”«»‘’()[]/–—-…"
"""What parts words, as spaces do."""
_WORD = re.compile(rf"[^\s{re.escape(PUNCTUATION)}]+")
TITLE_CASE = 0.6
"""Share of capitalised words from which a text is a headline or shouted, so that its capitals say nothing."""


class Word(NamedTuple):
    """A word of a text. `first`: its capital may be owed to its place. Units: offsets of the plain view."""

    text: str
    key: str
    start: int
    end: int
    first: bool = False

    @property
    def is_acronym(self) -> bool:
        """Tell whether it is two to six capitals, perhaps with a digit or a plural s."""
        core = self.text.removesuffix("s")
        return 2 <= len(core) <= 6 and core.isupper() and core.isalnum()


class Text:
    """A text and its words; what is told of it is made when it is first asked for.

    `bare` are its words, without case and accents, if they are known and all ASCII.
    """

    def __init__(self, plain: str, bare: bytes = b"") -> None:
        self.plain = plain
        self._bare = bare if bare.isascii() else b""

    @cached_property
    def names(self) -> Sequence[Word]:
        """The capitalised words, in order; of each it is told whether the capital may be owed to its place."""
        text, names = self.plain, []
        for match in NAME.finditer(text):
            start, end = match.span()
            within = text[start - 1 : start] in (" ", "'") and text[start - 2 : start - 1].isalnum()
            first = not within and (start == 0 or _ENDS.search(text, max(0, start - 4), start) is not None)
            word = match.group()
            names.append(Word(word, fold_name(word), start, end, first))
        return names

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all words."""
        return frozenset(self._bare.decode().split() if self._bare else map(fold_name, words_of(self.plain)))

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """The first four letters of the keys of all words."""
        return frozenset(key[:4] for key in self.keys)

    @cached_property
    def together(self) -> str:
        """The text folded, without its spaces."""
        return fold_name(self.plain.replace(" ", ""))

    @cached_property
    def numbers_of(self) -> Mapping[str, Sequence[int]]:
        """Which of the capitalised words have a key."""
        numbers: dict[str, list[int]] = {}
        for number, word in enumerate(self.names):
            numbers.setdefault(word.key, []).append(number)
        return numbers

    @cached_property
    def _numbers(self) -> Mapping[int, int]:
        return {word.start: number for number, word in enumerate(self.names)}

    def number(self, name: Word) -> int:
        """Return which of the capitalised words one is."""
        return self._numbers[name.start]


def words_of(text: str) -> list[str]:
    """Return what spaces and PUNCTUATION part."""
    return _WORD.findall(text)


def is_headline(text: Text, named: Mapping[str, bool]) -> bool:
    """Tell whether most of the words of a text that are no names have capitals."""
    others = {w.key for w in text.names if not w.first and len(w.key) > 3 and not named[w.text]}
    names = {w.key for w in text.names if named[w.text] or w.first} if others else set()
    others -= names
    long = sum(len(key) > 3 for key in text.keys - names) if others else 0
    return (long > 2 and len(others) > TITLE_CASE * long) or text.plain.isupper()


def is_set_off(text: Text, word: Word) -> bool:
    """Tell whether a word lost its last letter to an apostrophe (Jusqu'), or is shouted with its neighbours."""
    elided = text.plain[word.end : word.end + 1] == "'" and text.plain[word.end + 1 : word.end + 2].isalpha()
    return elided or is_shouted(text, word)


def is_shouted(text: Text, word: Word) -> bool:
    """Tell whether a word in capitals has a neighbour in capitals, and so need be no acronym."""
    if not word.is_acronym:
        return False
    at = text.number(word)
    beside = (*text.names[max(0, at - 1) : at], *text.names[at + 1 : at + 2])
    return any(w.text.isupper() and min(abs(w.start - word.end), abs(word.start - w.end)) < 3 for w in beside)


def is_shortened(word: Word, text: str) -> bool:
    """Tell whether a word is an abbreviation with its full stop: Va., Dept., Sen."""
    return len(word.key) < 5 and text[word.end : word.end + 1] == "." and text[word.end + 1 : word.end + 2] != ""
