"""Read times of day, dates in digits and decades: "14h30", "2:30 p.m.", "28.8.09", "années 80", "1980s"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import regex

from mtqa import rx
from mtqa.lang.values import NONE, Number, Value

_HALF_DAY = r"[ -]?(?P<half>[ap])\.? ?m\b\.?"
_CLOCK_24 = rx.compile(
    r" ?(?:(?P<word>heures?|hrs?|hours?)\b|h\b|h(?=\d)) ?"
    r"(?:(?P<m>[0-5]?\d)(?!\d|[.,]\d| ?%)(?: ?mn?| ?min(?:utes?)?)?\b)?",
    regex.I,
)
_CLOCK_COLON = rx.compile(r":(?P<m>[0-5]\d)(?![\d:]| ?[ap]\.? ?m\b)", regex.I)
_CLOCK_12 = rx.compile(rf"(?:[:.](?P<m>[0-5]\d))?(?:{_HALF_DAY}| o'clock)", regex.I)
_PART = rx.compile(r"\d+")
_OF_TIME = "aApPoOhH"
"""How the words of time begin that may stand after a space."""
_DOTTED = rx.compile(r"(\d{1,2})\.([0-5]\d)")
_DECADE = rx.compile(r"'?s(?!\w)")
_DECADE_BEFORE = rx.compile(r"(?:années?|anni|años|jahre|jaren) $|'$", regex.I)


def clock(text: str, start: int, end: int, hour: int) -> Number | None:
    """Read "14h30", "14:30", "2:30 p.m." and "7 p.m." from the number of hours at a place."""
    if text[end : end + 1] == " " and text[end + 1 : end + 2] not in _OF_TIME:
        return None
    if m := _CLOCK_12.match(text, end):
        if hour > 12 and not m["half"]:
            return None
        if m["half"]:
            return _at(start, m.end(), (_of_day(hour, m["half"]),), int(m["m"] or 0))
        return _at(start, m.end(), (hour, (hour + 12) % 24), int(m["m"] or 0))
    if m := _CLOCK_24.match(text, end):
        if not m["m"]:
            return _hours(text, start, end, hour, m)
        return _at(start, m.end(), (hour,), int(m["m"]), {float(hour), float(m["m"])})
    if m := _CLOCK_COLON.match(text, end):
        hours = (hour, (hour + 12) % 24) if hour <= 12 else (hour,)
        return _at(start, m.end(), hours, int(m["m"]), {float(hour), float(m["m"])})
    return None


def _hours(text: str, start: int, end: int, hour: int, m: Any) -> Number:
    """Read "19h", a time of day; "19 heures" may be a time or a length of time."""
    time = _at(start, start + len(text[start : m.end()].rstrip()), (hour,), 0, {float(hour)})
    if m["word"] is None:
        return time
    plain: frozenset[Value] = frozenset({float(hour)})
    return Number(start, end, plain, "digits", True, (time.near | time.values) - plain)


def dotted_clock(text: str, start: int, end: int) -> Number | None:
    """Read "2.30 p.m."."""
    m = _DOTTED.fullmatch(text, start, end)
    after = _CLOCK_12.match(text, end) if m else None
    if not m or not after or int(m[1]) > 23 or not after["half"]:
        return None
    return _at(start, after.end(), (_of_day(int(m[1]), after["half"]),), int(m[2]))


def _of_day(hour: int, half: str) -> int:
    return hour if hour > 12 else hour % 12 + (12 if half in "pP" else 0)


def _at(start: int, end: int, hours: Sequence[int], minute: int, near: set[float] | None = None) -> Number:
    values = frozenset(f"{hour % 24}:{minute:02}" for hour in hours)
    plain: set[Value] = {v for hour in hours for v in (hour + minute / 100, hour * 100.0 + minute)}
    if not minute:
        plain |= {float(h) for hour in hours for h in (hour, hour % 12 or 12)}
    loose = {f"{(hour + 12) % 24}:{minute:02}" for hour in hours if hour <= 12}
    return Number(start, end, values, "clock", True, frozenset(plain | loose | (near or set())))


def decade(text: str, start: int, end: int, whole: int) -> Number | None:
    """Read "1980s", "'80s" and "années 80"."""
    if whole % 10:
        return None
    m = _DECADE.match(text, end)
    if not m and not _DECADE_BEFORE.search(text, max(0, start - 8), start):
        return None
    values: set[Value] = {float(whole), float(whole % 100 if whole > 100 else 1900 + whole)}
    near: set[Value] = {float(whole // 100 + 1)} if whole % 100 == 0 else set()
    if whole < 100:
        near |= {2000.0 + whole, 1800.0 + whole}
    return Number(start, m.end() if m else end, frozenset(values), "decade", True, frozenset(near))


def date(m: Any) -> Iterator[Number]:
    """Read the parts of "28.8.09"; which is the day and which the month stays open."""
    for i, part in enumerate(_PART.finditer(m.group())):
        value = float(part.group())
        near: frozenset[Value] = frozenset({2000 + value, 1900 + value}) if i == 2 and value < 100 else NONE
        start = m.start() + part.start()
        yield Number(start, start + len(part.group()), frozenset({value}), "date", i == 2, near)
