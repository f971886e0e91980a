"""How many findings are left undecided, by file and by rule; kept up decision by decision."""

from __future__ import annotations

from collections import Counter

from mtqa.review.state import State


class Tally:
    """Counts of undecided findings. A file or rule without any stays, at 0."""

    def __init__(self, state: State) -> None:
        self._spots = state.deck.spots
        self._decided = set(state.decisions)
        self.files: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        for number in range(len(self._spots)):
            self._count(number, number not in self._decided)

    def follow(self, before: State, after: State) -> bool:
        """Count what one step decided or took back; tell whether it did either."""
        change = None
        if len(after.past) > len(before.past):
            change = after.past[-1]
        elif len(after.past) < len(before.past):
            change = before.past[-1]
        for number in change.after if change else ():
            was, now = number in self._decided, number in after.decisions
            if was != now:
                self._count(number, was - now)
                (self._decided.add if now else self._decided.discard)(number)
        return change is not None

    def _count(self, number: int, by: int) -> None:
        spot = self._spots[number]
        self.files[spot.path] += by
        self.rules[spot.finding.rule] += by
