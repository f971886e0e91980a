"""Read amounts: a number with the unit or the currency that stands right at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import regex

from mtqa import rx
from mtqa.lang.measures import SIGNS, Concept, converted, measures
from mtqa.lang.values import Number

_SIGN_BEFORE = rx.compile(rf"(?:(?<!\w)[A-Z]{{0,2}})?(?P<word>{'|'.join(map(regex.escape, SIGNS))}) ?$")
_SIGN_WITHIN = rx.compile(r"[€$£]$")


class Amount(NamedTuple):
    """A number and what it counts. Units: offsets of the text."""

    number: Number
    start: int
    end: int
    concepts: frozenset[Concept]


def amounts(text: str, lang: str, numbers: Sequence[Number]) -> Iterator[Amount]:
    """Yield the numbers that have a unit or a currency, with it."""
    for number in numbers:
        if number.kind not in ("digits", "spelled", "fraction"):
            continue
        if m := _SIGN_BEFORE.search(text, max(0, number.start - 6), number.start):
            yield Amount(number, m.start("word"), number.end, frozenset({("currency", SIGNS[m["word"]])}))
        elif m := _SIGN_WITHIN.search(text, number.start, number.end):
            yield Amount(number, number.start, number.end, frozenset({("currency", SIGNS[m.group()])}))
        elif m := _after(lang).match(text, number.end):
            word = m["word"]
            concepts = measures(lang).get(word.lower()) or measures(lang).get(word.casefold())  # "ſ" is an "s"
            if concepts:
                yield Amount(number, number.start, m.end(), concepts)


@cache
def _after(lang: str) -> Any:
    """Build the pattern of what may follow a number: a unit or currency, perhaps with a short word before it."""
    words = sorted(measures(lang), key=len, reverse=True)
    listed = "|".join(map(regex.escape, words)) or r"(?!)"
    return rx.compile(
        r"(?: ?|-)(?:de |d'|of |(?:US|U\.S\.|American|Canadian|Australian|British|Czech|Swiss|more|further|extra|full"
        r"|long|(?:premi|derni)[eè]re?s|prochaine?s|bon(?:ne)?s|long(?:ue)?s|petite?s) )?"
        rf"(?P<word>{listed})(?!\w)",
        regex.I,
    )


def is_conversion(one: Amount, other: Amount) -> bool:
    """Tell whether one amount is the other in another unit, or may be it in another currency."""
    if one.concepts & other.concepts:
        return False
    for kind, unit in one.concepts:
        for other_kind, other_unit in other.concepts:
            if kind == other_kind and (kind == "currency" or _equal(one.number, unit, other.number, other_unit)):
                return True
    return False


def _equal(one: Number, unit: str, other: Number, other_unit: str) -> bool:
    ours, theirs = ([v for v in n.values | n.near if isinstance(v, float)] for n in (one, other))
    return any(converted(v, unit, w, other_unit) for v in ours for w in theirs)
