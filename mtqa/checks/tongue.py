"""What the function words of a chunk tell of its languages: the cheap test before any detector is asked.

The target is scanned once for function words of the source language; a good translation has hardly any. Segments
without the commonest words of the target language are few, and looked at one by one.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.fold import SEPARATOR, UNKNOWN, fold
from mtqa.lang import function_words as small
from mtqa.lang.words import LANGUAGES as LISTED
from mtqa.lang.words import is_word

_LETTERS = bytes(b if chr(b).isalnum() or chr(b) in "'?" or b < 32 or 127 <= b < 160 else 32 for b in range(256))
_SPACED = _LETTERS.replace(b"\x1e", b" ")
_WORD = rx.compile(r"[^\W_]+")
_COMMONEST = 9
_SCRIPT = rx.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_LATIN = rx.compile(r"\p{Latin}")


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case; "l'eau" is two."""
    return [w.lower() for w in _WORD.findall(text)]


def uncapped(text: str) -> list[str]:
    """Return the words of a text that begin small, all in lower case if the text is all capitals."""
    if text.isupper():
        return words_of(text)
    return [w for w in _WORD.findall(text) if w[:1].islower()]


@cache
def names_of(lang: str) -> dict[str, str]:
    """Name a language for a message."""
    if not lang:
        return {"source_language": "another script"}
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale(lang).get_display_name("en") or lang
    except (UnknownLocaleError, ValueError):
        name = lang
    return {"source_language": name}


@cache
def _automaton(source: str, target: str) -> tuple[Any, Sequence[int]]:
    """Return what finds the function words of one language in another, and how much each literal says."""
    import ahocorasick_rs as aho

    marks, strong = small.marks(source, target), small.strong(source)
    rows = {fold(f" {word} "): 2 if word in strong else 1 for word in marks}
    rows |= {fold(f" {piece}'"): 1 for piece in small.elided(source)}
    automaton = aho.BytesAhoCorasick(
        list(rows), matchkind=aho.MatchKind.Standard, implementation=aho.Implementation.ContiguousNFA
    )
    return automaton, list(rows.values())


@cache
def _telling(source: str, target: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the function words that tell the source's language, and those that tell the target's."""
    elided = {piece for piece in small.elided(source) if len(piece) < 3}
    return small.marks(source, target) | elided, small.lacking(target, source)


@dataclass(slots=True)
class Tongues:
    """The evidence of a chunk.

    `suspicious`: segments whose target has function words of the source language. `bare`: targets that lack the
    commonest words of their language. `foreign_script`: targets in letters that are not those of the language.
    """

    source: str
    target: str
    suspicious: Sequence[int]
    bare: Sequence[int]
    foreign_script: Sequence[int]
    thirds: Sequence[str]

    def count(self, words: Iterable[str]) -> tuple[int, int]:
        """Count the function words of the source's language and of the target's."""
        marks, own = _telling(self.source, self.target)
        words = list(words)
        return sum(map(marks.__contains__, words)), sum(map(own.__contains__, words))

    def third(self, words: Iterable[str]) -> tuple[str, int, int]:
        """Return the third language most function words are of, with their number, and that of the next language.

        Function words of the target language are not counted.
        """
        words = list(words)
        counts = {lang: sum(map(small.lacking(lang, self.target).__contains__, words)) for lang in self.thirds}
        ranked = sorted(counts, key=lambda lang: -counts[lang])
        if not ranked:
            return "", 0, 0
        return ranked[0], counts[ranked[0]], counts[ranked[1]] if ranked[1:] else 0

    def is_foreign(self, words: Sequence[str]) -> bool:
        """Tell whether the words look like another language than the target's; it is for `kind: language` to say so."""
        marks, own = self.count(words)
        return max(marks, self.third(words)[1]) > max(own, 1)

    def ordinary(self, words: Sequence[str]) -> list[str]:
        """Return the words that carry meaning."""
        both = small.every(self.source) | small.every(self.target)
        return [w for w in words if len(w) > 2 and w.isalpha() and w not in both]

    def strange(self, words: Iterable[str]) -> int:
        """Count the words of the source language that the target language lacks."""
        return self._only(self.source, self.target, words)

    def homely(self, words: Iterable[str]) -> int:
        """Count the words of the target language that the source language lacks."""
        return self._only(self.target, self.source, words)

    def _only(self, lang: str, other: str, words: Iterable[str]) -> int:
        if not {lang, other} <= LISTED:
            return 0
        return sum(is_word(lang, w) and not is_word(other, w) for w in words)


def tongues_of(chunk: Chunk) -> Tongues:
    """Return the evidence of a chunk, gathered when first asked for."""
    tongues: Tongues = chunk.memo("tongues", lambda: _gather(chunk))
    return tongues


def _gather(chunk: Chunk) -> Tongues:
    source, target = chunk.langs
    thirds = sorted(small.LANGUAGES - {source, target})
    listed = target in small.LANGUAGES
    return Tongues(
        source, target, _suspicious(chunk) if source in small.LANGUAGES else (), _bare(chunk) if listed else (),
        _foreign_script(chunk) if listed else (), thirds if listed else (),
    )  # fmt: skip


def _suspicious(chunk: Chunk) -> list[int]:
    """Return the segments whose target has at least two points of the source's function words."""
    automaton, points = _automaton(*chunk.langs)
    text = b" " + chunk.target.folded.translate(_SPACED) + b" "
    starts = chunk.target.starts
    scores: dict[int, int] = {}
    for literal, start, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        segment = bisect_right(starts, start) - 1
        scores[segment] = scores.get(segment, 0) + points[literal]
    return sorted(segment for segment, score in scores.items() if score > 1)


def _bare(chunk: Chunk) -> list[int]:
    """Return the segments whose target has none of the commonest words of its language."""
    texts = chunk.target.folded.translate(_LETTERS).split(SEPARATOR.encode())
    sought = [fold(f" {word} ") for word in small.STRONG[chunk.langs[1]].split()[:_COMMONEST]]
    first, *others = sought
    left = [i for i, text in enumerate(texts) if first not in text and len(text) > 8]
    for word in others:
        left = [i for i in left if word not in texts[i]]
    return left


def _foreign_script(chunk: Chunk) -> list[int]:
    """Return the segments of many letters outside the folded alphabet that are not in Latin letters."""
    many = [i for i, unknown in enumerate(chunk.target.only(UNKNOWN)) if len(unknown) >= 8]
    found = []
    for i in many:
        text = chunk.target.plain(i)
        if len(_SCRIPT.findall(text)) > 2 * len(_LATIN.findall(text)):
            found.append(i)
    return found
