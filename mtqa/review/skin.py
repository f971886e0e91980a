"""What both skins share: the actions that ask nothing, and the numbers of the cards walked over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mtqa.review.state import Accept, Action, Leave, Move, Redo, State, Undo

SIMPLE: Mapping[str, Action] = {
    "accept": Accept(),
    "accept-all": Accept(all=True),
    "leave": Leave(),
    "leave-all": Leave(all=True),
    "undo": Undo(),
    "redo": Redo(),
    "next": Move("card", 1),
    "previous": Move("card", -1),
    "next-identical": Move("spot", 1),
    "previous-identical": Move("spot", -1),
    "next-file": Move("file", 1),
    "previous-file": Move("file", -1),
}


class Places:
    """Numbers the cards of a walk from 1, anew only where the walk is another."""

    def __init__(self) -> None:
        self._walk: object = None
        self._places: dict[int, int] = {}

    def of(self, state: State) -> Mapping[int, int]:
        """Return the number of each card walked over."""
        if self._walk is not state.walk:
            self._walk, self._places = state.walk, {}
            for number in state.walk:
                self._places.setdefault(state.deck.card_of[number], len(self._places) + 1)
        return self._places

    def shown(self, state: State) -> tuple[int, int]:
        """Return which card is shown, 0 where the walk leaves it out, and how many there are."""
        places = self.of(state)
        return places.get(state.deck.card_of[state.at], 0), len(places)

    def spots(self, state: State, text: str) -> Sequence[int]:
        """Return the spots walked over of the card that `text` is the number of; none where there is no such card."""
        card = next((card for card, place in self.of(state).items() if text == str(place)), None)
        return [n for n in state.walk if state.deck.card_of[n] == card]
