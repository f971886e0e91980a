"""What a journal says: events checked line by line, and what they come to.

An event is a JSON object on a line of its own. A line without its end was never wholly written and counts for nothing;
anything else that is not as written below is damage, and told with its line.

| event | what it says |
| --- | --- |
| session | somebody began: `schema`, `mtqa`, `reviewer`, `signature`, `files` with the hash of each; |
| | `history`: what was decided before can be undone; `fell`: spots whose decisions stand no more |
| change | decisions (`decisions`), made where the editor was (`at`) |
| undo, redo | the last change was taken back, or made again |
| applying | a file is about to be replaced: `before` and `after`, hashes; `spots` and `segments`, what is written |
| applied | it was replaced |
| noted | false alarms or allowed phrases (`spots`) were written down in `where` |
| rule | a rule was drafted of a correction |
| end | the session ended |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

from mtqa.errors import InputError
from mtqa.model import Edit
from mtqa.review.deck import Name
from mtqa.review.state import Decision, Kind, Scope

SCHEMA = 1

Event = Mapping[str, Any]

FIELDS: Mapping[str, Mapping[str, type]] = {
    "session": {
        "schema": int, "mtqa": str, "reviewer": dict, "signature": str, "files": dict, "history": bool, "fell": list,
    },
    "change": {"at": list, "decisions": list},
    "undo": {},
    "redo": {},
    "applying": {"path": str, "before": str, "after": str, "spots": list, "segments": list},
    "applied": {"path": str},
    "noted": {"where": str, "spots": list},
    "rule": {"id": str, "path": str},
    "end": {},
}  # fmt: skip
_DECIDED: Mapping[str, type] = {
    "spot": list, "rule": str, "text": str, "segment": str, "words": int, "kind": str, "edits": list, "reason": str,
    "scope": str,
}  # fmt: skip
_SEGMENT: Mapping[str, type] = {"id": str, "target": str, "reference": str}


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


def name_of(pair: list[str]) -> Name:
    """Return a spot's name as JSON has it."""
    path, digest = pair
    return path, digest


def decision_of(row: Event) -> Decision:
    """Return a decision as an event has it."""
    edits = tuple(Edit(start, end, text) for start, end, text in row["edits"])
    return Decision(row["kind"], edits, row["reason"], row["scope"])


def row_of(made: Decision) -> dict[str, Any]:
    """Return a decision as an event has it."""
    edits = [[e.start, e.end, e.text] for e in made.edits]
    return {"kind": made.kind, "edits": edits, "reason": made.reason, "scope": made.scope}


def read(path: Path) -> Iterator[Event]:
    """Yield the events of a journal. Raises: InputError, with the line where it is damaged."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"the journal cannot be read: {error.strerror}", str(path)) from error
    lines = data.split(b"\n")[:-1]  # what follows the last line end was never wholly written
    for number, line in enumerate(lines, 1):
        try:
            event = json.loads(line.decode("utf-8"))
            _vet(event)
            if number == 1 and event["event"] != "session":
                raise ValueError("it does not begin with a session")
        except (ValueError, TypeError, RecursionError) as error:
            unread = isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError)
            raise damaged(path, number, "this is no event of a review" if unread else f"{error}") from error
        yield event


def damaged(path: Path, line: int, what: str) -> InputError:
    """Say that a journal is damaged."""
    hint = "take the line out if what it says can be lost, or begin another journal with --journal FILE"
    return InputError(f"the journal is damaged: {what}", f"{path}:{line}", hint)


def standing_of(path: Path) -> Standing:
    """Return what a journal comes to. Raises: InputError."""
    standing = Standing()
    for number, event in enumerate(read(path), 1):
        try:
            standing.add(event)
        except (LookupError, ValueError) as error:
            raise damaged(path, number, f"`{event['event']}` belongs to none before") from error
    return standing


def when(event: Event) -> float:
    """Return the time of an event. Units: seconds."""
    return datetime.fromisoformat(event["time"]).timestamp()


def _vet(event: Any) -> None:
    """Raises: ValueError where an event is not as it should be."""
    if not isinstance(event, dict) or event.get("event") not in FIELDS:
        raise ValueError("this is no event of a review")
    if event["event"] == "session" and isinstance(event.get("schema"), int) and event["schema"] > SCHEMA:
        raise ValueError(f"a later mtqa ({event.get('mtqa')}) wrote it: update this one")
    _fields(event, {"time": str, **FIELDS[event["event"]]})
    when(event)
    for row in event.get("decisions", ()):
        _fields(row, _DECIDED)
        if row["kind"] not in get_args(Kind) or row["scope"] not in get_args(Scope):
            raise ValueError("a decision is of no known kind")
        _name(row["spot"])
        if not all(isinstance(part, int) for start, end, _ in row["edits"] for part in (start, end)):
            raise ValueError("an edit has no place")
        decision_of(row)
    for row in event.get("segments", ()):
        _fields(row, _SEGMENT)
    for pair in (*event.get("spots", ()), *event.get("fell", ()), *([event["at"]] if "at" in event else ())):
        _name(pair)
    if not all(isinstance(own, str) for own in event.get("files", {}).values()):
        raise ValueError("a hash is no text")


def _fields(row: Any, fields: Mapping[str, type]) -> None:
    for name, kind in fields.items():
        if not isinstance(row, dict) or not isinstance(row.get(name), kind):
            raise ValueError(f"`{name}` is missing or not as it should be")


def _name(pair: Any) -> None:
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
        raise ValueError("a finding has no name")
