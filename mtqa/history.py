"""The scores of past runs, in one SQLite file, so that a team sees where they go.

A run is written whole or not at all, and only into a database that is mtqa's own, whole, and of a schema this version
knows. Several may write at once: each waits for its turn. No write-ahead log: that leaves files beside, and does not
work on the network drives that CI mounts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import InputError
from mtqa.penalty import Tally

FILE_NAME = ".mtqa-history.sqlite"
APPLICATION = 0x6D747161  # "mtqa"
VERSION = 1
WAIT = 60.0
_SCHEMA = """
CREATE TABLE run (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, inputs TEXT NOT NULL, label TEXT NOT NULL, revision TEXT NOT NULL,
    version TEXT NOT NULL, rules TEXT NOT NULL, scale TEXT NOT NULL, passing REAL NOT NULL
);
CREATE TABLE score (
    run INTEGER NOT NULL REFERENCES run(id), kind TEXT NOT NULL, path TEXT NOT NULL, item TEXT NOT NULL,
    title TEXT NOT NULL, words INTEGER NOT NULL, errors INTEGER NOT NULL, warnings INTEGER NOT NULL,
    infos INTEGER NOT NULL, penalty REAL NOT NULL, score REAL NOT NULL, metrics TEXT NOT NULL
);
CREATE INDEX score_of ON score (kind, path, item, run);
"""
_COUNTED = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a run said of one thing. `kind`: total, system (its name in `path`), file, or item (of the file `path`)."""

    kind: str
    path: str
    item: str
    title: str
    words: int
    errors: int
    warnings: int
    infos: int
    penalty: float
    score: float
    metrics: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ran:
    """One run. `at` is UTC, `inputs` the PATHS as given, `rules` the signature of the rules, `scale` of the score."""

    at: str
    inputs: str
    label: str
    revision: str
    version: str
    rules: str
    scale: str
    passing: float


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a trend. `changed`: other rules or another scale than before, so the scores do not compare."""

    ran: Ran
    entry: Entry
    changed: bool


def entry_of(
    kind: str, path: str, tally: Tally, *, item: str = "", title: str = "", metrics: Mapping[str, float] | None = None
) -> Entry:
    """Make the entry of a tally."""
    errors, warnings, infos = (tally.severities[s] for s in _COUNTED)
    return Entry(
        kind, path, item, title, tally.words, errors, warnings, infos, tally.penalty, tally.score, metrics or {}
    )


def record(path: Path, ran: Ran, entries: Sequence[Entry]) -> None:
    """Add a run to the history, which is made if there is none. Raises: InputError."""
    with _opened(path, write=True) as database:
        database.execute("BEGIN IMMEDIATE")
        if not _vetted(database, path):
            for statement in filter(str.strip, _SCHEMA.split(";")):
                database.execute(statement)
            database.execute(f"PRAGMA application_id = {APPLICATION}")
            database.execute(f"PRAGMA user_version = {VERSION}")
        row = (ran.at, ran.inputs, ran.label, ran.revision, ran.version, ran.rules, ran.scale, ran.passing)
        run = database.execute("INSERT INTO run VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)", tuple(map(_storable, row)))
        rows = ((run.lastrowid, *_row(entry)) for entry in entries)
        database.executemany("INSERT INTO score VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("COMMIT")


def trend(path: Path, subject: str = "", *, kind: str = "", item: str = "", limit: int = 0) -> list[Point]:
    """Return what the runs said of something, oldest first; `limit`: of the last so many runs.

    `subject` is a file, a system or the PATHS that runs were given (see `inputs_of`); `kind` says which where it could
    be several. Without a subject: the totals of the runs over what was scored last. Raises: InputError.
    """
    with _opened(path, write=False) as database:
        if not _vetted(database, path):
            return []
        for wanted in (kind,) if kind else ("item",) if item else ("total", "file", "system"):
            where, values = _choice(wanted, subject, item)
            order = "ORDER BY run.at DESC, run.id DESC" + (f" LIMIT {limit:d}" if limit else "")
            found = database.execute(f"{_SELECT} WHERE {where} {order}", values).fetchall()
            if found:
                return _points(found[::-1])
    return []


def inputs_of(paths: Sequence[str]) -> str:
    """Name what a run was given, whatever the order."""
    return " ".join(sorted(set(paths)))


_SELECT = """SELECT run.at, run.inputs, run.label, run.revision, run.version, run.rules, run.scale, run.passing,
score.kind, score.path, score.item, score.title, score.words, score.errors, score.warnings, score.infos, score.penalty,
score.score, score.metrics FROM score JOIN run ON run.id = score.run"""
_LAST = "(SELECT inputs FROM run ORDER BY at DESC, id DESC LIMIT 1)"


def _choice(kind: str, subject: str, item: str) -> tuple[str, tuple[str, ...]]:
    if kind == "total":
        return (
            ("kind = 'total' AND inputs = ?", (subject,)) if subject else (f"kind = 'total' AND inputs = {_LAST}", ())
        )
    if not subject and item:
        return "kind = ? AND item = ?", (kind, item)
    return "kind = ? AND path = ? AND item = ?", (kind, subject, item)


def _points(rows: Sequence[tuple[Any, ...]]) -> list[Point]:
    points: list[Point] = []
    for row in rows:
        ran = Ran(**dict(zip(Ran.__slots__, row, strict=False)))
        entry = Entry(**dict(zip(Entry.__slots__, (*row[8:18], json.loads(row[18])), strict=True)))
        before = points[-1].ran if points else ran
        points.append(Point(ran, entry, (before.rules, before.scale) != (ran.rules, ran.scale)))
    return points


def _row(entry: Entry) -> tuple[object, ...]:
    values = (getattr(entry, name) for name in Entry.__slots__[:-1])
    return (*map(_storable, values), json.dumps(dict(entry.metrics), sort_keys=True))


def _storable(value: object) -> object:
    """Replace lone surrogates, which a name or title may hold and SQLite cannot."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


@contextmanager
def _opened(path: Path, *, write: bool) -> Iterator[sqlite3.Connection]:
    """Open a history; what goes wrong is told, and what was begun is undone."""
    if not write and not path.is_file():
        raise InputError("there is no history", str(path), "record one with `mtqa score --record`")
    try:
        if write:
            path.parent.mkdir(parents=True, exist_ok=True)
        mode = "rwc" if write else "ro"
        uri = f"{path.resolve().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(uri, timeout=WAIT, isolation_level=None, uri=True)) as database:
            yield database
    except (sqlite3.Error, OSError, ValueError) as error:
        hint = "nothing was written; move it away and begin anew, or name another with --history"
        raise InputError(f"the history cannot be used: {error}", str(path), hint) from error


def _vetted(database: sqlite3.Connection, path: Path) -> bool:
    """Tell whether the database holds a history; False where it is empty. Raises: InputError."""
    application, version = (database.execute(f"PRAGMA {n}").fetchone()[0] for n in ("application_id", "user_version"))
    if not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    hint = "nothing was written; name another file with --history"
    if application != APPLICATION:
        raise InputError("this database is no history of mtqa", str(path), hint)
    if version > VERSION:
        raise InputError(
            f"this history has schema {version}, and this mtqa knows {VERSION}", str(path), "use a newer mtqa; " + hint
        )
    told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
    if told != "ok":
        raise InputError(f"this history is damaged: {told}", str(path), hint)
    return True
