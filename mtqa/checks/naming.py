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
_TOKEN = re.compile(rf"[{SEPARATOR}{_CAPITALS}]\w*")
"""A capitalised word, or a separator with the first word after it: a pattern that begins so is searched for fast."""
_NAME = re.compile(rf"\b[{_CAPITALS}]\w+")
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


class Text(NamedTuple):
    """A text with its capitalised words, and the keys of all its words."""

    plain: str
    names: tuple[Word, ...]
    keys: frozenset[str]


class Trace(NamedTuple):
    """What became of a name of the source. `how`: kept, known, alike, lowered or lost; `word`: its counterpart."""

    name: Word
    how: str
    word: Word | None = None


class Compared(NamedTuple):
    """A segment whose source has names that its translation has not letter by letter."""

    segment: int
    source: Text
    target: Text
    traces: tuple[Trace, ...]
    new: tuple[Word, ...]

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
        named = word[:1].isupper() and len(key) > 1 and word.isalpha() and not _ROMAN.match(word)
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


def naming(chunk: Chunk) -> tuple[Mapping[str, bool], Mapping[str, bool]]:
    """Return what tells names from words, for source and target; kept for the document."""
    source, target = chunk.langs
    if "naming" not in chunk.document:
        named = _Named(source, place_words(source, target)), _Named(target, place_words(target, source))
        chunk.document["naming"] = named
    made: tuple[_Named, _Named] = chunk.document["naming"]
    return made


def _compare(chunk: Chunk, table: Table) -> Iterator[Compared]:
    assert chunk.source is not None
    ours, _ = naming(chunk)
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


def read(text: str) -> Text:
    """Return the words of a text; of capitalised ones, whether the capital may be owed to the place is told."""
    names = []
    for match in _NAME.finditer(text):
        start, end = match.span()
        first = start == 0 or _ENDS.search(text, max(0, start - 4), start) is not None
        names.append(Word(text[start:end], fold_name(text[start:end]), start, end, first))
    return Text(text, tuple(names), frozenset(map(fold_name, text.translate(_PUNCTUATION).split())))


def _is_headline(text: Text, named: Mapping[str, bool]) -> bool:
    """Tell whether most of the words of a text that are no names have capitals."""
    names = {w.key for w in text.names if named[w.text] or w.first}
    others = {w.key for w in text.names if len(w.key) > 3} - names
    long = sum(len(key) > 3 for key in text.keys - names)
    return (long > 2 and len(others) > TITLE_CASE * long) or text.plain.isupper()


def _look(chunk: Chunk, segment: int, lost: set[str], table: Table) -> Compared | None:
    """Trace the names of a segment that its translation has not letter by letter."""
    assert chunk.source is not None
    ours, theirs = naming(chunk)
    source, target = read(chunk.source.plain(segment)), read(chunk.target.plain(segment))
    if _is_headline(source, ours) or _is_headline(target, theirs):
        return None
    names = [w for w in source.names if w.text in lost and ours[w.text] and not _is_set_off(source, w)]
    free = [w for w in target.names if w.key not in source.keys]
    traces = tuple(_trace(w, target, free, table, chunk.langs) for w in names)
    if all(t.how in ("kept", "known") for t in traces):
        return None
    names = [w for w in target.names if theirs[w.text] and not _is_shouted(target, w)]
    return Compared(segment, source, target, traces, tuple(_new(chunk, names, source, target, table)))


def _is_set_off(text: Text, word: Word) -> bool:
    """Tell whether a word lost its last letter to an apostrophe (Jusqu'), or is shouted with its neighbours."""
    elided = text.plain[word.end : word.end + 1] == "'" and text.plain[word.end + 1 : word.end + 2].isalpha()
    return elided or _is_shouted(text, word)


def _is_shouted(text: Text, word: Word) -> bool:
    """Tell whether a word in capitals has a neighbour in capitals, and so need be no acronym."""
    if not word.is_acronym:
        return False
    at = text.names.index(word)
    beside = (*text.names[max(0, at - 1) : at], *text.names[at + 1 : at + 2])
    return any(w.text.isupper() and min(abs(w.start - word.end), abs(word.start - w.end)) < 3 for w in beside)


def _trace(name: Word, target: Text, free: Sequence[Word], table: Table, langs: tuple[str, str]) -> Trace:
    ways = spellings(name.text)
    same = next((w for w in target.names if w.key in ways), None)
    if same is not None:
        return Trace(name, "kept", same)
    if name.key in target.keys:
        return Trace(name, "lowered", _lower_case(name, target))
    if any(target.keys.issuperset(other) for other in counterparts(name.key, table, langs)):
        return Trace(name, "known")
    if name.is_acronym:
        return Trace(name, "lost")
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


def counterparts(key: str, table: Table, langs: tuple[str, str]) -> Iterator[Sequence[str]]:
    """Yield what a folded word may become, each as folded words."""
    locale = locale_names(*langs)
    for form in {key, key.removesuffix("s"), key.removesuffix("es"), key.removesuffix("e")}:
        yield from table.get(form, ())
        for other in locale.get(form, ()):
            yield (other,)


def is_like(one: str, other: str) -> bool:
    """Tell whether two folded words may be one name: by how they begin or all over."""
    if len(one) < 3 or len(other) < 3:
        return one == other
    return begins_alike(one, other) or likeness(one, other) >= NEAR


def begins_alike(one: str, other: str, sounds: int = 3) -> bool:
    """Tell whether two folded words begin with the same four letters, or the same sounds."""
    return one[:4] == other[:4] or sound(one)[:sounds] == sound(other)[:sounds]


def _new(chunk: Chunk, names: Sequence[Word], source: Text, target: Text, table: Table) -> Iterator[Word]:
    """Yield the names of the translation that no word of the source accounts for."""
    known: set[str] = set()
    joined = ""
    for name in names:
        if name.key in source.keys or _is_shortened(name, target.plain):
            continue
        if not known:
            others = (other for key in source.keys for other in counterparts(key, table, chunk.langs))
            known = {"", *(word for other in others for word in other)}
            joined = fold_name(source.plain.replace(" ", ""))
        if name.key in known or name.key.removesuffix("s") in known or (len(name.key) > 3 and name.key in joined):
            continue
        if name.is_acronym or not (
            any(is_like(name.key, w.key) for w in source.names if w.key not in target.keys)
            or any(begins_alike(name.key, key, 4) for key in source.keys | known if len(key) > 3)
        ):
            yield name


def _is_shortened(word: Word, text: str) -> bool:
    """Tell whether a word is an abbreviation with its full stop: Va., Dept., Sen."""
    return len(word.key) < 5 and text[word.end : word.end + 1] == "." and text[word.end + 1 : word.end + 2] != ""
