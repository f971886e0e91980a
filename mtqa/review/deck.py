"""What is reviewed: findings in their places, those that are identical gathered on one card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from mtqa import fix
from mtqa.model import SEVERITIES, Edit, Finding, Segment

ORDERS = ("reading", "severity")


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
    def name(self) -> tuple[str, str, str]:
        """What tells it apart in every run over the same texts: path, fingerprint, hash of the segment."""
        digest = blake2b(self.segment.target.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        return self.path, self.finding.fingerprint, digest

    @property
    def place(self) -> tuple[str, str, int, int]:
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

    def reworded(self, edits: Sequence[Edit]) -> str:
        """Return what stands in the span once some edits within it are made."""
        start, end = self.span
        text = self.segment.target
        moved = [Edit(e.start - start, e.end - start, e.text) for e in edits]
        return fix.apply(text[start:end], moved)

    @property
    def likeness(self) -> tuple[str, ...]:
        """What identical findings share: rule, text, message and the wordings on offer."""
        start, end = self.span
        wordings = (self.reworded(edits) for edits in self.suggestions)
        whole = "" if self.finding.side == "target" else self.finding.text
        return self.finding.rule, self.segment.target[start:end], whole, self.finding.message, *wordings


@dataclass(frozen=True, slots=True)
class Deck:
    """All spots in reading order; `cards` are the numbers of identical ones, `card_of` the card of each spot."""

    spots: tuple[Spot, ...]
    cards: tuple[tuple[int, ...], ...] = ()
    card_of: tuple[int, ...] = ()
    walks: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    places: Mapping[tuple[str, str, int, int], tuple[int, ...]] = field(default_factory=dict)


def deck_of(spots: Iterable[Spot]) -> Deck:
    """Gather identical findings on cards, and lay the cards out in each order."""
    told = tuple(spots)
    alike: dict[tuple[str, ...], list[int]] = {}
    places: dict[tuple[str, str, int, int], list[int]] = {}
    for number, spot in enumerate(told):
        alike.setdefault(spot.likeness, []).append(number)
        places.setdefault(spot.place, []).append(number)
    cards = tuple(tuple(numbers) for numbers in alike.values())
    card_of = {number: card for card, numbers in enumerate(cards) for number in numbers}
    grave = sorted(cards, key=lambda numbers: -SEVERITIES.index(told[numbers[0]].finding.severity))
    return Deck(
        told,
        cards,
        tuple(card_of[number] for number in range(len(told))),
        {"reading": tuple(n for card in cards for n in card), "severity": tuple(n for card in grave for n in card)},
        {place: tuple(numbers) for place, numbers in places.items()},
    )
