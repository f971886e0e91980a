"""What the function words of a chunk tell of its languages: the cheap test before any detector is asked.

The words of the target are marked where they are function words of the source language; a good translation has hardly
any. Segments without the commonest words of the target language are few, and looked at one by one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.lowered import words_of
from mtqa.checks.marks import COMMON, MORE, ONE, OWN, THIRD, telling
from mtqa.checks.tokens import Words, folded_words
from mtqa.fold import UNKNOWN
from mtqa.lang import function_words as small
from mtqa.lang.words import LANGUAGES as LISTED
from mtqa.lang.words import is_word

_WORD = rx.compile(r"[^\W_]+")
NAMES = {
    "": "another script", "de": "German", "en": "English", "es": "Spanish", "fr": "French", "it": "Italian",
    "nl": "Dutch", "pt": "Portuguese",
}  # fmt: skip
"""What the commonest languages are called; Babel knows them all, but takes 20 ms to read its names."""
_MANY_UNKNOWN = 8
_SCRIPT = rx.compile(r"[\p{L}--\p{Latin}]", regex.V1)
_LATIN = rx.compile(r"\p{Latin}")


def uncapped(text: str) -> list[str]:
    """Return the words of a text that begin small, all in lower case if the text is all capitals."""
    if text.isupper():
        return words_of(text)
    return [w for w in _WORD.findall(text) if w[:1].islower()]


@cache
def names_of(lang: str) -> dict[str, str]:
    """Name a language for a message."""
    if name := NAMES.get(lang):
        return {"source_language": name}
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale(lang).get_display_name("en") or lang
    except (UnknownLocaleError, ValueError):
        name = lang
    return {"source_language": name}


@cache
def _telling(source: str, target: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the function words that tell the source's language, and those that tell the target's."""
    elided = {piece for piece in small.elided(source) if len(piece) < 3}
    return small.marks(source, target) | elided, small.lacking(target, source)


@dataclass(slots=True)
class Tongues:
    """The evidence of a chunk.

    `suspicious`: segments whose target has at least two function words of the source language. `bare`: targets that
    lack the commonest words of their language; of these, `signed` have a function word of the source language, `own` of
    their own, `odd` of a third. `foreign_script`: targets in letters that are not those of the language.
    """

    source: str
    target: str
    suspicious: Sequence[int]
    bare: Sequence[int]
    signed: set[int]
    own: set[int]
    odd: set[int]
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
    words = folded_words(chunk)
    bare = _bare(words, chunk) if listed else []
    suspicious = _suspicious(words) if source in small.LANGUAGES else []
    each = words.marked.split(b"\0") if bare else []
    marks = b"\0".join([each[i] for i in bare])

    def among_bare(asked: int) -> set[int]:
        return {*compress(bare, telling(marks, asked).split(b"\0"))}

    scripts = _foreign_script(chunk) if listed else []
    signed, own, odd = among_bare(ONE | MORE), among_bare(OWN), among_bare(THIRD)
    return Tongues(source, target, suspicious, bare, signed, own, odd, scripts, thirds if listed else [])


def _suspicious(words: Words) -> list[int]:
    """Return the segments with two function words of the source's language, or more, be they one word as it is read."""
    places = list(words.places(ONE | MORE))
    counts = Counter(words.segments(places))
    counts.update(words.segments(words.places(MORE)))
    return sorted(segment for segment, times in counts.items() if times > 1)


def _bare(words: Words, chunk: Chunk) -> list[int]:
    """Return the segments whose target has none of the commonest words of its language."""
    texts = chunk.target.texts
    return [segment for segment in words.lacking(COMMON) if segment < len(texts) and len(texts[segment]) > 8]


def _foreign_script(chunk: Chunk) -> list[int]:
    """Return the segments of many letters outside the folded alphabet that are not in Latin letters."""
    unknown = Counter(chunk.target.with_sign(UNKNOWN))
    found = []
    for i in sorted(i for i, times in unknown.items() if times >= _MANY_UNKNOWN):
        text = chunk.target.plain(i)
        if len(_SCRIPT.findall(text)) > 2 * len(_LATIN.findall(text)):
            found.append(i)
    return found
