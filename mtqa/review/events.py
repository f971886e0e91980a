"""What a journal says, checked line by line.

An event is a JSON object on a line of its own. A line without its end was never wholly written and counts for nothing;
anything else that is not as written below is damage, and told with its line.

| event | what it says |
| --- | --- |
| session | somebody began: `schema`, `mtqa`, `reviewer`, `signature`, `files` with the hash of each; |
| | `history`: what was decided before can be undone; `fell`: spots whose decisions stand no more |
| change | decisions (`decisions`), made where the editor was (`at`) |
| undo, redo | the last change was taken back, or made again |
| applying | a file is about to be replaced: `before` and `after`, hashes; `spots` and `segments`, what is written; |
| | `moved`: the new names of spots that are decided and not written, as their segments are edited |
| applied | it was replaced |
| noted | false alarms or allowed phrases (`spots`) were written down in `where` |
| rule | a rule was drafted of a correction |
| end | the session ended |
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
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
    "applying": {"path": str, "before": str, "after": str, "spots": list, "segments": list, "moved": list},
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
    for pair in (
        *event.get("spots", ()),
        *event.get("fell", ()),
        *_pairs(event),
        *([event["at"]] if "at" in event else ()),
    ):
        _name(pair)
    if not all(isinstance(own, str) for own in event.get("files", {}).values()):
        raise ValueError("a hash is no text")


def _pairs(event: Event) -> Iterator[Any]:
    """Yield what should be names of spots, but for those of decisions."""
    yield from (*event.get("spots", ()), *event.get("fell", ()))
    for old, new in event.get("moved", ()):
        yield from (old, new)
    if "at" in event:
        yield event["at"]


def _fields(row: Any, fields: Mapping[str, type]) -> None:
    for name, kind in fields.items():
        if not isinstance(row, dict) or not isinstance(row.get(name), kind):
            raise ValueError(f"`{name}` is missing or not as it should be")


def _name(pair: Any) -> None:
    if not (isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
        raise ValueError("a finding has no name")
