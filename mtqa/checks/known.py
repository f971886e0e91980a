"""What is known of the texts that a part of a pattern can match, and of parts that follow or stand beside each other.

All of it is necessary and none of it sufficient: where something cannot be told, or takes too many texts to say, less
is known. A text that holds EDGE asks for the beginning or end of a word there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, reduce
from string import digits

from mtqa.checks.rarity import DIGIT, EDGE, bare_of, cost

MOST_STRINGS = 160
LONGEST = 40
_MOST_POWERS = 4
_ENDS = (8, 5, 3, 2, 1)
"""Units: characters of the end of a string, where the whole is too much."""
Strings = frozenset[str]
_DIGITS = frozenset(digits)
_NOTHING: Strings = frozenset({""})
Part = tuple[Strings | None, int | None]
"""Texts of which every match holds one, and how far from its beginning that may start; None: any distance."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a part: all strings it can match, or else a set of which every match holds one.

    Units: `most` and `lead` count characters, and None is without bound; `most` is how long a match may be, `lead` how
    far from its beginning a string of `required` may start. A match that is not empty begins with a string of `head`
    and ends with one of `tail`. `ahead` is what must follow the part, `behind` what must stand before it, though it is
    no part of the match. `further` is another set of which every match holds one. `endless`: it is a repeat without
    bound, but for parts that may be empty.
    """

    exact: Strings | None = None
    required: Strings | None = None
    lead: int | None = None
    further: Strings | None = None
    head: Strings | None = None
    tail: Strings | None = None
    ahead: Strings | None = None
    behind: Strings | None = None
    most: int | None = None
    endless: bool = False
    nullable: bool = False


ANYTHING = Known()
ANY_CHARACTER = Known(most=1)


def longest(strings: Strings) -> int:
    """Return the length of the longest, without marks of edges."""
    return max(len(bare_of(s)) for s in strings)


def exactly(strings: Iterable[str], *, nullable: bool = False) -> Known:
    """Return what is known of a part that matches these strings and no others."""
    exact = frozenset(strings)
    filled = exact - {""} or None
    return Known(exact=exact, head=filled, tail=filled, most=longest(exact), nullable=nullable)


EMPTY = exactly({""}, nullable=True)


@lru_cache(maxsize=65536)
def _bare(strings: Strings) -> Sequence[str]:
    return tuple(map(bare_of, strings))


@lru_cache(maxsize=65536)
def _each_shows(strings: Strings) -> bool:
    """Tell whether no string is made of marks alone."""
    return all(_bare(strings))


def best(parts: Iterable[Part]) -> Part:
    """Return the set that English text holds most rarely."""
    options = [(strings, lead) for strings, lead in parts if strings and _each_shows(strings)]
    return min(options, key=lambda p: cost(p[0]), default=(None, None))


def best_of(known: Known) -> Part:
    """Return the rarest set of one part."""
    return best([(known.exact, 0), (known.required, known.lead)])


def _sum(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def _cross(a: Strings, b: Strings) -> Strings | None:
    """Return each string of one followed by each of the other; None where that is too much."""
    if len(a) * len(b) > MOST_STRINGS:
        return None
    both = frozenset(x + y for x in a for y in b)
    return both if max(map(len, both)) <= LONGEST else None


def _met(run: Strings, following: Strings) -> Strings:
    """Return what stands where one follows the other: of the first as much of its end as is not too much."""
    for kept in (LONGEST, *_ENDS):
        ends = frozenset(s[-kept:] for s in run)
        for some in (ends, _with_any_digit(ends)):
            met = _cross(some, following)
            if met is not None:
                return met
    return following


def _with_any_digit(strings: Strings) -> Strings:
    """Return fewer strings that say as much: where all ten digits begin the same string, one that any digit begins."""
    rests = {s[1:] for s in strings if s[:1] == "0" and bare_of(s[1:])}
    any_digit = {rest for rest in rests if all(digit + rest in strings for digit in digits)}
    return frozenset(DIGIT + s[1:] if s[:1] in _DIGITS and s[1:] in any_digit else s for s in strings)


class _Run:
    """Parts that follow one another, taken up one by one.

    One of `run` stands right before what comes next, and starts at most `start` after the beginning.
    """

    def __init__(self) -> None:
        self.run = _NOTHING
        self.start: int | None = 0
        self.at: int | None = 0
        self.seen: list[Part] = []
        self.more: list[Strings | None] = []
        self.head: Strings | None = None
        self.broken = False

    def add(self, part: Known) -> None:
        """Take up the next part."""
        if part.behind is not None and self.run == _NOTHING and not self.broken:
            self._break(None)
            self.run = part.behind
        if part.ahead is not None:
            self.seen.append((_met(self.run, part.ahead), self.at))
        self.seen.append((part.required, _sum(self.at, part.lead)))
        self.more.append(part.further)
        wider = _cross(self.run, part.exact) if part.exact is not None else None
        if wider is not None:
            self.run = wider
        else:
            self._part_of(part)
        self.at = _sum(self.at, part.most)

    def _part_of(self, part: Known) -> None:
        """Take up a part that is not wholly known, or too much with what stands before it."""
        self._break(part)
        self.seen.append((self.run, self.start))
        exact = part.exact if part.exact is not None and "" not in part.exact else None
        if part.head is not None and not part.nullable:
            self.seen.append((_met(self.run, part.head), self.at))
        if exact is not None:
            self.run, self.start = _met(self.run, exact), self.at
        elif part.tail is None or (part.nullable and ("" in self.run or len(self.run | part.tail) > MOST_STRINGS)):
            self.run, self.start = _NOTHING, _sum(self.at, part.most)
        else:
            ends = part.tail | (self.run if part.nullable else frozenset())
            if part.exact is not None and not any(s.strip() for s in part.exact):  # a space that need not stand there
                ends = best([(ends, 0), (_met(self.run, part.exact), 0)])[0] or ends
            self.run, self.start = ends, _sum(self.at, part.most)

    def _break(self, part: Known | None) -> None:
        if not self.broken:
            if _each_shows(self.run):
                self.head = self.run
            elif part is not None and self.run == _NOTHING and not part.nullable:
                self.head = part.head
        self.broken = True


def joined(parts: Sequence[Known]) -> Known:
    """Return what is known of parts that follow one another."""
    if len(parts) == 1:
        return parts[0]
    run = _Run()
    for part in parts:
        run.add(part)
    seen = [*run.seen, (run.run, run.start)]
    required, lead = best(seen)
    if not run.broken:
        return replace(exactly(run.run), required=required, lead=lead)
    further = _another([*(strings for strings, _ in seen), *run.more], required)
    tail = run.run if _each_shows(run.run) else None
    return Known(required=required, lead=lead, further=further, head=run.head, tail=tail, most=run.at)


def _another(sets: Iterable[Strings | None], required: Strings | None) -> Strings | None:
    """Return the rarest set that says something the required one does not."""
    chosen = EDGE.join(_bare(required or frozenset()))  # no bare string has an EDGE
    filled = [s for s in sets if s and _each_shows(s)]
    new = [s for s in filled if not any(bare in chosen for bare in _bare(s))]
    return min(new, key=cost, default=None)


def either(branches: Sequence[Known]) -> Known:
    """Return what is known of parts of which one stands there."""
    if len(branches) == 1:
        return branches[0]
    return replace(
        _union(branches), endless=any(b.endless for b in branches), nullable=any(b.nullable for b in branches)
    )


def _united(sets: Sequence[Strings | None], most: int = MOST_STRINGS) -> Strings | None:
    known = [s for s in sets if s is not None]
    union: Strings = reduce(lambda a, b: a | b, known, frozenset())
    return union if len(known) == len(sets) and len(union) <= most else None


def _union(branches: Sequence[Known]) -> Known:
    exact = _united([b.exact for b in branches])
    if exact is not None:
        return exactly(exact)
    lengths = [b.most for b in branches]
    most = None if None in lengths else max(n for n in lengths if n is not None)
    filled = [b for b in branches if b.exact != _NOTHING]
    head, tail = _united([b.head for b in filled]), _united([b.tail for b in filled])
    chosen = [best_of(b) for b in branches]
    required = _united([strings for strings, _ in chosen], 2 * MOST_STRINGS)
    if required is None:
        return Known(head=head, tail=tail, most=most)
    leads = [lead for _, lead in chosen]
    lead = None if None in leads else max(n for n in leads if n is not None)
    more = [b.further or strings for b, (strings, _) in zip(branches, chosen, strict=True)]
    further = _united(more) if any(b.further for b in branches) else None
    return Known(required=required, lead=lead, further=further, head=head, tail=tail, most=most)


def repeated(info: Known, low: int, high: int | None) -> Known:
    """Return what is known of a part that stands `low` to `high` times in a row; None: any number of times."""
    if info.exact in (_NOTHING, frozenset({EDGE})):
        return info if low else EMPTY
    if low == high == 1:
        return info
    if info.exact is not None and high is not None and (powers := _powers(info.exact, low, high)) is not None:
        return exactly(powers, nullable=info.nullable or low == 0)
    required, lead = best_of(info) if low else (None, None)
    return Known(
        required=required, lead=lead, head=info.head, tail=info.tail, nullable=info.nullable or low == 0,
        most=None if info.most is None or high is None else info.most * high, endless=high is None,
    )  # fmt: skip


def _powers(exact: Strings, low: int, high: int) -> Strings | None:
    """Return the strings of so many repeats; None where they are too many."""
    if high > (_MOST_POWERS if low != high else 2 * _MOST_POWERS):
        return None
    power: Strings | None = _NOTHING
    found: Strings | None = frozenset()
    for times in range(high + 1):
        if power is None or found is None:
            return None
        if times >= low:
            found = _united([found, power])
        power = _cross(power, exact)
    return found
