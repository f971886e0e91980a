"""Read the numbers of a text as values, so that "1 200", "1,200" and "mille deux cents" are one thing.

Digits are read here, with what stands right after them ("14h30", "3e", "1,5 milliard", "1980s"); spelled-out numbers
by `text2num` in the languages it knows. What is written in more than one way has several values: "1.200" is 1200 and
1.2. Digits in names and codes (G20, A380, H1N1, 4x4) are no numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import regex

from mtqa.lang.numberwords import BRACES, HALVES, IDIOMS, LOOSE, SCALES, SPELLED

SPELLED_BY_LIBRARY = frozenset({"fr", "en", "es", "de", "it", "pt", "nl", "ru", "ca"})
Value = float | str
"""A number, or a time of day such as "14:30"."""


class Number(NamedTuple):
    """A number of a text.

    `values`: all it may mean; `near`: what else may answer for it on the other side ("8" for "20h").
    `sure`: it cannot but be a number; "one" and "half" are not. `kind`: digits | spelled | ordinal | clock | date |
    decade | fraction | loose. `scale`: what a word such as "million" multiplied it by.
    `word`: it is spelled out. Units: offsets of the text.
    """

    start: int
    end: int
    values: frozenset[Value]
    kind: str
    sure: bool = True
    near: frozenset[Value] = frozenset()
    scale: float = 1
    word: bool = False


_DIGITS = regex.compile(
    r"(?<code>(?<=(?<!\p{L}{3})(?![àÀ])\p{L})(?<!EUR|USD|GBP|CHF)\d\w*|\d+(?![hH]\d)\p{L}+\d\w*|\d+(?:\.\d{1,2}){3,})"
    r"|(?<date>(?<![\d.,/-])\d{1,2}(?<point>[./-])\d{1,2}(?P=point)(?:\d{4}|\d{2})(?![\d/]|[.,-]\d))"
    r"|(?<fraction>(?<![\d.,/])(?:\d{1,2} )?\d{1,2}/\d{1,2}(?![\d/]))"
    r"|(?<vulgar>(?<whole>\d*) ?(?<sign>[¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]))"
    r"|(?<number>\d{1,3}(?<sep>[ .,'])\d{3}(?:(?P=sep)\d{3})*(?!\d)(?:[.,]\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
)
_ANY_DIGIT = regex.compile(r"[\d¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]")
_ROMAN_NUMBER = regex.compile(r"(?<!\w)(?:[IVX]{1,6}|[LC][IVXLC]{1,5})(?=(?:e|er|re|ère|ème|è)s?(?!\w))")
_CLOCK_24 = regex.compile(
    r" ?(?:h(?:eures?|rs?|ours?)?\b|h(?=\d)) ?(?:(?P<m>[0-5]?\d)(?!\d|[.,]\d| ?%)(?: ?mn?| ?min(?:utes?)?)?\b)?",
    regex.I,
)
_CLOCK_COLON = regex.compile(r":(?P<m>[0-5]\d)(?![\d:]| ?[ap]\.? ?m\b)", regex.I)
_CLOCK_12 = regex.compile(
    r"(?:[:.](?P<m>[0-5]\d))?[ -]?(?P<half>[ap])\.? ?m\b\.?|(?:[:.](?P<m>[0-5]\d))? o'clock", regex.I
)
_ORDINAL = regex.compile(r"(?:ers?|ères?|res?|es?|èmes?|emes?|è|nde?s?|st|nd|rd|th|º|ª|°(?= [a-z]))(?!\w)", regex.I)
_DECADE = regex.compile(r"'?s(?!\w)")
_UNIT = regex.compile(
    r"(?:[kcmµ]?[mglWwVA]|k?m/h|k[WV]h?|[kmgt]wh?|mph|kph|ha|hz|[kmg]hz|s|min|mn|sec|ft|lbs?|oz|in|yr|yo|°[cf]?|[kmgt][bo]|bit|bpm|pts?|ans?|fois|x|€|euros?|eur|usd|gmt|pc|j)(?![\w])",
    regex.I,
)
_GLUED = regex.compile(r"\p{Ll}{4,}")
_SHORT_SCALE = regex.compile(r"(?P<scale>[kKmM]|MM|[bB]n?)(?P<money>[€$£]|(?!\w))")
_SCALE = regex.compile(r"[ -]?(?P<word>\p{L}+)")
_MORE = regex.compile(r" (?P<digits>\d{1,3}(?![\d.,]\d|\d| ?[%€$]))?(?: ?(?P<word>\p{L}+))?")
_ALSO_MILES = frozenset({"milles"})
_TOKEN = regex.compile(r"\w+|[^\w\s]|\s+")
_WORD = regex.compile(r"\p{L}+")
_DECADE_BEFORE = regex.compile(r"(?:années?|anni|años|jahre|jaren) $|'$", regex.I)
_VULGAR = {
    "¼": 1 / 4, "½": 1 / 2, "¾": 3 / 4, "⅓": 1 / 3, "⅔": 2 / 3, "⅕": 1 / 5, "⅖": 2 / 5, "⅗": 3 / 5, "⅘": 4 / 5,
    "⅙": 1 / 6, "⅚": 5 / 6, "⅛": 1 / 8, "⅜": 3 / 8, "⅝": 5 / 8, "⅞": 7 / 8,
}  # fmt: skip
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_NONE: frozenset[Value] = frozenset()


def read(text: str, lang: str) -> list[Number]:
    """Return the numbers of a text in order; the text is in its plain view."""
    found = [*_from_digits(text, lang), *_from_romans(text)]
    taken = [(n.start, n.end) for n in found]
    for number in _from_words(text, lang, taken):
        if not any(s < number.end and number.start < e for s, e in taken):
            found.append(number)
    found.sort()
    for i in range(len(found) - 1):
        _joined(text, found, i)
    return found


_RANGE = regex.compile(r" ?(?:-|–|/|à|et|ou|a|to|and|or|bis|und|y|o|e) ?[€$£]?")
_AND_A_HALF = regex.compile(r"(?: \p{L}+)? (?:et demie?|and a half)(?!\w)")


def _joined(text: str, found: list[Number], i: int) -> None:
    """Let a number and the next answer together: "16 to 18 million", "0, 5 %", "two dozen", "2 heures et demie"."""
    one, other = found[i], found[i + 1]
    between = text[one.end : other.start]
    plain = [v for v in one.values if isinstance(v, float)]
    near: set[Value] = set()
    if other.scale > 1 and one.scale == 1 and _RANGE.fullmatch(between):
        near |= set(_times(plain, other.scale))
    if one.kind == other.kind == "digits" and between in (", ", " ") and one.scale == 1:
        both = text[one.start : one.end] + text[other.start : other.end]
        pair = (
            {float(f"{text[one.start : one.end]}.{text[other.start : other.end]}"), float(both)}
            if both.isdigit()
            else set()
        )
        near |= pair
        found[i + 1] = other._replace(near=other.near | frozenset(pair))
    if (other.kind == "loose" or not other.sure) and between in (" ", "-", " de ", " and a ", " et "):
        near |= {_four(v * w) for v in plain for w in other.values if isinstance(w, float) and w > 1}
        if between in (" and a ", " et "):
            near |= {v + 0.5 * one.scale for v in plain}
    if near:
        found[i] = one._replace(near=one.near | frozenset(near))


def _from_digits(text: str, lang: str) -> Iterator[Number]:
    at = 0
    while (digit := _ANY_DIGIT.search(text, at)) is not None:
        m = _DIGITS.match(text, digit.start())
        at = m.end() if m else digit.end()
        if m is None or m["code"] is not None:
            continue
        if m["number"] is not None:
            numbers = _number(text, m.start(), at, lang)
            yield from numbers
            at = max([at, *(n.end for n in numbers)])
        elif m["vulgar"] is not None:
            value = float(m["whole"] or 0) + _VULGAR[m["sign"]]
            yield Number(m.start(), at, frozenset({round(value, 4)}), "fraction")
        elif m["date"] is not None:
            yield from _date(m)
        else:
            yield _fraction(m)


def _from_romans(text: str) -> Iterator[Number]:
    """Read "XIXe" and "IIIème"; a bare "XIV" is part of a name."""
    for m in _ROMAN_NUMBER.finditer(text):
        yield Number(m.start(), m.end(), frozenset({float(_roman(m.group()))}), "ordinal", sure=False)


def _number(text: str, start: int, end: int, lang: str) -> list[Number]:
    """Read the number at a place with what belongs to it."""
    values = plain_values(text[start:end])
    whole = next((int(v) for v in values if v == int(v)), -1)
    short = end - start <= 2 and whole >= 0
    if short and whole <= 24 and (clock := _clock(text, start, end, whole, lang)):
        return [clock]
    if not short and (clock := _dotted_clock(text, start, end)):
        return [clock]
    if m := _ORDINAL.match(text, end):
        return [Number(start, m.end(), frozenset(values), "ordinal")]
    if end - start in (2, 4) and whole >= 0 and (decade := _decade(text, start, end, whole)):
        return [decade]
    scaled = _scaled(text, start, end, values, lang)
    if scaled:
        return [scaled]
    if end < len(text) and (text[end].isalpha() or text[end] == "_"):
        if not _UNIT.match(text, end) and not _GLUED.match(text, end):
            return []
    before = text[start - 1] if start else " "
    if before == "_":
        return []
    coded = before == "-" and start > 1 and text[start - 2].isupper()
    sure = not coded and values != [0.0]
    return [Number(start, end, frozenset(values), "digits", sure, _near(text[start:end], before, values))]


def _near(digits: str, before: str, values: Sequence[float]) -> frozenset[Value]:
    """Return what else "12" of "2011/12" and "15.30" may be: a year, a time."""
    near: set[Value] = set()
    if len(digits) == 2 and before in "/-'–":
        near |= {1900 + values[0], 2000 + values[0]}
    hours, _, minutes = digits.partition(".")
    if len(minutes) == 2 and minutes < "60" and len(hours) <= 2 and (hour := int(hours)) < 24:
        near |= {f"{hour}:{minutes}", f"{(hour + 12) % 24}:{minutes}"}
    return frozenset(near)


def plain_values(digits: str) -> list[float]:
    """Return what a number written with separators may mean, the likeliest readings only."""
    separators = [c for c in digits if not c.isdigit()]
    groups = regex.split(r"[^\d]", digits)
    bare = "".join(groups)
    if not separators:
        return [float(bare)]
    grouped = len(groups[0]) <= 3 and all(len(g) == 3 for g in groups[1:])
    last = separators[-1]
    if last not in ".,":
        return [float(bare)]
    decimal = float("".join(groups[:-1]) + "." + groups[-1])
    if len(separators) == 1:
        if grouped and groups[0] != "0":
            return [float(bare), decimal]
        return [decimal]
    if separators.count(last) > 1:
        return [float(bare)] if grouped else [float(g) for g in groups]
    return [decimal]


def _clock(text: str, start: int, end: int, hour: int, lang: str) -> Number | None:
    """Read "14h30", "14:30", "2:30 p.m." and "7 p.m."."""
    if m := _CLOCK_12.match(text, end):
        if hour > 12 and not m["half"]:
            return None
        minute = int(m["m"] or 0)
        if m["half"] and hour <= 12:
            hour = hour % 12 + (12 if m["half"] in "pP" else 0)
            return _at(start, m.end(), (hour,), minute)
        return _at(start, m.end(), (hour, (hour + 12) % 24), minute)
    if m := _CLOCK_24.match(text, end):
        near = {float(hour)} | ({float(m["m"])} if m["m"] else set())
        return _at(start, m.end(), (hour,), int(m["m"] or 0), near)
    if m := _CLOCK_COLON.match(text, end):
        hours = (hour, (hour + 12) % 24) if hour <= 12 else (hour,)
        return _at(start, m.end(), hours, int(m["m"]), {float(hour), float(m["m"])})
    return None


def _at(start: int, end: int, hours: Sequence[int], minute: int, near: set[float] | None = None) -> Number:
    values = frozenset(f"{hour % 24}:{minute:02}" for hour in hours)
    plain: set[Value] = {v for hour in hours for v in (hour + minute / 100, hour * 100.0 + minute)}
    if not minute:
        plain |= {float(h) for hour in hours for h in (hour, hour % 12 or 12)}
    loose = {f"{(hour + 12) % 24}:{minute:02}" for hour in hours if hour <= 12}
    return Number(start, end, values, "clock", True, frozenset(plain | loose | (near or set())))


def _dotted_clock(text: str, start: int, end: int) -> Number | None:
    """Read "2.30 p.m."."""
    m = regex.match(r"(\d{1,2})\.([0-5]\d)$", text[start:end])
    after = _CLOCK_12.match(text, end) if m else None
    if not m or not after or int(m[1]) > 23 or not after["half"]:
        return None
    hour = int(m[1]) if int(m[1]) > 12 else int(m[1]) % 12 + (12 if after["half"] in "pP" else 0)
    return _at(start, after.end(), (hour,), int(m[2]))


def _decade(text: str, start: int, end: int, whole: int) -> Number | None:
    m = _DECADE.match(text, end)
    if whole % 10 or (not m and not _DECADE_BEFORE.search(text, max(0, start - 8), start)):
        return None
    values: set[Value] = {float(whole), float(whole % 100 if whole > 100 else 1900 + whole)}
    near: set[Value] = {float(whole // 100 + 1)} if whole % 100 == 0 else set()
    if whole < 100:
        near |= {2000.0 + whole, 1800.0 + whole}
    return Number(start, m.end() if m else end, frozenset(values), "decade", True, frozenset(near))


def _scaled(text: str, start: int, end: int, values: Sequence[float], lang: str) -> Number | None:
    """Read "3,5 millions", "5 mille 352", "2 dozen", "20k" and "5M€"."""
    if m := _SHORT_SCALE.match(text, end):
        factor = {"k": 1e3, "m": 1e6, "b": 1e9}[m["scale"][0].lower()]
        sure: frozenset[Value] = frozenset(_times(values, factor))
        if m["scale"] == "m" and not m["money"]:
            sure |= frozenset(values)
        return Number(start, m.end(), sure, "digits", scale=factor)
    scales = SCALES.get(lang, {})
    m = _SCALE.match(text, end)
    if not m or not (factor := scales.get(m["word"].lower()) or BRACES.get(lang, {}).get(m["word"].lower(), 0)):
        return None
    total, last, scale = list(_times(values, factor)), m.end(), factor
    while more := _MORE.match(text, last):
        word = (more["word"] or "").lower()
        own = scales.get(word, 1) if more["digits"] else scales.get(word, 0)
        if more["digits"] and own < factor and factor >= 1e3:
            total = [t + float(more["digits"]) * own for t in total]
        elif not more["digits"] and own > factor:
            total, scale = list(_times(total, own)), scale * own
        else:
            break
        last, factor = more.end("word") if own > 1 else more.end("digits"), own
    found = frozenset(total) | (frozenset(values) if m["word"].lower() in _ALSO_MILES else _NONE)
    return Number(start, last, found, "digits", scale=scale)


def _times(values: Sequence[float], factor: float) -> Iterator[float]:
    return (round(v * factor, 4) for v in values)


def _date(m: Any) -> Iterator[Number]:
    """Read the parts of "28.8.09"; which is the day and which the month stays open."""
    parts = list(regex.finditer(r"\d+", m.group()))
    for i, part in enumerate(parts):
        value = float(part.group())
        near: set[Value] = {2000 + value, 1900 + value} if i == 2 and value < 100 else set()
        yield Number(
            m.start() + part.start(), m.start() + part.end(), frozenset({value}), "date", i == 2, frozenset(near)
        )


def _fraction(m: Any) -> Number:
    whole, _, parts = m.group().rpartition(" ")
    over, under = (float(p) for p in parts.split("/"))
    value = round(float(whole or 0) + (over / under if under else over), 4)
    near = {over, under, 1900 + under, 2000 + under, 100 * value} | ({float(whole)} if whole else set())
    return Number(m.start(), m.end(), frozenset({value}), "fraction", over < under, frozenset(near))


def _roman(letters: str) -> int:
    values = [_ROMAN[c] for c in letters]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))


class _Token:
    """A word as `text2num` wants it; `masked` ones it must not read."""

    __slots__ = ("masked", "word")

    def __init__(self, word: str, masked: bool) -> None:
        self.word = word
        self.masked = masked

    def text(self) -> str:
        return self.word

    def nt_separated(self, previous: _Token) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return self.masked


def _from_words(text: str, lang: str, taken: Sequence[tuple[int, int]]) -> list[Number]:
    """Return spelled-out numbers, and after them the words that may carry one."""
    loose = LOOSE.get(lang, {})
    spelled = SPELLED.get(lang, {})
    words = [(m.start(), m.group().lower()) for m in _WORD.finditer(text)]
    found = []
    if lang in SPELLED_BY_LIBRARY and (not spelled or any(w in spelled or _compound(w, lang) for _, w in words)):
        found = _spelled(text, lang)
    covered = [(n.start, n.end) for n in found]
    if any(word in ("half", "demi") for _, word in words) and (pattern := _halves(lang)):
        for m in pattern.finditer(text):
            found = [n for n in found if n.end <= m.start() or n.start >= m.end()]
            scale = SCALES[lang].get(m["scale"].lower(), 1)
            found.append(Number(m.start(), m.end(), frozenset({scale / 2}), "spelled", word=True))
        covered = [(n.start, n.end) for n in found]
    for at, word in words:
        if word in loose and not any(s <= at < e for s, e in covered):
            found.append(Number(at, at + len(word), frozenset(map(_four, loose[word])), "loose", sure=False))
    return found


@cache
def _halves(lang: str) -> Any:
    return regex.compile(HALVES[lang], regex.I) if lang in HALVES else None


def _compound(word: str, lang: str) -> bool:
    """Tell whether a word may be a number written in one, or an ordinal."""
    if lang == "fr":
        return word.endswith(("ième", "ièmes"))
    if lang == "en":
        return word.endswith(("teenth", "ieth"))
    return len(word) > 5


def _four(value: float) -> float:
    return round(float(value), 4)


def _spelled(text: str, lang: str) -> list[Number]:
    from text_to_num import find_numbers

    spans = [m.span() for m in _TOKEN.finditer(text)]
    tokens = [_Token(text[s:e], text[s:e].isdigit() or _masked(text, s, e)) for s, e in spans]
    if not tokens:
        return []
    singles = _singles(lang)
    numbers: list[Number] = []
    for o in find_numbers(tokens, lang, 0.0):
        start, end = spans[o.start][0], spans[o.end - 1][1]
        if any(tokens[i].masked for i in range(o.start, o.end)):
            continue
        word = text[start:end].lower()
        previous = numbers[-1] if numbers else None
        scale = SCALES.get(lang, {}).get(word)
        if scale and scale >= 1e3 and previous and previous.sure and text[previous.end : start] in (" ", "-"):
            values: frozenset[Value] = frozenset(_times([v for v in previous.values if isinstance(v, float)], scale))
            numbers[-1] = previous._replace(end=end, values=values, scale=scale)
            continue
        sure = word not in singles and o.value > 1 and not (word == "neuf" and _is_new(text, start, end))
        near = frozenset({float(o.value) / 1000}) if word.endswith("milles") else _NONE
        numbers.append(
            Number(
                start, end, frozenset({float(o.value)}), "ordinal" if o.is_ordinal else "spelled", sure, near, word=True
            )
        )
    return _without_idioms(text, lang, numbers)


def _without_idioms(text: str, lang: str, numbers: list[Number]) -> list[Number]:
    """Make unsure the numbers that are part of a set phrase ("diviser par deux", halve)."""
    if not numbers or not (pattern := _idioms(lang)):
        return numbers
    for m in pattern.finditer(text):
        for i, n in enumerate(numbers):
            if m.start() <= n.start < m.end():
                double: frozenset[Value] = frozenset(2 * v for v in n.values if isinstance(v, float))
                numbers[i] = n._replace(sure=False, near=n.near | double)
    return numbers


@cache
def _idioms(lang: str) -> Any:
    rows = IDIOMS.get(lang)
    return regex.compile(rf"(?<!\w)(?:{'|'.join(rows)})(?!\w)", regex.I) if rows else None


@cache
def _singles(lang: str) -> frozenset[str]:
    """Words that are a number to the library and may well be none."""
    scales = {w for w, v in SCALES.get(lang, {}).items() if v > 1}
    return frozenset(scales | set(LOOSE.get(lang, {})))


def _masked(text: str, start: int, end: int) -> bool:
    """Tell whether a word is the "cent" of "pour cent", or of coins."""
    word = text[start:end].lower()
    if word not in ("cent", "cents"):
        return False
    before = text[max(0, start - 6) : start].lower()
    return before.endswith(("pour ", "per ")) or before[-2:-1].isdigit()


def _is_new(text: str, start: int, end: int) -> bool:
    """Tell whether French "neuf" is the adjective: no word follows that it could count."""
    return (
        not regex.compile(r" \p{Ll}{3,}").match(text, end)
        or regex.search(r"\b(?:à|tout|flambant|de) $", text[:start]) is not None
    )
