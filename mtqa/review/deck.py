"""What is reviewed: findings in their places, those that are identical gathered on one card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from mtqa import fix
from mtqa.model import SEVERITIES, Edit, Finding, Segment
from mtqa.suppress.entries import phrase_of

ORDERS = ("reading", "severity")

Name = tuple[str, str]
"""The path and a digest of what a spot is: the same in every run over the same file."""
Place = tuple[str, str, int, int]
"""Path, key, line and column of a segment."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One finding in its file. `title` is that of its article; `why_not` tells why its file cannot be written."""

    path: str
    finding: Finding
    title: str = ""
    why_not: str = ""

    @property
    def segment(self) -> Segment:
        """The segment it stands in."""
        return self.finding.segment

    @property
    def place(self) -> Place:
        """The segment's place; edits of one place must not overlap."""
        return self.path, self.segment.key, self.segment.line, self.segment.column

    @property
    def span(self) -> tuple[int, int]:
        """The span of the target that a new wording replaces: the finding's and its fix's together.

        Units: code points. That of a finding in the source is the whole target.
        """
        if self.finding.side == "source":
            return 0, len(self.segment.target)
        edits = self.finding.fix.edits if self.finding.fix else ()
        starts, ends = [e.start for e in edits], [e.end for e in edits]
        return min([self.finding.start, *starts]), max([self.finding.end, *ends])

    @property
    def suggestions(self) -> tuple[tuple[Edit, ...], ...]:
        """The edits of each suggestion: the fix, then its alternatives."""
        made = self.finding.fix
        if not made or not made.edits:
            return ()
        first, *rest = made.edits
        others = (Edit(first.start, first.end, text) for text in made.alternatives)
        return made.edits, *((other, *rest) for other in others)

    @property
    def phrase(self) -> str:
        """The text objected to, in the form that allowing it goes by."""
        return phrase_of(self.finding.text)

    def reworded(self, edits: Sequence[Edit]) -> str:
        """Return what stands in the span once some edits within it are made."""
        start, end = self.span
        moved = [Edit(e.start - start, e.end - start, e.text) for e in edits]
        return fix.apply(self.segment.target[start:end], moved)

    @property
    def likeness(self) -> tuple[str, ...]:
        """What identical findings share: rule, text, message and the wordings on offer."""
        start, end = self.span
        wordings = (self.reworded(edits) for edits in self.suggestions)
        in_source = self.finding.text if self.finding.side == "source" else ""
        return self.finding.rule, self.segment.target[start:end], in_source, self.finding.message, *wordings

    @property
    def digest(self) -> str:
        """A hash of its segment and of where in it, by which rule, it was found.

        No line and no column: what else was mended in the file does not make it another.
        """
        own = self.finding
        parts = (self.segment.key, self.segment.target, own.rule, own.side, f"{own.start}-{own.end}", own.message)
        return blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Deck:
    """All spots in reading order; `cards` are the numbers of identical ones, `card_of` the card of each spot.

    `walks`: all numbers card by card, by order. `places`: the numbers of each segment. `names` tell spots apart.
    """

    spots: tuple[Spot, ...]
    cards: tuple[tuple[int, ...], ...] = ()
    card_of: tuple[int, ...] = ()
    walks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    places: Mapping[Place, tuple[int, ...]] = field(default_factory=dict)
    names: tuple[Name, ...] = ()
    numbers: Mapping[Name, int] = field(default_factory=dict)


def deck_of(spots: Iterable[Spot]) -> Deck:
    """Gather identical findings on cards, and lay the cards out in each order."""
    told = tuple(spots)
    alike: dict[tuple[str, ...], list[int]] = {}
    places: dict[Place, list[int]] = {}
    for number, spot in enumerate(told):
        alike.setdefault(spot.likeness, []).append(number)
        places.setdefault(spot.place, []).append(number)
    cards = tuple(tuple(numbers) for numbers in alike.values())
    card_of = {number: card for card, numbers in enumerate(cards) for number in numbers}
    # the gravest of a card counts: a rule's severity may depend on the source of each
    grave = sorted(cards, key=lambda numbers: -max(SEVERITIES.index(told[n].finding.severity) for n in numbers))
    names = _names(told)
    return Deck(
        told,
        cards,
        tuple(card_of[number] for number in range(len(told))),
        {"reading": tuple(n for card in cards for n in card), "severity": tuple(n for card in grave for n in card)},
        {place: tuple(numbers) for place, numbers in places.items()},
        names,
        {name: number for number, name in enumerate(names)},
    )


def _names(spots: Sequence[Spot]) -> tuple[Name, ...]:
    """Name spots; those that nothing but their order tells apart are numbered."""
    seen: Counter[Name] = Counter()
    names = []
    for spot in spots:
        name = spot.path, spot.digest
        seen[name] += 1
        names.append(name if seen[name] == 1 else (spot.path, f"{spot.digest}.{seen[name]}"))
    return tuple(names)
