"""How proper names look in two languages: folding, likeness, and what CLDR calls places, languages and days.

Source: the Unicode CLDR through babel (names of territories, languages, cities of time zones, months and days).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from mtqa.lang.words import LANGUAGES, frequency, is_word
from mtqa.tables import kept

if TYPE_CHECKING:
    from babel import Locale

_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "þ": "th", "ð": "d"})
_WORD = re.compile(r"[^\W\d_]+")
_FIRST_ACCENTS = {"a": "àâ", "c": "ç", "e": "éèê", "i": "î", "o": "ô", "u": "ù"}
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"e?s$|e$", ""), (r"gu(?=[eiy])|ghi?", "g"), (r"s?tsch|s?[td]?ch(?!r)|tsh|sch|sh|cz", "3"),
        (r"(?<=[aeiou])j$", "i"), (r"dzh|dj|zh|j|g(?=[eiy])", "6"), (r"kh|qu?|ck|c(?=[^eiyh])|c$", "k"), (r"ph", "f"),
        (r"ou|oe|ue|oo|u|w|v", "u"), (r"[eiy]+|ai|ay", "i"), (r"ts|tz|z|c", "s"), (r"h", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
"""Spellings that transliterations and languages write in several ways, brought to one."""


@lru_cache(maxsize=100_000)
def fold_name(word: str) -> str:
    """Return a word without case, accents, apostrophes and hyphens."""
    if word.isascii():
        return word.lower().replace("'", "").replace("-", "")
    split = unicodedata.normalize("NFKD", word.lower().translate(_LETTERS)).lower()  # 𝛢 is a capital only now
    return "".join(c for c in split if c.isalnum() or c.isspace())


_WRITTEN_OUT = (
    str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "ny", "ç": "ch"}),
    str.maketrans({"š": "sh", "č": "ch", "ž": "zh", "ř": "rz", "ć": "c", "ş": "sh", "ś": "sh", "ı": "i", "ð": "th"}),
)
"""How languages without a letter write it out."""


def spellings(word: str) -> set[str]:
    """Return a name folded, and folded with its foreign letters written out: Muller, Mueller."""
    if word.isascii():
        return {fold_name(word)}
    return {fold_name(word), *(fold_name(word.lower().translate(table)) for table in _WRITTEN_OUT)}


@lru_cache(maxsize=20_000)
def sound(folded: str) -> str:
    """Return a folded name in a rough spelling by sound, in which Tchétchénie and Chechnya begin alike."""
    for pattern, heard in _SOUNDS:
        folded = pattern.sub(heard, folded)
    return folded


@lru_cache(maxsize=50_000)
def likeness(one: str, other: str) -> float:
    """Return how alike two folded names are, from 0 to 1, by letters or by sound."""
    from rapidfuzz.distance import JaroWinkler, Levenshtein

    by_letters = Levenshtein.normalized_similarity(one, other)
    a, b = sound(one), sound(other)
    by_sound = Levenshtein.normalized_similarity(a, b) if min(len(a), len(b)) > 2 else 0.0
    return max(by_letters, by_sound, JaroWinkler.similarity(one, other) - 0.15)


def likest(one: str, others: Sequence[str | None], sounds: Sequence[str | None]) -> int | None:
    """Return which of folded names is most like another, of equals the first: `likeness` of all of them at once.

    `sounds`: theirs, None where it has under three letters. None among the others is passed over.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import JaroWinkler, Levenshtein

    letters, heard = Levenshtein.normalized_similarity, sound(one)
    ways: list[tuple[str, Sequence[str | None], Any]] = [(one, others, letters), (one, others, JaroWinkler.similarity)]
    if len(heard) > 2:
        ways.append((heard, sounds, letters))
    found = (process.extractOne(query, choices, scorer=scorer) for query, choices, scorer in ways)
    best = {hit[2] for hit in found if hit is not None and others[hit[2]] is not None}
    return max(sorted(best), key=lambda number: likeness(one, others[number] or ""), default=None)


@lru_cache(maxsize=50_000)
def is_ordinary(lang: str, word: str) -> bool:
    """Tell whether a capitalised word is also a common word of the language, its lost accent or apostrophe put back.

    Word lists hold some names (Obama, Chicago): unlike words, these are neither frequent nor have other forms.
    """
    low = word.lower()
    if lang not in LANGUAGES:
        return False
    if is_word(lang, low):
        return frequency(lang, low) > _RARE or lang != "en" or _has_forms(low)
    accented = (accent + low[1:] for accent in _FIRST_ACCENTS.get(low[:1], ""))
    return is_word(lang, low + "'") or any(is_word(lang, form) for form in accented)


_RARE = 10_000


def _has_forms(word: str) -> bool:
    """Tell whether the English list has a plural, a tense or another form of a word."""
    stems = {word.removesuffix(ending) for ending in ("", "e", "y", *_ENDINGS)}
    forms = {stem + ending for stem in stems if len(stem) > 2 for ending in ("e", "y", *_ENDINGS)} - {word}
    return any(is_word("en", form) for form in forms)


_ENDINGS = ("", "s", "es", "ies", "ed", "d", "ing", "ly", "er", "al", "ied", "ily")


@cache
def locale_names(source: str, target: str) -> Mapping[str, frozenset[str]]:
    """Return for each folded word of a name in CLDR the folded words it may become in the target language."""
    return {word: frozenset(others) for word, others in _locale_names(source, target).items()}


@kept("babel")
def _locale_names(source: str, target: str) -> dict[str, list[str]]:
    pairs: dict[str, set[str]] = defaultdict(set)
    for one, other in _locale_pairs(source, target):
        ours, theirs = ({fold_name(w) for w in _WORD.findall(name) if len(w) > 2} for name in (one, other))
        for word in ours - theirs:
            pairs[word] |= theirs - ours
    return {word: sorted(others) for word, others in pairs.items()}


@cache
def place_words(lang: str, other: str) -> frozenset[str]:
    """Return the folded names of countries and cities that are one word in a language."""
    return frozenset(_place_words(lang, other))


@kept("babel")
def _place_words(lang: str, other: str) -> list[str]:
    names = {name for name, _ in _places(lang, other)}
    return sorted({fold_name(name) for name in names if _WORD.fullmatch(name) and name[0].isupper()})


def _locale_pairs(source: str, target: str) -> Iterator[tuple[str, str]]:
    yield from _places(source, target)
    locales = _locales(source, target)
    if locales is None:
        return
    one, other = locales
    for code, name in one.languages.items():
        if code in other.languages:
            yield name, other.languages[code]
    for form in ("months", "days"):
        for key, name in getattr(one, form)["format"]["wide"].items():
            yield name, getattr(other, form)["format"]["wide"][key]


def _places(source: str, target: str) -> Iterator[tuple[str, str]]:
    locales = _locales(source, target)
    if locales is None:
        return
    one, other = locales
    for code, name in one.territories.items():
        if code in other.territories:
            yield name, other.territories[code]
    from babel.core import get_global

    for zone in get_global("zone_territories"):
        plain = zone.rsplit("/")[-1].replace("_", " ")
        yield _city(one, zone) or plain, _city(other, zone) or plain


def _city(locale: Locale, zone: str) -> str | None:
    known = locale.time_zones.get(zone)
    return known.get("city") if known else None


def _locales(source: str, target: str) -> tuple[Locale, Locale] | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale(source), Locale(target)
    except (UnknownLocaleError, ValueError):
        return None
