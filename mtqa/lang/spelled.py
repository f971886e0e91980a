"""Read the numbers of a text that are spelled out: `text2num` reads them, in the languages it knows.

What it reads that may be no number ("un", "neuf", the "deux" of "diviser par deux") is unsure, and so are words that
may carry a number ("both", "décennie").
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import accumulate, compress, count
from typing import Any

import regex

from mtqa import rx
from mtqa.lang.numberwords import HALVES, IDIOMS, LOOSE, ORDINAL_ENDINGS, SCALES, SPELLED
from mtqa.lang.values import NONE, Number, Value, apart, rounded, times

_TOKEN = rx.compile(r"\w+|[^\w\s]|\s+")
_WORD = rx.compile(r"(\p{L}+)")
_COUNTED = rx.compile(r" \p{Ll}{3,}")
_NEW_BEFORE = rx.compile(r"(?<!\w)(?:à|tout|flambant|de) $", regex.I)


class _Token:
    """A word as `text2num` wants it; `masked` ones it must not read."""

    __slots__ = ("masked", "word")

    def __init__(self, word: str, masked: bool) -> None:
        self.word = "?" if "\ud800" <= word[0] <= "\udfff" else word  # a lone surrogate is no text to the library
        self.masked = masked

    def text(self) -> str:
        """Return the word."""
        return self.word

    def nt_separated(self, previous: _Token) -> bool:
        """Tell that nothing but the text parts two words."""
        return False

    def not_a_number_part(self) -> bool:
        """Tell whether the word is no part of a number."""
        return self.masked


class Words:
    """The words of a text. `spelled`: the numbers that are spelled out, in order."""

    __slots__ = ("_lower", "lang", "spelled", "text")

    def __init__(self, text: str, lang: str) -> None:
        lower = text.lower()
        if len(lower) != len(text):
            lower = text
        self.text, self.lang, self._lower = text, lang, lower
        holds = lang in SPELLED and any(map(_holding(lang).__getitem__, lower.split()))
        self.spelled = self._spelled() if holds else []
        if "half" in lower or "demi" in lower:
            self.spelled = _with_halves(text, lang, self.spelled)

    def loose(self) -> Iterator[Number]:
        """Yield the words that may carry a number."""
        table, (words, edges) = _loose(self.lang), self._split()
        maybe = (
            Number(edges[2 * i], edges[2 * i + 1], table[word], "loose", sure=False)
            for i, word in enumerate(words)
            if word in table
        )
        return apart(maybe, self.spelled)

    def _split(self) -> tuple[Sequence[str], Sequence[int]]:
        """Return the words in lower case, and where each begins and ends, in one list."""
        parts = _WORD.split(self._lower)
        return parts[1::2], list(accumulate(map(len, parts)))

    def _spelled(self) -> list[Number]:
        numbers: list[Number] = []
        for start, end in _stretches(self.lang, *self._split()):
            found = _read_by_library(self.text, self.lang, start, end)
            numbers += _without_idioms(self.text, self.lang, start, end, found) if found else ()
        return numbers


def _stretches(lang: str, words: Sequence[str], edges: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text where number words stand, with the words around them."""
    first = last = -1
    for i in compress(count(), map(_counting(lang).__getitem__, words)):
        if first >= 0 and i - last > 2 * _AROUND:
            yield _around(edges, first, last)
            first = -1
        first, last = (i if first < 0 else first), i
    if first >= 0:
        yield _around(edges, first, last)


def _around(edges: Sequence[int], first: int, last: int) -> tuple[int, int]:
    return edges[2 * max(first - _AROUND, 0)], edges[min(2 * (last + _AROUND), len(edges) - 3) + 1]


@cache
def _loose(lang: str) -> dict[str, frozenset[Value]]:
    return {word: frozenset(map(rounded, values)) for word, values in LOOSE.get(lang, {}).items()}


class _Counting(dict[str, bool]):
    """Tells of a lower-case word whether it may be a number, and remembers it."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._spelled, self._endings = SPELLED.get(lang, {}), ORDINAL_ENDINGS.get(lang, ())

    def __missing__(self, word: str) -> bool:
        may = word.endswith(self._endings) if self._endings else len(word) > 5
        counts = bool(self._spelled) and (may or word in self._spelled)
        if len(self) < _MOST_WORDS:
            self[word] = counts
        return counts


def may_count(word: str, lang: str) -> bool:
    """Tell whether a word in lower case may be a number: where none stands near, nothing is spelled out."""
    return _counting(lang)[word]


class _Holding(dict[str, bool]):
    """Tells whether a word that may be a number is in what stands between two spaces, and remembers it."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self._counting = _counting(lang)

    def __missing__(self, token: str) -> bool:
        holds = any(map(self._counting.__getitem__, _WORD.findall(token)))
        if len(self) < _MOST_WORDS and len(token) < _LONG:
            self[token] = holds
        return holds


_counting = cache(_Counting)
_holding = cache(_Holding)
_MOST_WORDS = 50_000
_LONG = 40
"""Letters from which a word hardly comes again."""
_AROUND = 2
"""Words before and after a number word that may belong to it: "vingt et un"."""


@cache
def _find_numbers() -> Any:
    from text_to_num import find_numbers

    return find_numbers


def _read_by_library(text: str, lang: str, start: int, end: int) -> list[Number]:
    words = _TOKEN.findall(text, start, end)
    edges = list(accumulate(map(len, words), initial=start))
    tokens = [
        _Token(word, word.isdigit() or (word[0] in "cC" and _masked(text, at, at + len(word))))
        for word, at in zip(words, edges, strict=False)
    ]
    numbers: list[Number] = []
    for o in _find_numbers()(tokens, lang, 0.0) if tokens else ():
        if any(token.masked for token in tokens[o.start : o.end]):
            continue
        first, last = edges[o.start], edges[o.end]
        if multiplied := _multiplied(text, lang, numbers, first, last):
            numbers[-1] = multiplied
        else:
            numbers.append(_number(text, lang, first, last, float(o.value), o.is_ordinal))
    return numbers


def _multiplied(text: str, lang: str, numbers: Sequence[Number], start: int, end: int) -> Number | None:
    """Multiply the number before by a word such as "billion", where the library has read two numbers."""
    scale = SCALES.get(lang, {}).get(text[start:end].lower(), 0)
    if scale < 1e3 or not numbers or not numbers[-1].sure or text[numbers[-1].end : start] not in (" ", "-"):
        return None
    return numbers[-1]._replace(end=end, values=times(numbers[-1].values, scale), scale=scale)


def _number(text: str, lang: str, start: int, end: int, value: float, is_ordinal: bool) -> Number:
    word = text[start:end].lower()
    sure = value > 1 and word not in _unsure(lang) and not (word == "neuf" and _is_new(text, start, end))
    if value >= 1e6 and text[max(0, start - 3) : start].lower() in (" a ", "a "):
        sure = True
    near: frozenset[Value] = frozenset({value / 1000}) if word.endswith("milles") else NONE  # or miles
    return Number(start, end, frozenset({value}), "ordinal" if is_ordinal else "spelled", sure, near, word=True)


@cache
def _unsure(lang: str) -> frozenset[str]:
    """Words that are a number to the library and may well be none."""
    return frozenset(SCALES.get(lang, {}).keys() | LOOSE.get(lang, {}).keys())


def _masked(text: str, start: int, end: int) -> bool:
    """Tell whether a word is the "cent" of "pour cent", or of coins."""
    if text[start:end].lower() not in ("cent", "cents"):
        return False
    before = text[max(0, start - 6) : start].lower()
    return before.endswith(("pour ", "per ")) or before[-2:-1].isdigit()


def _is_new(text: str, start: int, end: int) -> bool:
    """Tell whether French "neuf" is the adjective: no word follows that it could count."""
    return not _COUNTED.match(text, end) or _NEW_BEFORE.search(text, max(0, start - 10), start) is not None


def _without_idioms(text: str, lang: str, start: int, end: int, numbers: list[Number]) -> list[Number]:
    """Make unsure the numbers that are part of a set phrase ("diviser par deux", halve)."""
    pattern = _idioms(lang)
    for m in pattern.finditer(text, start, end) if pattern else ():
        for i, n in enumerate(numbers):
            if m.start() <= n.start < m.end():
                double = times(n.values, 2) if n.kind == "ordinal" else NONE  # "huitièmes de finale", the last sixteen
                numbers[i] = n._replace(sure=False, near=n.near | double)
    return numbers


@cache
def _idioms(lang: str) -> Any:
    rows = IDIOMS.get(lang)
    return rx.compile(rf"(?<!\w)(?:{'|'.join(rows)})(?!\w)", regex.I) if rows else None


def _with_halves(text: str, lang: str, numbers: list[Number]) -> list[Number]:
    """Read "half a million"."""
    pattern = _halves(lang)
    halves: list[Number] = []
    for m in pattern.finditer(text) if pattern else ():
        half = SCALES[lang].get(m["scale"].lower(), 1) / 2
        halves.append(Number(m.start(), m.end(), frozenset({half}), "spelled", word=True))
    return sorted([*halves, *apart(numbers, halves)], key=lambda n: n.start)


@cache
def _halves(lang: str) -> Any:
    return rx.compile(HALVES[lang], regex.I) if lang in HALVES else None
