"""Tell what units and currencies a text may count, without reading its numbers: more than it does, never less.

A number ends right before its unit, but for a short word or two ("5 petites heures", "3 U.S. dollars"). One in digits
has a digit there, or a word such as "million"; one that is spelled out has a word that counts two words away at most.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import accumulate

from mtqa import rx
from mtqa.lang.figures import ANY_DIGIT
from mtqa.lang.measures import SIGNS, Concept, measures
from mtqa.lang.numberwords import BRACES, SCALES
from mtqa.lang.spelled import may_count

_BEFORE, _AFTER = 5, 1
"""So many words before a unit, and after it, one may stand that tells of a number."""
_WORD = rx.compile(r"(\p{L}+)")

Concepts = frozenset[Concept]


def may_be_counted(text: str, lang: str) -> set[Concepts]:
    """Return what the words and signs mean that may be the unit of a number; the text is in its plain view."""
    parts = _WORD.split(text)
    words, begins = [*map(str.casefold, parts[1::2])], [*accumulate(map(len, parts))][::2]
    named, signs = _openings(lang)
    found = set[Concepts]().union(*(meant for sign, meant in signs.items() if sign in text))
    for at in [i for i, word in enumerate(words) if word in named]:
        first = max(at - _BEFORE, 0)
        near = parts[2 * first + 1 : 2 * (at + _AFTER + 1) : 2]
        digit = ANY_DIGIT.search(text, begins[first] if first else 0, begins[at])
        if digit or any(_tells(word, lang) for word in near):
            found |= named[words[at]]
    return found


def _tells(word: str, lang: str) -> bool:
    word = word.lower()
    return may_count(word, lang) or word in SCALES.get(lang, ()) or word in BRACES.get(lang, ())


@cache
def _openings(lang: str) -> tuple[Mapping[str, set[Concepts]], Mapping[str, set[Concepts]]]:
    """Return what the units mean that begin with a word, and those that begin with a sign or stand before a number."""
    words: dict[str, set[Concepts]] = defaultdict(set)
    signs: dict[str, set[Concepts]] = defaultdict(set)
    for unit, concepts in measures(lang).items():
        before, *parts = _WORD.split(unit.casefold())
        if before:
            signs[before[0]].add(concepts)
        else:
            words[parts[0]].add(concepts)
    for sign, currency in SIGNS.items():
        signs[sign].add(frozenset({("currency", currency)}))
    return words, signs
