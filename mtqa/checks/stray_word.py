"""Find single words of the source that were left as they are in the translation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.leftover import in_quotes
from mtqa.checks.marks import SOUGHT, parts_of, stray_count
from mtqa.checks.tokens import words_of
from mtqa.lang import function_words as small
from mtqa.lang.words import LANGUAGES as LISTED
from mtqa.lang.words import frequencies

MOST_SETTLED = 100_000
"""How many words of a document are remembered."""
RARE = 0.02
"""A singular so much rarer in the target's list than the word in the source's is no word of the target."""
_DASHES_AND_QUOTES = b"\xe2\x80\x94\x9c\x9d"
"""Bytes of “ ” — in UTF-8. Of letters only capitals such as "À" share them."""
_KEPT = bytes(b if (b > 127 and b not in _DASHES_AND_QUOTES) or chr(b).isalnum() or b == 45 else 32 for b in range(256))
_FOLDED = frozenset("de en es eu fr it nl pt".split())
"""Languages whose letters are all in the alphabet of folded text."""
_TITLE = 0.25
"""A word of a title fills at least so much of its quotation marks; else someone's speech is quoted."""
_WORD = rx.compile(r"(?<!\w)\w+")
_NAME_BEFORE = rx.compile(r"\p{Lu}[\w'.-]*(?: (?:d[eu]s?|la|les?|l'|d'|et|à|aux?|en))* ?(?:[dl]')?$")
_NAME_AFTER = rx.compile(r" (?:(?:d[eu]s?|la|les?|[dl]') ?)*\p{Lu}")
_OPENING = " \"'“«‘(-–—"
_NAME_WORDS, _NAME_LETTERS = 7, 80
"""How far back a name may begin."""
_PART = rx.compile(r"[\w-]")
_JOINING = rx.compile(r"[\w'&@#./-]")
_JOINED = rx.compile(r"[\w&@/-]|['.]\w")
"""What next to a word makes it part of a longer one, before it and after it."""


def stray_words(chunk: Chunk, loans: frozenset[str], endings: Mapping[str, str]) -> Iterator[tuple[int, int, int]]:
    """Yield segment, start and end of each word left over. Units: offsets of the target's plain view."""
    source = chunk.source
    if source is None:
        return
    where: dict[str, list[int]] = {}
    for segment, word in sorted({*_places(chunk, loans, endings)}):
        where.setdefault(word, []).append(segment)
    for word, segments in where.items():
        shared = [segment for segment in segments if word in source.plain(segment)]
        if shared and any(_stands(chunk.target.plain(segment), word) for segment in segments):
            for segment in shared:
                yield from _left(chunk, segment, word, source.plain(segment))


def _left(chunk: Chunk, segment: int, word: str, source: str) -> Iterator[tuple[int, int, int]]:
    """Yield where a word of the source is left over in a segment."""
    target = chunk.target.plain(segment)
    if not _has_whole(source, word):
        return
    at = target.find(word)
    while at >= 0:
        end = at + len(word)
        whole = not _JOINING.search(target[max(0, at - 1) : at]) and not _JOINED.match(target, end)
        if whole and not _is_named(target, at, end) and not _ends_name(target, end, source, chunk.langs[0]):
            yield segment, at, end
        at = target.find(word, end)


def _has_whole(text: str, word: str) -> bool:
    """Tell whether a text has a word that is no part of another."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not _PART.match(text[max(0, at - 1) : at]) and not _PART.match(text, end):
            return True
        at = text.find(word, at + 1)
    return False


def _places(chunk: Chunk, loans: frozenset[str], endings: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    """Yield the segments in which words stand that only the source's word list knows."""
    if chunk.source is None or not {*chunk.langs} <= LISTED:
        return
    kept = chunk.document.setdefault("words that may be stray", {})
    key = (loans, *endings.items())
    if len(kept.get(key, ())) > MOST_SETTLED or key not in kept:
        kept[key] = _Held(chunk.langs, loans, endings)
    held: _Held = kept[key]
    if chunk.langs[0] in _FOLDED and not words_of(chunk).foreign:
        words = words_of(chunk)
        spots = [(place, token) for place in words.places(SOUGHT) if (token := words.words[place]) in words.strays]
        segments = words.segments(place for place, _ in spots)
        yield from (
            (segment, word) for segment, (_, token) in zip(segments, spots, strict=True) for word in held[token]
        )
        return
    tokens = {*chunk.target.joined.encode("utf-8", "replace").translate(_KEPT).decode("utf-8", "replace").split()}
    for word in {word for token in tokens for word in held[token]}:
        yield from ((segment, word) for segment in range(len(chunk.texts)) if word in chunk.target.plain(segment))


class _Held(dict[Any, Sequence[str]]):
    """The words that a token of a translation holds, and that only the source's word list knows, by token.

    A token is text, or folded where the source's language has few letters that folding drops.
    """

    def __init__(self, langs: tuple[str, str], loans: frozenset[str], endings: Mapping[str, str]) -> None:
        super().__init__()
        source, target = langs
        self._known, self._other = frequencies(source), frequencies(target)
        self._endings = endings
        self._skipped = (small.every(source) - small.marks(source, target)) | small.every(target) | loans

    def __missing__(self, token: Any) -> Sequence[str]:
        held = self[token] = tuple([word for word in parts_of(token) if self._is_stray(word)])
        return held

    def _is_stray(self, word: str) -> bool:
        count = stray_count(word, self._known, self._other)
        if not count or word in self._skipped:
            return False
        twins = _twins(word, self._endings)
        return not any(self._other.get(twin, 0) > RARE * count or twin in self._skipped for twin in twins)


def _twins(word: str, endings: Mapping[str, str]) -> Iterator[str]:
    """Yield how the word list may have a word of the target: in the singular, or spelt as elsewhere."""
    bare = word.removesuffix("s")
    yield bare
    for ending, other in endings.items():
        if bare.endswith(ending):
            yield bare.removesuffix(ending) + other


def _stands(text: str, word: str) -> bool:
    """Tell whether a word stands somewhere as it is written here, parted from others by blanks and common signs."""
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        before, after = text[at - 1 : at].encode("utf-8", "replace"), text[end : end + 1].encode("utf-8", "replace")
        if (not before or _KEPT[before[-1]] == 32) and (not after or _KEPT[after[0]] == 32):
            return True
        at = text.find(word, end)
    return False


def _is_named(text: str, start: int, end: int) -> bool:
    """Tell whether a word is part of a name or a title: capitals about it, quotation marks, brackets."""
    before, after = text[:start], text[end:]
    if _NAME_BEFORE.search(before) or _NAME_AFTER.match(after):
        return True
    return in_quotes(text, start, end, _TITLE) or (before[-1:] == "(" and after[:1] == ")")


def _ends_name(text: str, end: int, source: str, lang: str) -> bool:
    """Tell whether a word ends the name of a body kept as it is, a run of the source's words: "Union des mineurs".

    It begins with a common noun that has a capital, and not the text's first word.
    """
    spots = [m.start() for m in _WORD.finditer(text, max(0, end - _NAME_LETTERS), end)]
    for start in reversed(spots[-_NAME_WORDS:-1]):
        if text[start:end] not in source:
            return False
        if text[start].isupper():
            first = text[start:end].partition(" ")[0].lower()
            return bool(text[:start].strip(_OPENING)) and first in frequencies(lang)
    return False
