"""How long a step of a review takes with 5,000 findings, and its journal: `python benchmarks/review_step.py`."""

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from mtqa.model import Edit, Finding, Fix, Segment
from mtqa.review.deck import Deck, Spot, deck_of
from mtqa.review.journal import Journal
from mtqa.review.state import Accept, Action, Allow, Go, Leave, Look, Move, Redo, Retype, State, Undo, View
from mtqa.review.step import step

COUNT = 5000
TEXT = "The big metropolis said that it was so, and then it was. "

T = TypeVar("T")


def deck(*, one_segment: bool = False) -> Deck:
    """Return 5,000 findings of 50 kinds in segments of 100 words, or in one."""
    spots = []
    whole = TEXT * COUNT if one_segment else TEXT * 9
    for number in range(COUNT):
        segment = Segment("L1" if one_segment else f"L{number}", whole, line=1 if one_segment else number)
        start = len(TEXT) * number + 4 if one_segment else 4
        fix = Fix((Edit(start, start + 14, "city"),), "unsafe", ("town",))
        rule = "XX001" if one_segment else f"XX{number % 50:03}"
        found = Finding(
            rule, "made-up", "test", segment, "target", start, start + 14, whole[start : start + 14], "Say city.",
            "warning", "style", fix, f"{number:016x}",
        )  # fmt: skip
        spots.append(Spot(f"{number // 500}.txt", found))
    return deck_of(spots)


def timed(name: str, work: Callable[[], T]) -> T:
    begun = time.perf_counter()
    done = work()
    print(f"{1000 * (time.perf_counter() - begun):9.2f} ms  {name}")
    return done


def main() -> None:
    cards = timed("deck of 5,000 findings", deck)
    half = State(cards)
    for _ in range(COUNT // 2):
        half = step(half, Leave())
    actions: list[Action] = [
        Accept(), Accept(all=True), Retype("town", all=True), Leave(), Allow("project"), Undo(), Redo(), Go(4000),
        Move("card"), Move("file"), Move("open", -1), Look(View(text="metropolis so")), Look(View(rule="XX007")),
        Accept(), Undo(), Move("card"),
    ]  # fmt: skip
    state = half
    for action in actions:
        state = timed(f"{action}", lambda state=state, action=action: step(state, action))
    one = deck(one_segment=True)
    timed("accept-all of 5,000 in one segment", lambda: step(State(one), Accept(all=True)))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "j.jsonl"
        with Journal.open(path) as journal:
            state = timed("begin a journal", lambda: journal.resume(cards, {}))
            following = step(state, Accept())
            timed("record a step", lambda: journal.record(state, following))
            every = step(following, Accept(all=True))
            timed("record accept-all of 100", lambda: journal.record(following, every))
            state = every
            for _ in range(4000):
                following = step(state, Leave())
                journal.record(state, following)
                state = following
        with Journal.open(path) as journal:
            timed("resume after 4,000 steps", lambda: journal.resume(cards, {}))


if __name__ == "__main__":
    main()
