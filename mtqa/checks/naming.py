"""The proper names of a chunk's two sides, and what became of those of the source."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from mtqa.checks.capitals import (
    CAPITALS,
    PUNCTUATION,
    Text,
    Word,
    is_headline,
    is_set_off,
    is_shortened,
    is_shouted,
    read,
    words_of,
)
from mtqa.checks.chunk import Chunk
from mtqa.fold import SEPARATOR
from mtqa.lang.names import fold_name, is_ordinary, likeness, locale_names, place_words, sound, spellings
from mtqa.lang.words import LANGUAGES

_TOKEN = re.compile(rf"[{SEPARATOR}{CAPITALS}]\w*")
"""A capitalised word, or a separator with the first word after it: a pattern that begins so is searched for fast."""
_ROMAN = re.compile(r"[IVXLCDM]+(?:e|er|ème|th|st|nd|rd)?$")
NOUN_CAPITALS = frozenset({"de", "lb"})
"""Languages that write every noun with a capital, so that a capital tells no name."""
_EDGES = frozenset((" ", *PUNCTUATION))
"""What parts words for `words_of`."""
_WITHIN = frozenset(PUNCTUATION + " ")
"""What parts words for _TOKEN, all but what is rare."""
NEAR = 0.62
"""Least likeness of two spellings of one name."""

Table = Mapping[str, Sequence[Sequence[str]]]
"""For a folded name, its counterparts, each as folded words."""


Counterparts = Mapping[str, Sequence[Sequence[str]]]
"""The same of the words of a document, with those that CLDR has."""


class Trace(NamedTuple):
    """What became of a name of the source. `how`: kept, known, alike, lowered or lost; `word`: its counterpart."""

    name: Word
    how: str
    word: Word | None = None


@dataclass(frozen=True)
class Compared:
    """A segment whose source has names that its translation has not letter by letter.

    `theirs` tells the names of the translation from its words, and `known` are the counterparts of words.
    """

    segment: int
    source: Text
    target: Text
    traces: tuple[Trace, ...]
    theirs: Mapping[str, bool]
    known: Counterparts

    @cached_property
    def new(self) -> tuple[Word, ...]:
        """The names of the translation that no word of the source accounts for; few rules ask."""
        names = [w for w in self.target.names if self.theirs[w.text] and not is_shouted(self.target, w)]
        return tuple(_new(names, self.source, self.target, self.known))

    def lost(self) -> Iterator[Word]:
        """Yield the names of the source that left no trace."""
        return (t.name for t in self.traces if t.how == "lost")


MOST_REMEMBERED = 50_000
"""How many names of a language are remembered, and how many counterparts of a document's."""


class _Named(dict[str, bool]):
    """Tells of a capitalised word whether it is a name in a language, and remembers it."""

    def __init__(self, lang: str, places: frozenset[str]) -> None:
        super().__init__()
        self._lang, self._places = lang, places

    def __missing__(self, word: str) -> bool:
        named = word[:1].isupper() and word.isalpha() and not _ROMAN.match(word)
        key = fold_name(word) if named else ""
        named = len(key) > 1
        if named and key not in self._places and not (word.isupper() and len(word) < 7):
            named = not is_ordinary(self._lang, word)
        if len(self) < MOST_REMEMBERED:
            self[word] = named
        return named


def is_known_pair(langs: tuple[str, str]) -> bool:
    """Tell whether names can be told from words in both languages."""
    return langs[0] != langs[1] and not NOUN_CAPITALS & {*langs} and {*langs} <= LANGUAGES


def compared(chunk: Chunk, key: str, table: Table) -> list[Compared]:
    """Return the segments whose names differ; `key` stands for the table, so that rules share the work."""
    made: list[Compared] = chunk.memo(("names", key), lambda: list(_compare(chunk, key, table)))
    return made


def naming(chunk: Chunk) -> tuple[Mapping[str, bool], Mapping[str, bool]]:
    """Return what tells names from words, for source and target."""
    return _naming(*chunk.langs)


@lru_cache(maxsize=8)
def _naming(source: str, target: str) -> tuple[Mapping[str, bool], Mapping[str, bool]]:
    return _Named(source, place_words(source, target)), _Named(target, place_words(target, source))


def _known(chunk: Chunk, key: str, table: Table) -> _Known:
    """Return the counterparts of a table's words; kept for the document."""
    kept: dict[str, _Known] = chunk.document.setdefault("counterparts", {})
    if key not in kept:
        kept[key] = _Known(table, chunk.langs)
    return kept[key]


def _compare(chunk: Chunk, key: str, table: Table) -> Iterator[Compared]:
    assert chunk.source is not None
    ours, _ = naming(chunk)
    known = _known(chunk, key, table)
    targets = chunk.target.joined.split(SEPARATOR)
    for i, named in _named(chunk.source.joined, ours):
        target = targets[i]
        if not target or all(_stands(name, target, _WITHIN) for name in named):
            continue
        kept = _TOKEN.findall(SEPARATOR + target)
        kept[0] = kept[0][1:]
        lost = named.difference(kept)
        if lost and chunk.source.has(i) and _any_unaccounted(lost, kept, target, known):
            look = _look(chunk, i, lost, known)
            if look:
                yield look


def _any_unaccounted(lost: Iterable[str], kept: Iterable[str], text: str, known: _Known) -> bool:
    """Tell whether a name has neither its like nor a known counterpart in a translation: the cheap test."""
    low = text.lower()
    rest = [
        name
        for name in map(fold_name, lost)
        if not any(all(_stands(word, low, _EDGES) for word in other) for other in known[name])
    ]
    if rest:
        rest = [*{*rest}.difference(map(fold_name, kept))]
    return bool(rest) and _any_missing(rest, {*map(fold_name, words_of(text))}, known)


def _stands(word: str, text: str, edges: Container[str]) -> bool:
    """Tell whether a word plainly stands in a text, where it stands first, between characters of `edges`."""
    at = text.find(word)
    end = at + len(word)
    return at >= 0 and (not at or text[at - 1] in edges) and (end == len(text) or text[end] in edges)


def _any_missing(names: Iterable[str], words: set[str], known: _Known) -> bool:
    return not all(any(words.issuperset(other) for other in known[name]) for name in names)


class _Known(dict[str, tuple[Sequence[str], ...]]):
    """Holds the counterparts of a folded word, each as folded words: those of a rule's table and of CLDR."""

    def __init__(self, table: Table, langs: tuple[str, str]) -> None:
        super().__init__()
        self._table, self._locale = table, locale_names(*langs)

    def __missing__(self, key: str) -> tuple[Sequence[str], ...]:
        forms = dict.fromkeys((key, key.removesuffix("s"), key.removesuffix("es"), key.removesuffix("e")))
        tabled = (other for form in forms for other in self._table.get(form, ()))
        made = (*tabled, *((other,) for form in forms for other in sorted(self._locale.get(form, ()))))
        if len(self) < MOST_REMEMBERED:
            self[key] = made
        return made


def _named(joined: str, ours: Mapping[str, bool]) -> Iterator[tuple[int, set[str]]]:
    """Yield the segments that name something, with the names."""
    tokens = _TOKEN.findall(joined)
    words = {*tokens}
    begin = {word for word in words if word[0] == SEPARATOR}
    wanted = begin | {word for word in words - begin if ours[word]}
    segment, names = 0, set[str]()
    for token in [token for token in tokens if token in wanted]:
        if token in begin:
            if names:
                yield segment, names
            segment += 1
            names = {token[1:]} if ours[token[1:]] else set()
        else:
            names.add(token)
    if names:
        yield segment, names


def _look(chunk: Chunk, segment: int, lost: set[str], known: _Known) -> Compared | None:
    """Trace the names of a segment that its translation has not letter by letter."""
    assert chunk.source is not None
    ours, theirs = naming(chunk)
    source, target = read(chunk.source.plain(segment)), read(chunk.target.plain(segment))
    if is_headline(source, ours) or is_headline(target, theirs):
        return None
    names = [w for w in source.names if w.text in lost and ours[w.text] and not is_set_off(source, w)]
    traces = tuple(_trace(w, source, target, known) for w in names)
    if all(t.how in ("kept", "known") for t in traces):
        return None
    return Compared(segment, source, target, traces, theirs, known)


def _trace(name: Word, source: Text, target: Text, known: _Known) -> Trace:
    ways = spellings(name.text)
    same = next((w for w in target.names if w.key in ways), None)
    if same is not None:
        return Trace(name, "kept", same)
    if name.key in target.keys:
        return Trace(name, "lowered", _lower_case(name, target))
    if any(target.keys.issuperset(other) for other in known[name.key]):
        return Trace(name, "known")
    if name.is_acronym:
        return Trace(name, "lost")
    free = (w for w in target.names if w.key not in source.keys)
    near = max(free, key=lambda w: likeness(name.key, w.key), default=None)
    if near is not None and is_like(name.key, near.key):
        return Trace(name, "alike", near)
    if len(name.key) > 3 and name.key in fold_name(target.plain.replace(" ", "")):
        return Trace(name, "kept")
    return Trace(name, "known" if any(key[:4] == name.key[:4] for key in target.keys) else "lost")


def _lower_case(name: Word, target: Text) -> Word | None:
    """Return where a name stands without its capital."""
    for match in re.finditer(r"\w+", target.plain):
        if fold_name(match.group()) == name.key:
            return Word(match.group(), name.key, *match.span())
    return None


def is_like(one: str, other: str) -> bool:
    """Tell whether two folded words may be one name: by how they begin or all over."""
    if len(one) < 3 or len(other) < 3:
        return one == other
    return begins_alike(one, other) or likeness(one, other) >= NEAR


def begins_alike(one: str, other: str, sounds: int = 3) -> bool:
    """Tell whether two folded words begin with the same four letters, or the same sounds."""
    return one[:4] == other[:4] or sound(one)[:sounds] == sound(other)[:sounds]


def _new(names: Sequence[Word], source: Text, target: Text, known: Counterparts) -> Iterator[Word]:
    """Yield the names of the translation that no word of the source accounts for."""
    others: set[str] = set()
    joined = ""
    for name in names:
        if name.key in source.keys or is_shortened(name, target.plain):
            continue
        if not others:
            others = {"", *(word for key in source.keys for other in known[key] for word in other)}
            joined = fold_name(source.plain.replace(" ", ""))
        if name.key in others or name.key.removesuffix("s") in others or (len(name.key) > 3 and name.key in joined):
            continue
        if name.is_acronym or not (
            any(is_like(name.key, w.key) for w in source.names if w.key not in target.keys)
            or any(begins_alike(name.key, key, 4) for key in source.keys | others if len(key) > 3)
        ):
            yield name
