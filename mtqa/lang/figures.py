"""Read the numbers of a text that are written in digits, with what stands right at them ("3e", "1,5 milliard", "20k").

What is written in more than one way has several values: "1.250" is 1250 and 1.25. Digits in names and codes (G20, A380,
H1N1, 4x4) are no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import regex

from mtqa import rx
from mtqa.lang.numberwords import BRACES, SCALES
from mtqa.lang.times import clock, date, decade, dotted_clock
from mtqa.lang.values import NONE, Number, Value, rounded, times
from mtqa.tables import kept

ANY_DIGIT = rx.compile(r"[\d¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_DIGITS = rx.compile(
    r"(?<code>(?<=(?<!\p{L}{3})(?![àÀ])\p{L})(?<!EUR|USD|GBP|CHF)\d\w*|\d+(?![hH]\d)\p{L}+\d\w*)"
    r"|(?<address>(?!\d{1,3}(?:\.\d{3})+(?![.\d]))\d+(?:\.\d+){3,})"
    r"|(?<date>(?<![\d.,/-])\d{1,2}(?<point>[./-])\d{1,2}(?P=point)(?:\d{4}|\d{2})(?![\d/]|[.,-]\d))"
    r"|(?<fraction>(?<![\d.,/])(?:\d{1,2} )?\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?<vulgar>(?<whole>\d*) ?(?<sign>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]))"
    r"|(?<number>\d{1,3}(?<sep>[ .,'])\d{3}(?:(?P=sep)\d{3})*(?!\d)(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
)
_NOT_DIGIT = rx.compile(r"[^\d]")
_VULGAR = {
    "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
    "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
_ORDINAL = rx.compile(r"(?:ers?|ères?|res?|es?|i?èmes?|i?emes?|è|nde?s?|st|nd|rd|th|º|ª|°(?= [a-z]))(?!\w)", regex.I)
_UNIT = rx.compile(
    r"(?:[kcmµ]?[mglWwVA]|k?m/h|k[WV]h?|[kmgt]wh?|mph|kph|ha|hz|[kmg]hz|s|min|mn|sec|ft|lbs?|oz|in|yr|yo|°[cf]?"
    r"|[kmgt][bo]|bit|bpm|pts?|ans?|fois|x|€|euros?|eur|usd|gmt|pc|j)(?!\w)|\p{Ll}{4,}",
    regex.I,
)
_SHORT_SCALE = rx.compile(r"(?P<scale>[kKmM]|MM|[bB]n?)(?P<money>[€$£]|(?!\w))")
_SCALE = rx.compile(r"[ -]?(?P<word>\p{L}+)")
_MORE = rx.compile(r" (?P<digits>\d{1,3}(?![\d.,]\d|\d| ?[%€$]))?(?: ?(?P<word>\p{L}+))?")


def figures(text: str, lang: str) -> Iterator[Number]:
    """Yield the numbers of a text that are written in digits, in order."""
    at = 0
    while (digit := ANY_DIGIT.search(text, at)) is not None:
        m = _DIGITS.match(text, digit.start())
        at = m.end() if m else digit.end()
        if m is None:
            continue
        if m["number"] is not None:
            number = _number(text, m.start(), at, lang)
            if number:
                yield number
                at = max(at, number.end)
        elif m["vulgar"] is not None:
            value = rounded(float(m["whole"] or 0) + _VULGAR[m["sign"]])
            yield Number(m.start(), at, frozenset({value}), "fraction")
        elif m["date"] is not None:
            yield from date(m)
        elif m["fraction"] is not None:
            yield _fraction(m)


def _number(text: str, start: int, end: int, lang: str) -> Number | None:
    """Read the number at a place with what belongs to it."""
    digits = text[start:end]
    first, then = text[end : end + 1], text[end + 1 : end + 2]
    whole = int(digits) if digits.isascii() and digits.isdigit() else -1
    followed = first.isalpha() or first == "°" or (then.isalpha() if first in " -" else then.isdecimal() or then == "s")
    if followed and (special := _clock(text, start, end, whole) or _ordinal(text, start, end)):
        return special
    if end - start in (2, 4) and whole >= 0 and (years := decade(text, start, end, whole)):
        return years
    if followed and (scaled := _scaled(text, start, end, lang)):
        return scaled
    before = text[start - 1] if start else " "
    glued = (first.isalpha() or first == "_") and not _UNIT.match(text, end)
    if glued or before == "_":
        return None
    values = plain_values(digits)
    coded = before == "-" and start > 1 and text[start - 2].isupper()
    sure = not coded and values != [0.0]
    return Number(start, end, frozenset(values), "digits", sure, _near(digits, before, values))


def _clock(text: str, start: int, end: int, whole: int) -> Number | None:
    if 0 <= whole <= 24 and end - start <= 2:
        return clock(text, start, end, whole)
    return dotted_clock(text, start, end) if whole < 0 else None


def _ordinal(text: str, start: int, end: int) -> Number | None:
    m = _ORDINAL.match(text, end)
    return Number(start, m.end(), frozenset(plain_values(text[start:end])), "ordinal") if m else None


def _near(digits: str, before: str, values: Sequence[float]) -> frozenset[Value]:
    """Return what else "12" of "2011/12" and "15.30" may be: a year, a time."""
    near: set[Value] = set()
    if before not in "/-'–" and "." not in digits:
        return NONE
    if len(digits) == 2 and before in "/-'–":
        near |= {1900 + values[0], 2000 + values[0]}
    hours, _, minutes = digits.partition(".")
    if len(minutes) == 2 and minutes < "60" and len(hours) <= 2 and (hour := int(hours)) < 24:
        near |= {f"{hour}:{minutes}", f"{(hour + 12) % 24}:{minutes}"}
    return frozenset(near)


def plain_values(digits: str, decimal: str = "") -> list[float]:
    """Return what a number written with separators may mean: "1.250" is 1250 and 1.25, but 1.25 if `decimal` is "."."""
    if digits.isdecimal():
        return [float(digits)]
    separators = [c for c in digits if not c.isdecimal()]
    groups = _NOT_DIGIT.split(digits)
    bare = float("".join(groups))
    if not separators or separators[-1] not in ".,":
        return [bare]
    grouped = len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
    if separators.count(separators[-1]) > 1:
        return [bare] if grouped else [float(g) for g in groups if g]
    fraction = float("".join(groups[:-1]) + "." + groups[-1])
    if len(separators) > 1 or not grouped or groups[0] == "0":
        return [fraction]
    if separators[-1] == decimal:
        return [fraction]
    return [bare] if groups[-1] == "000" else [bare, fraction]


def _scaled(text: str, start: int, end: int, lang: str) -> Number | None:
    """Read "3,5 millions", "5 mille 352", "2 dozen", "20k" and "5M€"."""
    if m := _SHORT_SCALE.match(text, end):
        values = plain_values(text[start:end], decimal_sign(lang))
        factor = {"k": 1e3, "m": 1e6, "b": 1e9}[m["scale"][0].lower()]
        also = values if m["scale"] == "m" and not m["money"] else ()  # metres
        return Number(start, m.end(), times(values, factor) | frozenset(also), "digits", scale=factor)
    scales = SCALES.get(lang, {})
    m = _SCALE.match(text, end)
    word = m["word"].lower() if m else ""
    factor = scales.get(word) or BRACES.get(lang, {}).get(word, 0)
    if not m or not factor:
        return None
    values = plain_values(text[start:end], decimal_sign(lang))
    total, scale, last = _more(text, m.end(), times(values, factor), factor, scales)
    also = values if word == "milles" else ()  # miles
    return Number(start, last, total | frozenset(also), "digits", scale=scale)


def _more(
    text: str, last: int, total: frozenset[Value], factor: float, scales: Any
) -> tuple[frozenset[Value], float, int]:
    """Add what follows: the "352" of "5 mille 352", the "million" of "3 thousand million"."""
    scale = factor
    while m := _MORE.match(text, last):
        own = scales.get((m["word"] or "").lower(), 1 if m["digits"] else 0)
        if m["digits"] and own < factor and factor >= 1e3:
            total = frozenset(t + float(m["digits"]) * own for t in total if isinstance(t, float))
        elif not m["digits"] and own > factor:
            total, scale = times(total, own), scale * own
        else:
            break
        last, factor = m.end("word") if own > 1 else m.end("digits"), own
    return total, scale, last


@cache
@kept("babel")
def decimal_sign(lang: str) -> str:
    """Return a language's decimal sign, by CLDR; "" where that does not know the language."""
    from babel import Locale, UnknownLocaleError

    try:
        symbols = Locale.parse(lang).number_symbols
    except (ValueError, UnknownLocaleError):
        return ""
    return str(symbols.get("latn", symbols).get("decimal", ""))


def _fraction(m: Any) -> Number:
    whole, _, parts = m.group().rpartition(" ")
    over, under = (float(p) for p in parts.split("/"))
    value = rounded(float(whole or 0) + (over / under if under else over))
    near = {over, under, 1900 + under, 2000 + under, 100 * value} | ({float(whole)} if whole else set())
    return Number(m.start(), m.end(), frozenset({value}), "fraction", over < under, frozenset(near))
