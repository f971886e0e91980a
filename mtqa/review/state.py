"""Where a review stands, what was decided, and the actions that a skin makes of keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mtqa.model import Edit
from mtqa.review.deck import Deck, Place, Spot

Kind = Literal["accept", "retype", "leave", "false-alarm", "allow"]
Scope = Literal["here", "file", "project"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What an editor decided on one finding. `edits` are those of its segment's target."""

    kind: Kind
    edits: tuple[Edit, ...] = ()
    reason: str = ""
    scope: Scope = "here"


@dataclass(frozen=True, slots=True)
class Change:
    """What one action changed: where the editor was, and the decisions before and after, by spot."""

    at: int
    before: Mapping[int, Decision | None]
    after: Mapping[int, Decision]


@dataclass(frozen=True, slots=True)
class View:
    """The findings walked over: those of a rule, of a file, with a text; empty for all."""

    rule: str = ""
    path: str = ""
    text: str = ""

    def shown(self, deck: Deck, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return those of some spots that are among them."""
        wanted = self.text.casefold()
        return tuple(n for n in numbers if self._shows(deck.spots[n], wanted))

    def _shows(self, spot: Spot, wanted: str) -> bool:
        if (self.rule and spot.finding.rule != self.rule) or (self.path and spot.path != self.path):
            return False
        texts = (spot.segment.target, spot.segment.source or "", spot.finding.message, spot.finding.rule, spot.title)
        return not wanted or any(wanted in text.casefold() for text in texts)


@dataclass(frozen=True, slots=True)
class State:
    """Where a review stands. `at` is the spot shown, `told` what the last action has to say.

    `shown` are the spots of the view, in order; None for all.
    """

    deck: Deck
    at: int = 0
    decisions: Mapping[int, Decision] = field(default_factory=dict)
    order: str = "reading"
    view: View = View()
    shown: tuple[int, ...] | None = None
    past: tuple[Change, ...] = ()
    future: tuple[Change, ...] = ()
    told: str = ""

    @property
    def spot(self) -> Spot:
        """The spot shown."""
        return self.deck.spots[self.at]

    @property
    def walk(self) -> tuple[int, ...]:
        """The spots walked over, in order."""
        return self.deck.walks[self.order] if self.shown is None else self.shown

    @property
    def identical(self) -> tuple[int, ...]:
        """The spots on the card shown."""
        return self.deck.cards[self.deck.card_of[self.at]]

    @property
    def left(self) -> int:
        """How many spots are undecided."""
        return len(self.deck.spots) - len(self.decisions)


@dataclass(frozen=True, slots=True)
class Accept:
    """Take a suggestion, the first by default, here or for all identical findings."""

    choice: int = 0
    all: bool = False


@dataclass(frozen=True, slots=True)
class Retype:
    """Write a wording of one's own in place of the span."""

    text: str
    all: bool = False


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Give the whole segment a new text; what it changes becomes one edit."""

    text: str


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the text as it is."""

    all: bool = False


@dataclass(frozen=True, slots=True)
class FalseAlarm:
    """Say that the finding is wrong, and why."""

    reason: str = ""
    all: bool = False


@dataclass(frozen=True, slots=True)
class Allow:
    """Allow the phrase here, in this file or in the project; a wider scope decides all that its rule says of it."""

    scope: Scope = "here"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last decision back."""


@dataclass(frozen=True, slots=True)
class Redo:
    """Decide again what was taken back."""


@dataclass(frozen=True, slots=True)
class Move:
    """Go on or back by so many cards, files, findings, or findings left undecided."""

    by: Literal["card", "file", "spot", "open"]
    steps: int = 1


@dataclass(frozen=True, slots=True)
class Go:
    """Go to a spot."""

    to: int


@dataclass(frozen=True, slots=True)
class Look:
    """Walk over the findings of a view, or in another order."""

    view: View | None = None
    order: str | None = None


Action = Accept | Retype | Rewrite | Leave | FalseAlarm | Allow | Undo | Redo | Move | Go | Look


def accepted(state: State) -> dict[Place, list[Edit]]:
    """Return the edits decided for each segment that has any, in order."""
    edits: dict[Place, list[Edit]] = {}
    for number in sorted(state.decisions):
        if made := state.decisions[number].edits:
            edits.setdefault(state.deck.spots[number].place, []).extend(made)
    return {place: sorted(own, key=lambda e: (e.start, e.end)) for place, own in edits.items()}


def decided(state: State, kinds: Iterable[Kind]) -> list[tuple[Spot, Decision]]:
    """Return the spots decided in one of some ways, in reading order."""
    wanted = set(kinds)
    return [(state.deck.spots[n], d) for n, d in sorted(state.decisions.items()) if d.kind in wanted]
