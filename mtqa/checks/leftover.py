"""Find a run of words of the source language within a translation that is otherwise in its own language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import compress, count, islice, pairwise
from typing import NamedTuple

from mtqa import rx
from mtqa.checks.tongue import Tongues
from mtqa.lang import function_words as small
from mtqa.lang.words import LANGUAGES as LISTED
from mtqa.lang.words import is_word

_WORD = rx.compile(r"[^\W_]+")
_QUOTED = rx.compile(r"“[^“”]*+”|«[^«»]*+»|\"[^\"]*+\"|(?<!\w)'(?:[^']|(?<=\w)'(?=\w))*+'(?!\w)")
_CAPITAL_BEFORE = rx.compile(r"\p{Lu}[\w'-]* ?$")
_LARGE = 10_000
"""Units: characters of a text whose words are not counted anew each time."""
_LONG = 8
"""A quotation of so many words is no title: someone's words were left untranslated."""
_TELLING = 2
"""So many words of a run that only the source's language has, or function words that names lack."""
_ALONE = 2
"""So many function words a run needs where there is no source."""
_TITLE = 0.6
"""A title fills at least so much of its quotation marks."""


class Word(NamedTuple):
    """A word of a text. Units: offsets of the plain view."""

    start: int
    end: int
    text: str
    low: str


def words_in(text: str, first: int = 0, last: int | None = None) -> list[Word]:
    """Return the words of a text, or those numbered so, with where they stand; "l'eau" is two."""
    starts = _starts(text) if first and len(text) > _LARGE else ()
    found = islice(_WORD.finditer(text), first, last)
    if first < len(starts):
        found = islice(_WORD.finditer(text, starts[first]), 0, None if last is None else last - first)
    return [Word(*m.span(), m.group(), m.group().lower()) for m in found]


@lru_cache(maxsize=1)
def _starts(text: str) -> Sequence[int]:
    """Return where the words of a long text begin, of which some are asked for many times."""
    return [m.start() for m in _WORD.finditer(text)]


def in_quotes(text: str, start: int, end: int, share: float = 0.0) -> bool:
    """Tell whether a span lies in quotation marks, and fills at least so much of what they hold."""
    return any(
        m.start() <= start and end <= m.end() and end - start >= share * (m.end() - m.start() - 2)
        for m in _QUOTED.finditer(text)
    )


def run_left(
    target: str, lows: Sequence[str], others: Sequence[str], tongues: Tongues, fewest: int
) -> Iterator[tuple[int, int]]:
    """Yield the spans of the target that are copied from the source, word by word, and are no names.

    `lows` are the words of the target in lower case, `others` those of the source.
    """
    pairs = set(pairwise(others))
    copied = bytes(map(pairs.__contains__, pairwise(lows))) + b"\0"
    run = b"\1" * max(1, fewest - 1)
    first = copied.find(run)
    while first >= 0:
        last = copied.index(b"\0", first) + 1
        if _may_tell(lows[first:last], tongues):
            words = words_in(target, first, last)
            span = _judged(target, words, 0, len(words), tongues, fewest)
            if span:
                yield span
        first = copied.find(run, last)


def _may_tell(lows: Sequence[str], tongues: Tongues) -> bool:
    """Tell whether words tell enough of their language to be a clause, names left aside: the cheap test."""
    strong, every = small.strong(tongues.source), small.every(tongues.source)
    strange = tongues.strange(low for low in lows if low not in every)
    return sum(map(strong.__contains__, lows)) + strange >= _TELLING


def runs_alone(target: str, lows: Sequence[str], tongues: Tongues, fewest: int) -> Iterator[tuple[int, int]]:
    """Yield the spans of the target that can only be of the source language, where there is no source to ask.

    `lows` are the words of the target in lower case.
    """
    source, other = tongues.source, tongues.target
    if source not in LISTED or other not in LISTED or not _may_run(lows, tongues, fewest + 1):
        return
    words = words_in(target)
    first: int | None = None
    for i in range(len(words) + 1):
        alike = i < len(words) and _is_alike(words[i].low, source, other)
        if alike and first is None:
            first = i
        elif not alike and first is not None:
            span = _judged(target, words, first, i, tongues, fewest + 1, marks=_ALONE)
            if span:
                yield span
            first = None


def _may_run(lows: Sequence[str], tongues: Tongues, fewest: int) -> bool:
    """Tell whether so many words in a row may be of the source's language, with function words of it among them."""
    source, other = tongues.source, tongues.target
    telling = _telling(source, other)
    end = 0
    for place in compress(count(), map(telling.__contains__, lows)):
        if place < end:
            continue
        first, end = place, place + 1
        while first > 0 and _is_alike(lows[first - 1], source, other):
            first -= 1
        while end < len(lows) and _is_alike(lows[end], source, other):
            end += 1
        if end - first >= fewest and sum(low in telling for low in lows[first:end]) >= _ALONE:
            return True
    return False


@cache
def _telling(source: str, other: str) -> frozenset[str]:
    return small.marks(source, other) | small.elided(source)


@lru_cache(maxsize=65536)
def _is_alike(low: str, source: str, other: str) -> bool:
    """Tell whether a word may be of the source's language."""
    if low in small.lacking(other, source):
        return False
    return low in small.every(source) or low in small.elided(source) or (is_word(source, low) and not low.isdigit())


def _judged(
    text: str, words: Sequence[Word], first: int, last: int, tongues: Tongues, fewest: int, marks: int = 1
) -> tuple[int, int] | None:
    """Return the span of words[first:last] if they are a clause of the source language, not a name or a title."""
    while first < last and _is_plain(words[first], tongues):
        first += 1
    while first < last and _is_plain(words[last - 1], tongues):
        last -= 1
    run = words[first:last]
    if len([w for w in run if len(w.low) > 1]) < fewest:
        return None
    start, end = run[0].start, run[-1].end
    told, strong = _evidence(run, tongues)
    strange = tongues.strange(w.low for w in run if w.text == w.low and w.low not in small.every(tongues.source))
    opener = run[1] if run[0].low in small.elided(tongues.source) else run[0]
    named = _begins_name(text, opener)
    enough = strong + strange >= 4 and strong >= 2 if named else told >= marks and (strong > 0 or strange >= 2)
    if not enough or strong + strange < _TELLING or (len(run) < _LONG and in_quotes(text, start, end, _TITLE)):
        return None
    return start, end


def _is_plain(word: Word, tongues: Tongues) -> bool:
    """Tell whether a word at the edge of a run is as well the target's own: "a" or "on", a number."""
    return word.low.isdigit() or word.low in small.every(tongues.target)


def _evidence(run: Sequence[Word], tongues: Tongues) -> tuple[int, int]:
    """Count the function words of a run that prove its language, and those of them that names lack."""
    marks, strong = small.marks(tongues.source, tongues.target), small.strong(tongues.source)
    told = [w for w in run if w.low in marks or w.low in small.elided(tongues.source)]
    return len(told), sum(w.low in strong and w.text == w.low for w in told)


def _begins_name(text: str, word: Word) -> bool:
    """Tell whether a run begins with a capital that no sentence asks for, or goes on from a name before it."""
    if word.text[:1].isupper():
        before = text[: word.start].rstrip(" \"'“«(-–—")
        return bool(before) and before[-1] not in ".!?:;…"
    return bool(_CAPITAL_BEFORE.search(text[: word.start]))
