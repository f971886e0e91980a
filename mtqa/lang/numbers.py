"""Read the numbers of a text as values, so that "1 200", "1,200" and "mille deux cents" are one thing.

Those in digits are read by `figures`, times of day by `times`, spelled-out ones by `spelled`; here they are put
together, and neighbours answer together ("16 to 18 million").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from operator import attrgetter

import regex

from mtqa import rx
from mtqa.lang.figures import figures
from mtqa.lang.numberwords import SPELLED
from mtqa.lang.spelled import Words
from mtqa.lang.values import NONE, Number, Value, apart, rounded, times

_SEPARATORS = str.maketrans({"\u066b": ".", "\u066c": ","})
"""The decimal and the thousands sign of Arabic digits."""
_ROMAN_NUMBER = rx.compile(r"(?<!\w)(?:[IVX]{1,6}|[LC][IVXLC]{1,5})(?=(?:(?:e|er|re|ère|ème|è)s?|[°º])(?!\w))")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_AND_A_HALF = rx.compile(
    r"(?: \p{L}+)? (?:(?:et demie?|and a half|y medi[oa]|e mezz[oa]|e mei[oa]|en een half)"
    r"|(?P<quarter>et (?:un )?quart|and a quarter))(?!\w)",
    regex.I,
)
_SECONDS = rx.compile(r" ?(?:s|sec|secondes?)\.? ?", regex.I)
_start = attrgetter("start")
_RANGE = rx.compile(r" ?(?:-|–|/|à|et|ou|a|to|and|or|bis|und|y|o|e) ?[€$£]?")


class Reading:
    """A text in its plain view, read as far as is asked for. `figures`: its numbers in digits, in order."""

    def __init__(self, text: str, lang: str) -> None:
        if "\u066b" in text or "\u066c" in text:
            text = text.translate(_SEPARATORS)
        self.text, self.lang = text, lang
        self.figures = list(figures(text, lang))

    @cached_property
    def _words(self) -> Words:
        return Words(self.text, self.lang)

    @cached_property
    def certain(self) -> list[Number]:
        """The numbers in digits and those that are spelled out, in order, without what neighbours add."""
        spelled = self._apart(self._words.spelled) if self._words.spelled else ()
        return _in_order(self.figures, spelled) if spelled else self.figures

    def _apart(self, numbers: Iterable[Number]) -> list[Number]:
        return list(apart(numbers, _in_order(self.figures, _from_romans(self.text))))

    def unsure(self) -> list[Number]:
        """Return the Roman numerals, and the words that may carry a number."""
        return [*_from_romans(self.text), *self._apart(self._words.loose())]

    def whole(self) -> list[Number]:
        """Return all numbers in order, with what neighbours add."""
        found = _in_order(self.certain, self.unsure())
        for i in range(len(found) - 1):
            _joined(self.text, found, i)
        return [_with_half(self.text, number) for number in found]


def _in_order(numbers: Iterable[Number], more: Iterable[Number]) -> list[Number]:
    both = [*numbers, *more]
    if len(both) > 1:
        both.sort(key=_start)
    return both


def read(text: str, lang: str) -> list[Number]:
    """Return the numbers of a text in order; the text is in its plain view."""
    return Reading(text, lang).whole()


def reads_words(lang: str) -> bool:
    """Tell whether the numbers that a language spells out are read, and its words for "million"."""
    return lang in SPELLED


def _from_romans(text: str) -> Iterator[Number]:
    """Read "XIXe" and "IIIème"; a bare "XIV" is part of a name."""
    for m in _ROMAN_NUMBER.finditer(text):
        values = [_ROMAN[c] for c in m.group()]
        total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
        yield Number(m.start(), m.end(), frozenset({float(total)}), "ordinal", sure=False)


def _decimal(whole: str, part: str) -> frozenset[Value]:
    """Return "20 sec 53" as 20.53."""
    return frozenset({float(f"{whole}.{part}")}) if whole.isdecimal() and part.isdecimal() else NONE


def _joined(text: str, found: list[Number], i: int) -> None:
    """Let a number and the next answer together: "16 to 18 million", "0, 5 %", "two dozen", "2 heures et demie"."""
    one, other = found[i], found[i + 1]
    between = text[one.end : other.start]
    near: frozenset[Value] = NONE
    both: frozenset[Value]
    if other.scale > 1 and one.scale == 1 and _RANGE.fullmatch(between):
        near |= times(one.values, other.scale)
    if one.kind == other.kind == "digits" and between in (", ", " ") and one.scale == 1:
        left, right = text[one.start : one.end], text[other.start : other.end]
        if left.isdecimal() and right.isdecimal():
            both = frozenset({float(f"{left}.{right}"), float(left + right)})
            near |= both
            found[i + 1] = other._replace(near=other.near | both)
    if one.kind == other.kind == "digits" and _SECONDS.fullmatch(between):
        near |= _decimal(text[one.start : one.end], text[other.start : other.end])
        found[i + 1] = other._replace(near=other.near | near)
    if not other.sure and between in (" ", "-", " de "):
        for factor in other.values:
            near |= times(one.values, factor) if isinstance(factor, float) and factor > 1 else NONE
    if one.scale > other.scale > 1 and between in (" et ", " and ", " "):
        both = frozenset(
            v + w for v in one.values for w in other.values if isinstance(v, float) and isinstance(w, float)
        )
        near |= both
        found[i + 1] = other._replace(near=other.near | both)
    if near:
        found[i] = one._replace(near=one.near | near)


def _with_half(text: str, number: Number) -> Number:
    """Let "2 heures et demie" answer for 2.5 and 2:30, "deux millions et demi" for 2.5 million."""
    more = _AND_A_HALF.match(text, number.end)
    if not more:
        return number
    part = 0.25 if more["quarter"] else 0.5
    values = [v for v in number.values if isinstance(v, float)]
    near = {v + part * max(number.scale, _scale_of(v)) for v in values}
    near |= {rounded(v + 0.6 * part) for v in values if v < 24}
    return number._replace(near=number.near | near)


def _scale_of(value: float) -> float:
    """Return the thousand, million or milliard that a spelled-out number was told in."""
    return next((scale for scale in (1e12, 1e9, 1e6, 1e3) if value >= scale and value % scale == 0), 1)
