"""The proper names of a chunk's two sides, and what became of those of the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from mtqa.checks.chunk import Chunk
from mtqa.fold import SEPARATOR
from mtqa.lang.names import fold_name, is_ordinary, likeness, locale_names, place_words, sound, spellings
from mtqa.lang.words import LANGUAGES

_CAPITALS = "".join(chr(c) for c in range(0x530) if chr(c).isupper())
_TOKEN = re.compile(rf"{SEPARATOR}|\b[{_CAPITALS}]\w+")
_WORD = re.compile(r"\w+")
_ENDS = re.compile(r"[.!?:…;•|]['\"”’»)\]]*\s*$|[\"“«„(\[—–*>/]\s*$|^\W*$|(?:^|\s)-\s*$")
"""What stands before a word that may owe its capital to its place: a full stop, a colon, an opening quote, a dash."""
_ROMAN = re.compile(r"[IVXLCDM]+(?:e|er|ème|th|st|nd|rd)?$")
NOUN_CAPITALS = frozenset({"de", "lb"})
NEAR = 0.62
"""Least likeness of two spellings of one name."""
TITLE_CASE = 0.6
"""Share of capitalised words from which a text is a headline or shouted, so that its capitals say nothing."""

Table = Mapping[str, Sequence[Sequence[str]]]
"""For a folded name, its counterparts, each as folded words."""


class Word(NamedTuple):
    """A word of a text. `first`: its capital may be owed to its place. Units: offsets of the plain view."""

    text: str
    key: str
    start: int
    end: int
    first: bool = False

    @property
    def is_capitalised(self) -> bool:
        """Tell whether it begins with a capital."""
        return self.text[:1].isupper()

    @property
    def is_acronym(self) -> bool:
        """Tell whether it is two to six capitals, perhaps with a digit or a plural s."""
        core = self.text.removesuffix("s")
        return 2 <= len(core) <= 6 and core.isupper() and core.isalnum()


class Trace(NamedTuple):
    """What became of a name of the source. `how`: kept, known, alike, lowered or lost; `word`: its counterpart."""

    name: Word
    how: str
    word: Word | None = None


class Compared(NamedTuple):
    """A segment whose source has names that its translation has not letter by letter."""

    segment: int
    source: tuple[Word, ...]
    target: tuple[Word, ...]
    traces: tuple[Trace, ...]
    new: tuple[Word, ...]
    size: tuple[int, int]

    def lost(self) -> Iterator[Word]:
        """Yield the names of the source that left no trace."""
        return (t.name for t in self.traces if t.how == "lost")


class _Named(dict[str, bool]):
    """Tells of a capitalised word whether it is a name in a language, and remembers it."""

    def __init__(self, lang: str, places: frozenset[str]) -> None:
        super().__init__()
        self._lang, self._places = lang, places

    def __missing__(self, word: str) -> bool:
        key = fold_name(word)
        named = not word.isdigit() and not _ROMAN.match(word) and len(key) > 1
        if named and key not in self._places and not (word.isupper() and len(word) < 7):
            named = not is_ordinary(self._lang, word)
        self[word] = named
        return named


def is_known_pair(langs: tuple[str, str]) -> bool:
    """Tell whether names can be told from words in both languages."""
    return langs[0] != langs[1] and not NOUN_CAPITALS & {*langs} and {*langs} <= LANGUAGES


def compared(chunk: Chunk, key: str, table: Table) -> list[Compared]:
    """Return the segments whose names differ; `key` stands for the table, so that rules share the work."""
    made: list[Compared] = chunk.memo(("names", key), lambda: list(_compare(chunk, table)))
    return made


def naming(chunk: Chunk) -> tuple[_Named, _Named]:
    """Return what tells names from words, for source and target; kept for the document."""
    known: tuple[_Named, _Named] | None = chunk.document.get("naming")
    if known is None:
        source, target = chunk.langs
        known = _Named(source, place_words(source, target)), _Named(target, place_words(target, source))
        chunk.document["naming"] = known
    return known


def _compare(chunk: Chunk, table: Table) -> Iterator[Compared]:
    assert chunk.source is not None
    ours, theirs = naming(chunk)
    known = _Known(table, chunk.langs)
    sources, targets = (_capitalised(side.joined) for side in (chunk.source, chunk.target))
    for i, (source, target) in enumerate(zip(sources, targets, strict=True)):
        if source == target or not chunk.source.has(i):
            continue
        kept = target.split()
        lost = [word for word in {*source.split()}.difference(kept) if ours[word]]
        if lost and _any_unaccounted(lost, kept, chunk.target.plain(i), known):
            look = _look(chunk, i, {*lost}, table)
            if look:
                yield look


def _any_unaccounted(lost: Iterable[str], kept: Iterable[str], text: str, known: _Known) -> bool:
    """Tell whether a name has neither its like nor a known counterpart in a translation: the cheap test."""
    keys = {*map(fold_name, kept)}
    rest = [name for name in lost if fold_name(name) not in keys]
    if not rest or not text:
        return False
    words = {*map(fold_name, text.translate(_PUNCTUATION).split())}
    return not all(any(words.issuperset(other) for other in known[name]) for name in rest)


class _Known(dict[str, tuple[tuple[str, ...], ...]]):
    """Holds the counterparts of a name, each as folded words."""

    def __init__(self, table: Table, langs: tuple[str, str]) -> None:
        super().__init__()
        self._table, self._langs = table, langs

    def __missing__(self, name: str) -> tuple[tuple[str, ...], ...]:
        made = self[name] = tuple(tuple(other) for other in counterparts(fold_name(name), self._table, self._langs))
        return made


_PUNCTUATION = str.maketrans(dict.fromkeys("'.,;:!?\"“”«»‘’()[]/–—-…", " "))


def _capitalised(joined: str) -> list[str]:
    """Return of each segment its capitalised words, joined by spaces."""
    return " ".join(_TOKEN.findall(joined)).split(SEPARATOR)


def words_of(text: str) -> tuple[Word, ...]:
    """Return the words of a text; whether a capital may be owed to its place is told for capitalised ones."""
    found = []
    for match in _WORD.finditer(text):
        word, start = match.group(), match.start()
        first = word[0].isupper() and _ENDS.search(text, max(0, start - 4), start) is not None
        found.append(Word(word, fold_name(word), start, match.end(), first or start == 0))
    return tuple(found)


def _is_headline(words: Sequence[Word]) -> bool:
    long = [w for w in words if len(w.text) > 3]
    return len(long) > 3 and sum(w.is_capitalised for w in long) > TITLE_CASE * len(long)


def _look(chunk: Chunk, segment: int, lost: set[str], table: Table) -> Compared | None:
    """Trace the names of a segment that its translation has not letter by letter."""
    assert chunk.source is not None
    ours, theirs = naming(chunk)
    texts = chunk.source.plain(segment), chunk.target.plain(segment)
    source, target = words_of(texts[0]), words_of(texts[1])
    if _is_headline(source) or _is_headline(target):
        return None
    keys, joined = {w.key: w for w in reversed(target)}, "".join(w.key for w in target)
    names = [
        w for w in source
        if w.text in lost and ours[w.text] and not _is_elided(texts[0], w) and not _is_shouted(source, w)
    ]  # fmt: skip
    traces = tuple(_trace(w, keys, joined, table, chunk.langs) for w in names)
    if all(t.how in ("kept", "known") for t in traces):
        return None
    new = _new(chunk, [w for w in target if w.is_capitalised and theirs[w.text] and not _is_shouted(target, w)], source, texts[1], table)
    return Compared(segment, source, target, traces, tuple(new), (len(texts[0]), len(texts[1])))


def _is_shouted(words: Sequence[Word], word: Word) -> bool:
    """Tell whether a word in capitals has a neighbour in capitals, and so need be no acronym."""
    if not word.is_acronym:
        return False
    at = words.index(word)
    return any(w.text.isupper() and len(w.text) > 1 for w in (*words[max(0, at - 1) : at], *words[at + 1 : at + 2]))


def _is_elided(text: str, word: Word) -> bool:
    """Tell whether a word lost its last letter to an apostrophe: Jusqu', Aujourd'hui."""
    return text[word.end : word.end + 1] == "'" and text[word.end + 1 : word.end + 2].isalpha()


def _trace(name: Word, keys: Mapping[str, Word], joined: str, table: Table, langs: tuple[str, str]) -> Trace:
    same = next((keys[spelling] for spelling in spellings(name.text) if spelling in keys), None)
    if same is not None:
        return Trace(name, "kept" if same.is_capitalised else "lowered", same)
    for counterpart in counterparts(name.key, table, langs):
        if keys.keys() >= {*counterpart}:
            return Trace(name, "known", keys[counterpart[0]])
    if len(name.key) > 3 and name.key in joined:
        return Trace(name, "kept")
    if name.is_acronym:
        return Trace(name, "lost")
    near = max(keys.values(), key=lambda w: likeness(name.key, w.key), default=None)
    if near is not None and is_like(name.key, near.key):
        return Trace(name, "alike", near)
    return Trace(name, "lost")


def counterparts(key: str, table: Table, langs: tuple[str, str]) -> Iterator[Sequence[str]]:
    """Yield what a folded word may become, each as folded words."""
    locale = locale_names(*langs)
    for form in (key, key.removesuffix("s"), key.removesuffix("es"), key.removesuffix("e")):
        yield from table.get(form, ())
        for other in locale.get(form, ()):
            yield (other,)


def is_like(one: str, other: str) -> bool:
    """Tell whether two folded words may be one name: by their first letters or all over."""
    if len(one) < 3 or len(other) < 3:
        return one == other
    return one[:4] == other[:4] or sound(one)[:3] == sound(other)[:3] or likeness(one, other) >= NEAR


def _is_shortened(word: Word, text: str) -> bool:
    """Tell whether a word is an abbreviation with its full stop: Va., Dept., Sen."""
    return len(word.key) < 5 and text[word.end : word.end + 1] == "." and text[word.end + 1 : word.end + 2] != ""


def _new(
    chunk: Chunk, names: Sequence[Word], source: Sequence[Word], text: str, table: Table
) -> Iterator[Word]:
    """Yield the names of the translation that no word of the source accounts for."""
    keys, joined = {w.key for w in source}, "".join(w.key for w in source)
    known: set[str] | None = None
    for name in names:
        if name.key in keys or (len(name.key) > 3 and name.key in joined):
            continue
        if known is None:
            known = {word for key in keys for other in counterparts(key, table, chunk.langs) for word in other}
        if name.key in known or name.key.removesuffix("s") in known or _is_shortened(name, text):
            continue
        if name.is_acronym or not any(is_like(name.key, other) for other in _longest(keys | known)):
            yield name


def _longest(keys: Iterable[str]) -> Iterator[str]:
    return (k for k in keys if len(k) > 3)
