"""Tell whether a number without an answer is only said in another way, which comparing values does not see.

"100 %" may be "entirely", "chapitre IV" is "Chapter 4", "18 mois" a year and a half; a sum in brackets that is the one
before it in another currency comes and goes with the readers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import regex

from mtqa import rx
from mtqa.lang.amounts import Amount, amounts, is_conversion
from mtqa.lang.samevalues import answers
from mtqa.lang.values import Number

_FIGURES = rx.compile(r"\d+")
_ROMAN = rx.compile(r"(?<!\w)(?:[IVX]{2,6}|V|X|(?<=\p{Lu}\p{Ll}+ )I)(?![\w'’])")
_VALUES = {"I": 1, "V": 5, "X": 10}
_LONGEST = 16
"""Figures that floating point tells apart."""
_BETWEEN = rx.compile(r"[^.;!?\n]{0,6}")
_BRACKETS = rx.compile(r"\([^()]*\)")

PHRASES: Mapping[str, Sequence[str]] = {
    "fr": (
        r"\b100 ?(?:%|pour ?cent)",
        r"\bsur (?:son|leur|mon|ton|notre|votre) 31",
        r"\baux? 100 ?km",
        r"\b(?:24 ?h(?:eures)?|7 ?j(?:ours)?)(?: sur |/)(?:24|7)(?: ?h(?:eures)?)?",
        r"\b(?:journal|JT|édition|infos?) d[eu] (?:13|20) ?h(?:eures)?",
        r"\b4 nages",
        r"\bà 360 ?(?:degrés?|°)",
    ),
    "en": (r"\b100 ?(?:%|per ?cent)", r"\b24[ -]hours?", r"\b24/7", r"\b360[ -]degrees?"),
}
"""Set phrases with digits that another language says otherwise; patterns, any case."""


class Said(NamedTuple):
    """A text with its language and the numbers read in it."""

    text: str
    lang: str
    numbers: Sequence[Number]


def unsaid(missing: Sequence[Number], own: Said, other: Said) -> Iterator[Number]:
    """Yield those of the numbers of a text that are not said in another way in the other.

    What is said twice is yielded once, and so are numbers that stand close together, such as a range or a score.
    """
    if not missing:
        return
    silent = {*_in_phrases(missing, own), *_converted(missing, own, other), *_asides(missing, own)}
    figures = {*_free_figures(missing, own, other), *_romans(other.text)}
    seen: set[object] = set()
    last: Number | None = None
    for number in missing:
        if number in silent or _is_part(number, other) or (not number.word and _all_stand(number, own.text, figures)):
            continue
        repeated = number.values in seen
        seen.add(number.values)
        if last is None or not (repeated or _BETWEEN.fullmatch(own.text, last.end, number.start)):
            yield number
        last = number


def _is_part(number: Number, other: Said) -> bool:
    """Tell whether a lone "½" stands with the whole before it on the other side."""
    if number.kind != "fraction":
        return False
    return any(isinstance(v, float) and v % 1 and v % 1 in number.values for n in other.numbers for v in n.values)


def _all_stand(number: Number, text: str, figures: set[float]) -> bool:
    """Tell whether all figures of a number stand in the other text, be it in a name (O2) or with others (20"53)."""
    own = [float(f) for f in _FIGURES.findall(text, number.start, number.end) if len(f) < _LONGEST]
    return bool(own) and number.scale == 1 and figures.issuperset(own)


def _free_figures(missing: Sequence[Number], own: Said, other: Said) -> Iterator[float]:
    """Yield the figures of the other text that do not answer for another number already."""
    kept = [n for n in own.numbers if n not in missing]
    taken = [n for n in other.numbers if any(answers(n, one) > 1 for one in kept)]
    for m in _FIGURES.finditer(other.text):
        if m.end() - m.start() < _LONGEST and not any(n.start <= m.start() < n.end for n in taken):
            yield float(m.group())


def _romans(text: str) -> Iterator[float]:
    """Yield the values of numerals such as the "II" of "World War II"; a bare "I" follows a word with a capital."""
    for m in _ROMAN.finditer(text):
        values = [_VALUES[letter] for letter in m.group()]
        yield float(sum(-v if v < max(values[i:]) else v for i, v in enumerate(values)))


def _in_phrases(missing: Sequence[Number], own: Said) -> Iterator[Number]:
    pattern = _phrases(own.lang)
    for m in pattern.finditer(own.text) if pattern else ():
        yield from (n for n in missing if m.start() <= n.start < m.end())


@cache
def _phrases(lang: str) -> Any:
    rows = PHRASES.get(lang)
    return rx.compile("|".join(rows), regex.I) if rows else None


def _converted(missing: Sequence[Number], own: Said, other: Said) -> Iterator[Number]:
    """Yield the numbers whose amount stands in the other text in another unit, "an hour and a quarter" among them."""
    theirs = _measured(other)
    for amount in _measured(own) if theirs else ():
        is_measure = any(c != "currency" for c, _ in amount.concepts)
        if is_measure and amount.number in missing and any(is_conversion(amount, one) for one in theirs):
            yield amount.number


def _measured(said: Said) -> list[Amount]:
    """Read the amounts of a text, those of "a" and "half" as well."""
    known = {n._replace(kind="spelled") if n.kind == "loose" else n: n for n in said.numbers}
    return [a._replace(number=known[a.number]) for a in amounts(said.text, said.lang, [*known])]


def _asides(missing: Sequence[Number], own: Said) -> Iterator[Number]:
    """Yield the numbers in brackets that tell what stands before them otherwise: "5 000 couronnes (209 €)"."""
    found: list[Amount] | None = None
    for m in _BRACKETS.finditer(own.text):
        inside = [n for n in missing if m.start() < n.start < m.end()]
        if not inside:
            continue
        if len(inside) == 1 and (inside[0].start, inside[0].end) == (m.start() + 1, m.end() - 1):
            yield from inside if any(0 <= m.start() - n.end < 2 for n in own.numbers) else ()
        found = _measured(own) if found is None else found
        before = {concept[0] for a in found if a.start < m.start() for concept in a.concepts}
        for amount in found:
            if amount.number in inside and before & {c for c, _ in amount.concepts}:
                yield amount.number
