"""What became of a name in a translation, and where a name of the translation comes from.

A segment is a sentence or a paragraph. In one of the size of a book all names would have to be held against all: there
a name is held against the MOST names that stand about as far into the other text, and looked for in WINDOW letters.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from mtqa.checks.capitals import Text, Word, is_shortened
from mtqa.checks.misspelt import NEAR
from mtqa.checks.named import Counterparts
from mtqa.lang.names import fold_name, likeness, likest, sound, spellings

MOST = 500
WINDOW = 100_000
"""Units: code points of a text without its spaces."""
_MANY = 8
"""Names from which on it is quicker to hold one against all of them at once."""
_WORD = re.compile(r"\w+")


class Trace(NamedTuple):
    """What became of a name of the source. `how`: kept, known, alike, lowered or lost; `word`: its counterpart."""

    name: Word
    how: str
    word: Word | None = None


@dataclass(frozen=True)
class Tracer:
    """Looks for names in the two texts of a segment; `known` are the counterparts of words."""

    source: Text
    target: Text
    known: Counterparts

    def trace(self, name: Word) -> Trace:
        """Tell what became of a name of the source."""
        target = self.target
        ways = spellings(name.text)
        same = min((target.numbers_of[key][0] for key in ways if key in target.numbers_of), default=None)
        if same is not None:
            return Trace(name, "kept", target.names[same])
        if name.key in target.keys:
            return Trace(name, "lowered", self._lower_case(name.key))
        if any(target.keys.issuperset(other) for other in self.known[name.key]):
            return Trace(name, "known")
        if name.is_acronym:
            return Trace(name, "lost")
        share = name.start / len(self.source.plain)
        near = self._free.likest(name.key, share)
        if near is not None and is_like(name.key, near.key):
            return Trace(name, "alike", near)
        if len(name.key) > 3 and name.key in around(target.together, share):
            return Trace(name, "kept")
        return Trace(name, "known" if name.key[:4] in target.beginnings else "lost")

    def new(self, names: Iterable[Word]) -> Iterator[Word]:
        """Yield the names of the translation that no word of the source accounts for."""
        source = self.source
        for name in names:
            if name.key in source.keys or is_shortened(name, self.target.plain):
                continue
            if name.key in self._others or name.key.removesuffix("s") in self._others:
                continue
            share = name.start / len(self.target.plain)
            if len(name.key) > 3 and name.key in around(source.together, share):
                continue
            if name.is_acronym or not (
                self._gone.has_like(name.key, share)
                or name.key[:4] in self._beginnings
                or sound(name.key)[:4] in self._sounds
            ):
                yield name

    def _lower_case(self, key: str) -> Word | None:
        """Return where a name first stands, without its capital."""
        if key not in self._places:
            return None
        start, end = self._places[key]
        return Word(self.target.plain[start:end], key, start, end)

    @cached_property
    def _places(self) -> Mapping[str, tuple[int, int]]:
        """Where each word of the translation first stands."""
        places: dict[str, tuple[int, int]] = {}
        for match in _WORD.finditer(self.target.plain):
            places.setdefault(fold_name(match.group()), match.span())
        return places

    @cached_property
    def _free(self) -> _Names:
        """The names of the translation that are no word of the source."""
        return _Names(self.target, [w for w in self.target.names if w.key not in self.source.keys])

    @cached_property
    def _gone(self) -> _Names:
        """The names of the source that are no word of the translation."""
        return _Names(self.source, [w for w in self.source.names if w.key not in self.target.keys])

    @cached_property
    def _others(self) -> frozenset[str]:
        """What words of the source may have become."""
        return frozenset(("", *(word for key in self.source.keys for other in self.known[key] for word in other)))

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(key[:4] for key in self.source.keys | self._others if len(key) > 3)

    @cached_property
    def _sounds(self) -> frozenset[str]:
        return frozenset(sound(key)[:4] for key in self.source.keys | self._others if len(key) > 3)


@dataclass(frozen=True)
class _Names:
    """Names of a text, in order."""

    text: Text
    words: Sequence[Word]

    def likest(self, one: str, share: float) -> Word | None:
        """Return the name most like a folded one, of equals the first. Units: `share` of the text's length."""
        span = _span(self.words, share, self.text)
        if span.stop - span.start < _MANY:
            return max(self.words[span], key=lambda word: likeness(one, word.key), default=None)
        best = likest(one, self._keys[span], self._sounds[span])
        return self.words[span.start + best] if best is not None else None

    def has_like(self, one: str, share: float) -> bool:
        """Tell whether a name may be the same as a folded one. Units: `share` of the text's length."""
        span = _span(self.words, share, self.text)
        if span.stop - span.start < _MANY or len(one) < 3:
            return any(is_like(one, word.key) for word in self.words[span])
        if one[:4] in self._beginnings[span] or sound(one)[:3] in self._heard[span]:
            return True
        best = likest(one, self._long[span], self._sounds[span])
        return best is not None and likeness(one, self._keys[span.start + best]) >= NEAR

    @cached_property
    def _keys(self) -> Sequence[str]:
        return [word.key for word in self.words]

    @cached_property
    def _sounds(self) -> Sequence[str | None]:
        return [heard if len(heard) > 2 else None for heard in map(sound, self._keys)]

    @cached_property
    def _long(self) -> Sequence[str | None]:
        return [key if len(key) > 2 else None for key in self._keys]

    @cached_property
    def _beginnings(self) -> Sequence[str | None]:
        return [key and key[:4] for key in self._long]

    @cached_property
    def _heard(self) -> Sequence[str | None]:
        return [key and sound(key)[:3] for key in self._long]


def nearest(words: Sequence[Word], share: float, text: Text) -> Sequence[Word]:
    """Return the MOST of a text's words, which are in order, that stand about there. Units: `share` of its length."""
    return words[_span(words, share, text)]


def _span(words: Sequence[Word], share: float, text: Text) -> slice:
    if len(words) <= MOST:
        return slice(0, len(words))
    at = bisect_left(words, share * len(text.plain), key=lambda word: word.start)
    first = min(max(0, at - MOST // 2), len(words) - MOST)
    return slice(first, first + MOST)


def around(text: str, share: float) -> str:
    """Return what of a text stands about there. Units: `share` of its length."""
    if len(text) <= WINDOW:
        return text
    first = min(max(0, int(share * len(text)) - WINDOW // 2), len(text) - WINDOW)
    return text[first : first + WINDOW]


def is_like(one: str, other: str) -> bool:
    """Tell whether two folded words may be one name: by how they begin or all over."""
    if len(one) < 3 or len(other) < 3:
        return one == other
    return begins_alike(one, other) or likeness(one, other) >= NEAR


def begins_alike(one: str, other: str) -> bool:
    """Tell whether two folded words begin with the same four letters, or the same three sounds."""
    return one[:4] == other[:4] or sound(one)[:3] == sound(other)[:3]
