"""`kind: quantity`: a unit, a currency, a month or a weekday that the translation changes.

    find: unit            # unit | currency | month | weekday | order

- unit: the number of the source with another unit ("5 kilometers" for "5 miles"). A unit kept is right, and so is one
  converted with its number.
- currency: the number of the source with another currency ("3 dollars" for "3 euros"), or another great currency than
  the source names, where the two name none in common ("the euro rises" for "le dollar monte").
- month, weekday: one of the source is missing, and another stands in the translation (mars, "May").
- order: a date in digits read in the wrong order (03/04/2020, "March 4").

Names come from CLDR, in every language it has. Groups: `source`, the source's words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import regex

from mtqa import rx
from mtqa.checks import spelled_out
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.number import reading
from mtqa.checks.side import Side
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Choice, Report, Spec

if TYPE_CHECKING:
    from mtqa.lang.amounts import Amount
    from mtqa.lang.measures import Concept
    from mtqa.lang.values import Value

FINDS = ("unit", "currency", "month", "weekday", "order")
FIELDS: Mapping[str, Spec] = {"find": Choice(FINDS)}
_WORD = rx.compile(r"\p{L}+")
_WORD_OR_SIGN = rx.compile(r"\p{L}+|[€$£¥]")
_GREAT = frozenset({"euro", "dollar", "yen"})
"""Currencies whose names are no other words, as "pound" and "crown" are."""
_DATE = rx.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2(?:\d{4}|\d{2})(?![\d/-])")
_COMMON = frozenset({"may", "march", "mar", "sun", "sat", "mon", "dec", "jan", "tue"})
"""English names that are words too: a month only with a capital, and beside a number or a word of time."""
_IN_TIME = rx.compile(
    r"\d(?:st|nd|rd|th)?,? $|(?<!\w)(?:in|the|of|by|since|until|till|from|to|and|early|mid|late|last|next|this|on"
    r"|between|before|after|through)[ -]$",
    regex.I,
)
_IN_MONTH = rx.compile(r"\.? \d")
_NIGHT = rx.compile(r"(?<!\w)(?:nuit|heures|night|hours|noche|notte|noite|nacht|stunden|madrugada)(?!\w)", regex.I)

Place = tuple[int, int]
_MOST = 5_000
"""Pairs of what two sides name that are remembered."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Keep what to look for."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    return {"whole": True, "bilingual": True, "find": raw["find"]}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield what differs."""
    source = chunk.source
    if source is None:
        return
    find = rule.options["find"]
    for segment in chunk.memo("quantities", lambda: _differing(chunk)).get(find, ()):
        for ours, theirs in _FINDERS[find](chunk, segment):
            start, end = source.original(segment, *ours)
            groups = {"source": source.texts[segment][start:end]}
            yield Hit(segment, *chunk.target.original(segment, *theirs), groups)


def _differing(chunk: Chunk) -> dict[str, list[int]]:
    """List for each thing to find the segments worth a look."""
    listed: dict[str, list[int]] = defaultdict(list)
    for segment, one, other in spelled_out.unlike(chunk):
        if other.concepts and one.concepts != other.concepts:
            for find in _exchangeable(one.concepts, other.concepts):
                listed[find].append(segment)
    listed["currency"] = listed["unit"]
    return listed


@lru_cache(maxsize=_MOST)
def _exchangeable(one: frozenset[Concept], other: frozenset[Concept]) -> Sequence[str]:
    """Tell what may be found where the source names some things and its translation others."""
    gone, new = {c for c, _ in one - other}, {c for c, _ in other - one}
    finds = ["weekday"] if "weekday" in gone & new else []
    if "month" in new:
        finds.append("month" if "month" in gone else "order")
    if (gone & {c for c, _ in other} | new & {c for c, _ in one}) - {"month", "weekday"}:
        finds.append("unit")
    return finds


def _named(text: str, lang: str, kind: str) -> dict[str, Place]:
    """Return the months or weekdays of a text, by number, where each stands first."""
    from mtqa.lang.measures import calendar

    names = calendar(lang)
    places: dict[str, Place] = {}
    for m in _WORD.finditer(text):
        word = m.group().lower()
        concept = names.get(word)
        if concept and concept[0] == kind and (word not in _COMMON or _is_name(text, m.start(), m.end())):
            places.setdefault(concept[1], m.span())
    return places


def _is_name(text: str, start: int, end: int) -> bool:
    if not text[start].isupper():
        return False
    return _IN_MONTH.match(text, end) is not None or _IN_TIME.search(text, max(0, start - 16), start) is not None


def _calendar(kind: str) -> Any:
    def finder(chunk: Chunk, segment: int) -> Iterator[tuple[Place, Place]]:
        source = chunk.source
        if source is None:
            return
        ours = _named(source.plain(segment), chunk.langs[0], kind)
        theirs = _named(chunk.target.plain(segment), chunk.langs[1], kind)
        gone = [number for number in ours if number not in theirs]
        new = [number for number in theirs if number not in ours]
        for one, other in zip(gone, new, strict=False):
            eve = kind == "weekday" and (int(one) - int(other)) % 7 == 1
            if not eve or not _by_night(source.plain(segment), ours[one]):
                yield ours[one], theirs[other]

    return finder


def _by_night(text: str, place: Place) -> bool:
    """Tell whether a day ends a night: "dans la nuit de dimanche" is Saturday night."""
    return _NIGHT.search(text, max(0, place[0] - 32), place[0]) is not None


def _order(chunk: Chunk, segment: int) -> Iterator[tuple[Place, Place]]:
    """Find the month of the translation that is the day of a date of the source."""
    source = chunk.source
    if source is None:
        return
    months: dict[str, Place] | None = None
    for m in _DATE.finditer(source.plain(segment)):
        day, month = int(m[1]), int(m[3])
        if day == month or day > 12 or not 1 <= month <= 12:
            continue
        if months is None:
            months = _named(chunk.target.plain(segment), chunk.langs[1], "month")
        if str(day) in months and str(month) not in months:
            yield m.span(), months[str(day)]


def _amounts(chunk: Chunk, side: Side, segment: int) -> list[Amount]:
    from mtqa.lang.amounts import amounts

    def make() -> list[Amount]:
        lang = chunk.langs[0 if side is chunk.source else 1]
        return list(amounts(side.plain(segment), lang, reading(chunk, side, segment).certain))

    known: list[Amount] = chunk.memo(("amounts", side is chunk.source, segment), make)
    return known


def _may_count(chunk: Chunk, side: Side, segment: int) -> set[frozenset[Concept]]:
    from mtqa.lang.counting import may_be_counted

    which = int(side is chunk.target)
    known: set[frozenset[Concept]] = chunk.memo(
        ("counted", which, segment), lambda: may_be_counted(side.plain(segment), chunk.langs[which])
    )
    return known


def _measured(money: bool) -> Any:
    def finder(chunk: Chunk, segment: int) -> Iterator[tuple[Place, Place]]:
        if chunk.source is None:
            return
        counted = product(_may_count(chunk, chunk.source, segment), _may_count(chunk, chunk.target, segment))
        if not any(_are_exchanged(one, other, money) for one, other in counted):
            return
        theirs = [a for a in _amounts(chunk, chunk.target, segment) if a.number.values - {1.0}]
        if not theirs:
            return
        ours = _by_value(_amounts(chunk, chunk.source, segment))
        for other in theirs:
            equal = sorted({one for v in other.number.values for one in ours.get(v, ())}, key=attrgetter("start"))
            if any(one.concepts & other.concepts for one in equal):
                continue
            for one in equal:
                if _are_exchanged(one.concepts, other.concepts, money):
                    yield (one.start, one.end), (other.start, other.end)
                    break

    return finder


def _by_value(amounts: Sequence[Amount]) -> Mapping[Value, Sequence[Amount]]:
    """Return the amounts of each value; of those that say the same, the first."""
    first: dict[Any, Amount] = {}
    for amount in amounts:
        first.setdefault((amount.number.values, amount.concepts), amount)
    found: dict[Value, list[Amount]] = defaultdict(list)
    for amount in first.values():
        for value in amount.number.values:
            found[value].append(amount)
    return found


def _currency(chunk: Chunk, segment: int) -> Iterator[tuple[Place, Place]]:
    """Find an amount in another currency; where there is none, another currency that is only named."""
    found = False
    for pair in _measured(money=True)(chunk, segment):
        found = True
        yield pair
    source = chunk.source
    if found or source is None:
        return
    texts = source.plain(segment), chunk.target.plain(segment)
    if not all(map(_may_name_great, texts, chunk.langs)):
        return
    ours, theirs = map(_currencies, texts, chunk.langs)
    if ours.keys() & theirs.keys():
        return
    for one in sorted(_GREAT & ours.keys()):
        for other in sorted(_GREAT & theirs.keys()):
            yield ours[one], theirs[other]
            return


def _may_name_great(text: str, lang: str) -> bool:
    return any(map(text.lower().__contains__, _great(lang)))


@cache
def _great(lang: str) -> Sequence[str]:
    """Return the words of a language for the great currencies, in lower case."""
    from mtqa.lang.measures import measures

    return [word for word, concepts in measures(lang).items() if any(name in _GREAT for _, name in concepts)]


def _currencies(text: str, lang: str) -> dict[str, Place]:
    """Return the currencies a text names, where each stands first."""
    from mtqa.lang.measures import measures

    words, places = measures(lang), dict[str, Place]()
    for m in _WORD_OR_SIGN.finditer(text):
        for kind, name in words.get(m.group().lower(), ()):
            if kind == "currency":
                places.setdefault(name, m.span())
    return places


@lru_cache(maxsize=_MOST)
def _are_exchanged(one: frozenset[Concept], other: frozenset[Concept], money: bool) -> bool:
    """Tell whether two amounts that mean nothing in common have units of one class."""
    classes = {c for c, _ in one} & {c for c, _ in other}
    return ("currency" in classes) == money and bool(classes) and one.isdisjoint(other)


_FINDERS = {
    "unit": _measured(money=False),
    "currency": _currency,
    "month": _calendar("month"),
    "weekday": _calendar("weekday"),
    "order": _order,
}
