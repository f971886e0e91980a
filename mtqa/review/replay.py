"""What the events of a journal come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mtqa.review.deck import Deck, Name
from mtqa.review.events import Event, damaged, decision_of, name_of, read
from mtqa.review.state import Change, Decision, State
from mtqa.review.step import onward
from mtqa.review.wording import Taken


@dataclass(frozen=True, slots=True)
class About:
    """What a journal keeps of a spot for the figures: its rule, its text, its segment and the words of that."""

    rule: str
    text: str
    segment: str
    words: int


@dataclass(frozen=True, slots=True)
class Named:
    """A change as a journal knows it: by the names of spots."""

    at: Name
    before: Mapping[Name, Decision | None]
    after: Mapping[Name, Decision]

    @property
    def names(self) -> set[Name]:
        """The spots it speaks of."""
        return {self.at, *self.after}


@dataclass(slots=True)
class Standing:
    """What the events so far come to.

    `hashes` are those of the files as last known; `done` what was decided and written; `dropped` the paths whose
    decisions fell in the last session for their file had changed, and how many; `pending` the files being replaced.
    """

    decisions: dict[Name, Decision] = field(default_factory=dict)
    past: list[Named] = field(default_factory=list)
    future: list[Named] = field(default_factory=list)
    hashes: dict[str, str] = field(default_factory=dict)
    about: dict[Name, About] = field(default_factory=dict)
    done: list[tuple[Name, Decision]] = field(default_factory=list)
    dropped: dict[str, int] = field(default_factory=dict)
    pending: dict[str, Event] = field(default_factory=dict)
    corrected: list[Mapping[str, Any]] = field(default_factory=list)

    def add(self, event: Event) -> None:
        """Take the next event into account."""
        if handle := _HANDLERS.get(event["event"]):
            handle(self, event)

    def forget_history(self) -> None:
        """Leave nothing to undo or redo."""
        self.past, self.future = [], []


def _session(standing: Standing, event: Event) -> None:
    files: Mapping[str, str] = event["files"]
    for path, own in files.items():
        pending = standing.pending.get(path)
        if pending and own == pending["after"] != pending["before"]:
            _applied(standing, pending)  # replaced, and killed before it could say so
    standing.pending = {}
    changed = {path for path, own in files.items() if standing.hashes.get(path, own) != own}
    standing.dropped = dict.fromkeys(changed, 0)
    for name in [name for name in standing.decisions if name[0] in changed]:
        del standing.decisions[name]
        standing.dropped[name[0]] += 1
    for name in map(name_of, event["fell"]):
        standing.decisions.pop(name, None)
    standing.hashes.update(files)
    if changed or not event["history"]:
        standing.forget_history()


def _change(standing: Standing, event: Event) -> None:
    after = {name_of(row["spot"]): decision_of(row) for row in event["decisions"]}
    for row in event["decisions"]:
        standing.about[name_of(row["spot"])] = About(row["rule"], row["text"], row["segment"], row["words"])
    before = {name: standing.decisions.get(name) for name in after}
    standing.past.append(Named(name_of(event["at"]), before, after))
    standing.future = []
    for name, made in after.items():
        standing.decisions.pop(name, None)  # the latest stand last
        standing.decisions[name] = made


def _undo(standing: Standing, event: Event) -> None:
    change = standing.past.pop()
    standing.future.append(change)
    for name, made in change.before.items():
        if made is None:
            standing.decisions.pop(name, None)
        else:
            standing.decisions[name] = made


def _redo(standing: Standing, event: Event) -> None:
    change = standing.future.pop()
    standing.past.append(change)
    standing.decisions.update(change.after)


def _applying(standing: Standing, event: Event) -> None:
    standing.pending[event["path"]] = event


def _applied(standing: Standing, event: Event) -> None:
    pending = standing.pending.pop(event["path"])
    standing.hashes[event["path"]] = pending["after"]
    standing.corrected += pending["segments"]
    _settle(standing, pending["spots"])
    for old, new in pending["moved"]:
        if made := standing.decisions.pop(name_of(old), None):
            standing.decisions[name_of(new)] = made
            standing.about[name_of(new)] = standing.about[name_of(old)]


def _noted(standing: Standing, event: Event) -> None:
    _settle(standing, event["spots"])


def _settle(standing: Standing, spots: Iterable[list[str]]) -> None:
    """Take what was written out of what is decided; it cannot be undone any more."""
    for name in map(name_of, spots):
        if made := standing.decisions.pop(name, None):
            standing.done.append((name, made))
    standing.forget_history()


_HANDLERS: Mapping[str, Callable[[Standing, Event], None]] = {
    "session": _session, "change": _change, "undo": _undo, "redo": _redo, "applying": _applying, "applied": _applied,
    "noted": _noted,
}  # fmt: skip


def standing_of(path: Path) -> Standing:
    """Return what a journal comes to. Raises: InputError."""
    standing = Standing()
    for number, event in enumerate(read(path), 1):
        try:
            standing.add(event)
        except (LookupError, ValueError) as error:
            raise damaged(path, number, f"`{event['event']}` belongs to none before") from error
    return standing


def resumed(deck: Deck, standing: Standing) -> tuple[State, list[int]]:
    """Return the state that a journal's events come to, and the spots whose decisions run into later ones.

    They can where a session looked at a part of the findings only.
    """
    known = [(deck.numbers[name], made) for name, made in standing.decisions.items() if name in deck.numbers]
    decisions: dict[int, Decision] = {}
    taken = Taken(deck, {})
    fell = []
    for number, made in reversed(known):
        fits = all(edit.end <= len(deck.spots[number].segment.target) for edit in made.edits)
        if not fits or taken.clash(number, made.edits) is not None:
            fell.append(number)
            continue
        taken.take(number, made.edits)
        decisions[number] = made
    past, future = ([_change_of(deck, named) for named in changes] for changes in (standing.past, standing.future))
    state = State(deck, decisions=decisions, past=tuple(past), future=tuple(future))
    if past:
        return onward(replace(state, at=past[-1].at)), fell
    return replace(state, at=next((n for n in state.walk if n not in decisions), 0)) if deck.spots else state, fell


def _change_of(deck: Deck, named: Named) -> Change:
    before = {deck.numbers[name]: made for name, made in named.before.items()}
    after = {deck.numbers[name]: made for name, made in named.after.items()}
    return Change(deck.numbers[named.at], before, after)
