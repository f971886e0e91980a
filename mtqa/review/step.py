"""The core of the review: `step(state, action) -> state`.

Nothing here reads, writes or asks: the skins turn keys into actions and show the state; what was decided is applied
at the end, all at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

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
    View,
)  # fmt: skip
from mtqa.review.wording import Taken, misfit, smallest


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
        return replace(state, told="There is no suggestion here: retype it or leave it.")
    if not 0 <= action.choice < count:
        there = "there is one" if count == 1 else f"there are {count}"
        return replace(state, told=f"There is no suggestion {action.choice + 1}: {there}.")
    return _decide(state, _numbers(state, action.all), lambda spot: Decision("accept", spot.suggestions[action.choice]))


def _retype(state: State, action: Retype) -> State:
    return _decide(state, _numbers(state, action.all), lambda spot: _wording(spot, *spot.span, action.text))


def _rewrite(state: State, action: Rewrite) -> State:
    return _decide(state, [state.at], lambda spot: _wording(spot, 0, len(spot.segment.target), action.text))


def _wording(spot: Spot, start: int, end: int, text: str) -> Decision | str:
    if why := misfit(text, spot.segment.target):
        return why
    edit = smallest(spot.segment.target, Edit(start, end, text))
    return Decision("retype", (edit,)) if edit else "That is the wording it has."


def _leave(state: State, action: Leave) -> State:
    return _decide(state, _numbers(state, action.all), lambda _: Decision("leave"))


def _false_alarm(state: State, action: FalseAlarm) -> State:
    made = Decision("false-alarm", reason=action.reason)
    return _decide(state, _numbers(state, action.all), lambda _: made)


def _allow(state: State, action: Allow) -> State:
    made = Decision("allow", reason=action.reason, scope=action.scope)
    numbers: Sequence[int] = [state.at]
    if action.scope != "here":
        if not state.spot.phrase:
            return replace(state, told="There is no phrase here to allow elsewhere: allow it here, or leave it.")
        numbers = list(_covered(state, action.scope == "file"))
    return _decide(state, numbers, lambda _: made)


def _covered(state: State, in_file: bool) -> Iterator[int]:
    """Yield the spot shown and the undecided ones where its rule objects to the same phrase."""
    own = state.spot
    phrase = own.phrase
    for number, spot in enumerate(state.deck.spots):
        if number != state.at and (number in state.decisions or (in_file and spot.path != own.path)):
            continue
        if spot.finding.rule == own.finding.rule and spot.phrase == phrase:
            yield number


def _decide(state: State, numbers: Sequence[int], make: Callable[[Spot], Decision | str]) -> State:
    """Decide spots; one that cannot be decided so, or whose edits run into others, is passed over and told."""
    before: dict[int, Decision | None] = {}
    after: dict[int, Decision] = {}
    refused: list[str] = []
    taken = Taken(state.deck, state.decisions)
    for number in numbers:
        spot = state.deck.spots[number]
        made = make(spot)
        if isinstance(made, str):
            refused.append(made)
        elif why := _why_not(state.deck, taken, number, made):
            refused.append(why)
        else:
            before[number] = state.decisions.get(number)
            after[number] = made
            taken.take(number, made.edits)
    if not after:
        return replace(state, told=refused[0] if refused else "")
    told = f"{len(refused)} of {len(numbers)} were passed over: {refused[0]}" if refused else ""
    return made_change(state, Change(state.at, before, after), told)


def _why_not(deck: Deck, taken: Taken, number: int, made: Decision) -> str:
    """Say why a decision cannot be made; empty where it can."""
    spot = deck.spots[number]
    if made.edits and spot.why_not:
        return f"{spot.path} cannot be written back: {spot.why_not}"
    clash = taken.clash(number, made.edits)
    if clash is None:
        return ""
    other = deck.spots[clash].finding
    return f"It runs into what was decided on {other.rule} ({other.text!r}): leave this one, or undo that."


def made_change(state: State, change: Change, told: str = "") -> State:
    """Return the state after a new change, at the next spot left open."""
    decisions = {**state.decisions, **change.after}
    return onward(replace(state, decisions=decisions, past=(*state.past, change), future=(), told=told))


def onward(state: State) -> State:
    """Go to the next undecided spot: of the card, then after it, then from the beginning."""
    walk, decisions, card_of = state.walk, state.decisions, state.deck.card_of
    here = walk.index(state.at) if state.at in walk else -1
    card, first = card_of[state.at], None
    for part in (walk[here + 1 :], walk[: max(here, 0)]):
        for number in part:
            if number not in decisions:
                if card_of[number] == card:
                    return replace(state, at=number)
                first = number if first is None else first
    if first is None:
        return replace(state, told=state.told or "All of these are decided.")
    return replace(state, at=first)


def _undo(state: State, action: Undo) -> State:
    if not state.past:
        return replace(state, told="There is nothing to undo.")
    *past, change = state.past
    merged = {**state.decisions, **change.before}
    decisions = {number: made for number, made in merged.items() if made is not None}
    return replace(state, at=change.at, decisions=decisions, past=tuple(past), future=(*state.future, change))


def _redo(state: State, action: Redo) -> State:
    if not state.future:
        return replace(state, told="There is nothing to redo.")
    *future, change = state.future
    return replace(made_change(replace(state, at=change.at), change), future=tuple(future))


def _move(state: State, action: Move) -> State:
    walk = state.walk
    here = walk.index(state.at) if state.at in walk else -1
    stops = _stops(state, action.by)
    ahead = [i for i in stops if i > here] if action.steps > 0 else [i for i in reversed(stops) if i < here]
    if not ahead:
        return replace(state, told="That was the last one." if action.steps > 0 else "That was the first one.")
    return replace(state, at=walk[ahead[min(abs(action.steps), len(ahead)) - 1]])


def _stops(state: State, by: str) -> list[int]:
    """Return where along the walk one may stop. A file begins with the first card that begins in it."""
    walk, deck = state.walk, state.deck
    if by == "spot":
        return list(range(len(walk)))
    if by == "open":
        return [i for i, n in enumerate(walk) if n not in state.decisions]
    cards = [i for i, n in enumerate(walk) if i == 0 or deck.card_of[n] != deck.card_of[walk[i - 1]]]
    if by == "card":
        return cards
    paths = [deck.spots[walk[i]].path for i in cards]
    return [i for k, i in enumerate(cards) if k == 0 or paths[k] != paths[k - 1]]


def _go(state: State, action: Go) -> State:
    if not 0 <= action.to < len(state.deck.spots):
        return replace(state, told=f"There is no finding {action.to + 1}.")
    return replace(state, at=action.to)


def _look(state: State, action: Look) -> State:
    order = action.order or state.order
    if order not in ORDERS:
        return replace(state, told=f"There is no order {order}.")
    view = state.view if action.view is None else action.view
    shown = None if view == View() else view.shown(state.deck, state.deck.walks[order])
    if shown == ():
        return replace(state, told="No finding is like that.")
    looked = replace(state, view=view, order=order, shown=shown)
    if looked.at in looked.walk:
        return looked
    return replace(looked, at=next((n for n in looked.walk if n not in looked.decisions), looked.walk[0]))


_STEPS: Mapping[type, Callable[[State, Any], State]] = {
    Accept: _accept, Retype: _retype, Rewrite: _rewrite, Leave: _leave, FalseAlarm: _false_alarm, Allow: _allow,
    Undo: _undo, Redo: _redo, Move: _move, Go: _go, Look: _look,
}  # fmt: skip
