"""Findings made up for the tests of the review, and actions on them."""

from collections.abc import Callable, Sequence

from hypothesis import strategies as st

from mtqa.model import Edit, Finding, Fix, Segment, Severity
from mtqa.review.deck import Deck, Spot, deck_of
from mtqa.review.state import (
    Accept,
    Action,
    Allow,
    FalseAlarm,
    Go,
    Leave,
    Look,
    Move,
    Redo,
    Retype,
    Rewrite,
    State,
    Undo,
    View,
)
from mtqa.review.step import step


def finding(
    text: str, start: int, end: int, *wordings: str, rule: str = "XX001", key: str = "L1", edits: Sequence[Edit] = (),
    source: str | None = None, severity: Severity = "warning", message: str = "",
) -> Finding:  # fmt: skip
    """Return a finding at text[start:end] with some wordings, or with these edits; of `source` where there is one."""
    segment = Segment(key, text, source, line=int(key[1:]))
    own = tuple(edits) or ((Edit(start, end, wordings[0]),) if wordings else ())
    found = (source or text)[start:end]
    return Finding(
        rule, "made-up", "test", segment, "source" if source else "target", start, end, found,
        message or f"about {found}", severity, "style", Fix(own, "unsafe", wordings[1:]) if own else None,
        f"{rule}-{key}-{start}",
    )  # fmt: skip


WORDS = ("a", "big", "metropolis", "said", "“", "»", "é")


@st.composite
def decks(draw: st.DrawFn) -> Deck:
    """Draw decks of a few files and segments, with findings that often are identical and often overlap."""
    spots = [Spot("z.txt", finding("a big metropolis", 2, 5, "huge"))]
    for path in draw(st.sampled_from([["a.txt"], ["a.txt", "b.txt"], ["a.txt", "b.txt", "c.txt"]])):
        why_not = draw(st.sampled_from(["", "", "", "it is read only"]))
        for line in range(1, draw(st.integers(1, 3)) + 1):
            text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=3, max_size=6)))
            for _ in range(draw(st.integers(0, 4))):
                start = draw(st.integers(0, len(text)))
                end = draw(st.integers(start, min(len(text), start + 9)))
                wordings = draw(st.lists(st.sampled_from(["", "city", "x y"]), max_size=2))
                rule = draw(st.sampled_from(["XX001", "XX002"]))
                grave: Severity = draw(st.sampled_from(["info", "warning", "error"]))
                made = finding(text, start, end, *wordings, rule=rule, key=f"L{line}", severity=grave)
                spots.append(Spot(path, made, why_not=why_not))
    return deck_of(spots)


EVERYTHING = st.booleans()
TYPED = st.text("ab \u0301\n\x1b", max_size=4)
DECIDING: st.SearchStrategy[Action] = st.one_of(
    st.builds(Accept, st.integers(0, 2), EVERYTHING),
    st.builds(Retype, TYPED, EVERYTHING),
    st.builds(Rewrite, TYPED),
    st.builds(Leave, EVERYTHING),
    st.builds(FalseAlarm, st.sampled_from(["", "a name"]), EVERYTHING),
    st.builds(Allow, st.sampled_from(["here", "file", "project"]), st.just("")),
)
VIEWS = st.builds(
    View, st.sampled_from(["", "XX001"]), st.sampled_from(["", "a.txt"]), st.sampled_from(["", "BIG", "nowhere"])
)
WALKING: st.SearchStrategy[Action] = st.one_of(
    st.builds(Move, st.sampled_from(["card", "file", "spot", "open"]), st.integers(-3, 3).filter(bool)),
    st.builds(Go, st.integers(-1, 9)),
    st.builds(Look, st.none() | VIEWS, st.sampled_from([None, "reading", "severity", "by heart"])),
)
BACK: st.SearchStrategy[Action] = st.one_of(st.builds(Undo), st.builds(Redo))
ACTIONS = st.lists(st.one_of(DECIDING, DECIDING, WALKING, BACK), max_size=12)


def after(state: State, actions: Sequence[Action], hear: Callable[[State, State], None] = lambda *_: None) -> State:
    """Return the state after actions; `hear` is told each step."""
    for action in actions:
        following = step(state, action)
        hear(state, following)
        state = following
    return state
