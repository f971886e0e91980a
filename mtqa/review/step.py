"""The core of the review: `step(state, action) -> state`.

Nothing here reads, writes or asks: the skins turn keys into actions and show the state; what was decided is applied
at the end, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from mtqa import fix
from mtqa.model import Edit
from mtqa.review.deck import ORDERS, Deck, Spot
from mtqa.review.state import (
    Accept,
    Action,
    Allow,
    Change,
    Decision,
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
)  # fmt: skip


def step(state: State, action: Action) -> State:
    """Return the state after an action. What cannot be done changes nothing and is told."""
    state = replace(state, told="")
    if not state.deck.spots:
        return replace(state, told="There is nothing to review.")
    return _STEPS[type(action)](state, action)


def _numbers(state: State, everything: bool) -> Sequence[int]:
    """Return the spots an action decides: the one shown, or it and all identical ones still undecided."""
    if not everything:
        return [state.at]
    return [n for n in state.identical if n == state.at or n not in state.decisions]


def _accept(state: State, action: Accept) -> State:
    count = len(state.spot.suggestions)
    if not count:
        return replace(state, told="There is no suggestion here: e retypes it, s leaves it.")
    if not 0 <= action.choice < count:
        return replace(state, told=f"There is no suggestion {action.choice + 1}: there are {count}.")
    return _decide(state, _numbers(state, action.all), lambda spot: Decision("accept", spot.suggestions[action.choice]))


def _retype(state: State, action: Retype) -> State:
    return _decide(state, _numbers(state, action.all), lambda spot: _wording(spot, *spot.span, action.text))


def _rewrite(state: State, action: Rewrite) -> State:
    return _decide(state, [state.at], lambda spot: _wording(spot, 0, len(spot.segment.target), action.text))


def _wording(spot: Spot, start: int, end: int, text: str) -> Decision | None:
    edit = smallest(spot.segment.target, Edit(start, end, text))
    return Decision("retype", (edit,)) if edit else None


def _leave(state: State, action: Leave) -> State:
    return _decide(state, _numbers(state, action.all), lambda _: Decision("leave"))


def _false_alarm(state: State, action: FalseAlarm) -> State:
    made = Decision("false-alarm", reason=action.reason)
    return _decide(state, _numbers(state, action.all), lambda _: made)


def _allow(state: State, action: Allow) -> State:
    made = Decision("allow", reason=action.reason, scope=action.scope)
    numbers = _numbers(state, action.scope != "here")
    if action.scope == "file":
        numbers = [n for n in numbers if state.deck.spots[n].path == state.spot.path]
    return _decide(state, numbers, lambda _: made)


def _decide(state: State, numbers: Sequence[int], make: Callable[[Spot], Decision | None]) -> State:
    """Decide spots; one whose edits run into those decided before is passed over and told."""
    decisions = dict(state.decisions)
    before: dict[int, Decision | None] = {}
    refused: list[str] = []
    for number in numbers:
        spot = state.deck.spots[number]
        made = make(spot)
        if made is None:
            refused.append("That is the wording it has.")
        elif made.edits and spot.why_not:
            refused.append(f"{spot.path} cannot be written back: {spot.why_not}")
        elif clash := _clash(state.deck, decisions, number, made.edits):
            refused.append(
                f"It runs into what was decided on {clash.finding.rule} ({clash.finding.text!r}): undo that."
            )
        else:
            before[number] = decisions.get(number)
            decisions[number] = made
    if not before:
        return replace(state, told=refused[0] if refused else "")
    change = Change(state.at, before, {number: decisions[number] for number in before})
    told = f"{len(refused)} of {len(numbers)} were passed over: {refused[0]}" if refused else ""
    decided = replace(state, decisions=decisions, past=(*state.past, change), future=(), told=told)
    return _onward(decided)


def _clash(deck: Deck, decisions: Mapping[int, Decision], number: int, edits: Sequence[Edit]) -> Spot | None:
    """Return a spot of the same segment whose decided edits overlap these."""
    for other in deck.places[deck.spots[number].place] if edits else ():
        made = decisions.get(other)
        if other != number and made and any(fix.overlap(a, b) for a in made.edits for b in edits):
            return deck.spots[other]
    return None


def _onward(state: State) -> State:
    """Go to the next undecided spot: of the card, then after it, then from the beginning."""
    walk = state.walk
    here = walk.index(state.at) if state.at in walk else -1
    following = [*walk[here + 1 :], *walk[: max(here, 0)]]
    open_ones = [n for n in following if n not in state.decisions]
    if not open_ones:
        return replace(state, told=state.told or "All of these are decided.")
    card = state.deck.card_of[state.at]
    same = next((n for n in open_ones if state.deck.card_of[n] == card), None)
    return replace(state, at=open_ones[0] if same is None else same)


def _undo(state: State, action: Undo) -> State:
    if not state.past:
        return replace(state, told="There is nothing to undo.")
    *past, change = state.past
    decisions = _merged(state.decisions, change.before)
    return replace(state, at=change.at, decisions=decisions, past=tuple(past), future=(*state.future, change))


def _redo(state: State, action: Redo) -> State:
    if not state.future:
        return replace(state, told="There is nothing to redo.")
    *future, change = state.future
    decisions = _merged(state.decisions, change.after)
    done = replace(state, at=change.at, decisions=decisions, past=(*state.past, change), future=tuple(future))
    return _onward(done)


def _merged(decisions: Mapping[int, Decision], changes: Mapping[int, Decision | None]) -> dict[int, Decision]:
    merged = {**decisions, **changes}
    return {number: made for number, made in merged.items() if made is not None}


def _move(state: State, action: Move) -> State:
    walk = state.walk
    if not walk:
        return replace(state, told="No finding is shown: clear the filter.")
    here = walk.index(state.at) if state.at in walk else 0
    marks = {
        "card": lambda n: state.deck.card_of[n],
        "file": lambda n: state.deck.spots[n].path,
        "open": lambda n: n,
    }
    starts = _starts(walk, marks[action.by])
    if action.by == "open":
        starts = [i for i in starts if walk[i] not in state.decisions]
    ahead = [i for i in starts if i > here] if action.steps > 0 else [i for i in reversed(starts) if i < here]
    if not ahead:
        return replace(state, told="That was the last one." if action.steps > 0 else "That was the first one.")
    return replace(state, at=walk[ahead[min(abs(action.steps), len(ahead)) - 1]])


def _starts(walk: Sequence[int], mark: Callable[[int], Any]) -> list[int]:
    """Return where along the walk the mark changes."""
    return [i for i, n in enumerate(walk) if i == 0 or mark(n) != mark(walk[i - 1])]


def _go(state: State, action: Go) -> State:
    if not 0 <= action.to < len(state.deck.spots):
        return replace(state, told=f"There is no finding {action.to + 1}.")
    return replace(state, at=action.to)


def _look(state: State, action: Look) -> State:
    order = action.order or state.order
    if order not in ORDERS:
        return replace(state, told=f"There is no order {order}.")
    looked = replace(state, view=state.view if action.view is None else action.view, order=order)
    walk = looked.walk
    if not walk:
        return replace(state, told="No finding is like that.")
    if looked.at in walk:
        return looked
    return replace(looked, at=next((n for n in walk if n not in looked.decisions), walk[0]))


_STEPS: Mapping[type, Callable[[State, Any], State]] = {
    Accept: _accept, Retype: _retype, Rewrite: _rewrite, Leave: _leave, FalseAlarm: _false_alarm, Allow: _allow,
    Undo: _undo, Redo: _redo, Move: _move, Go: _go, Look: _look,
}  # fmt: skip


def smallest(text: str, edit: Edit) -> Edit | None:
    """Cut an edit down to what it changes, at word boundaries; None where it changes nothing."""
    old, new = text[edit.start : edit.end], edit.text
    if old == new:
        return None
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    while head and not _parted(old, new, head):
        head -= 1
    while tail and not _parted(old[::-1], new[::-1], tail):
        tail -= 1
    return Edit(edit.start + head, edit.end - tail, new[head : len(new) - tail])


def _parted(old: str, new: str, at: int) -> bool:
    """Tell whether no word of either text runs over `at`."""
    return not any(t[at - 1].isalnum() and at < len(t) and t[at].isalnum() for t in (old, new))
