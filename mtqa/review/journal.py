"""The journal of a review: what was decided, appended event by event, so that a kill at any point loses nothing."""

from __future__ import annotations

import json
import os
import platform
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import mtqa
from mtqa.errors import InputError
from mtqa.load import ByteSource
from mtqa.penalty import words_of
from mtqa.report.base import counted
from mtqa.review.deck import Deck, Name, Spot
from mtqa.review.events import SCHEMA, Event, read, row_of
from mtqa.review.replay import Standing, resumed, standing_of
from mtqa.review.state import Change, State

FOLDER = ".mtqa-review"


def journal_path(folder: Path, names: Sequence[str]) -> Path:
    """Return where the journal of some inputs is kept: a file's own name leads, a hash of all paths tells it apart."""
    whole = sorted(str(Path(name).resolve()) if "://" not in name else name for name in names)
    stem = re.sub(r"[^\w.-]+", "-", Path(names[0]).name).strip("-.")[:40] if names else ""
    more = f"-and-{len(names) - 1}" if len(names) > 1 else ""
    digest = blake2b("\0".join(whole).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return folder / FOLDER / f"{stem or 'review'}{more}-{digest}.jsonl"


def journals(folder: Path) -> list[Path]:
    """List the journals kept beside a configuration."""
    return sorted((folder / FOLDER).glob("*.jsonl"))


def hash_of(source: ByteSource) -> str:
    """Hash what a file holds. Raises: InputError."""
    digest = blake2b(digest_size=16)
    try:
        with source.packed() as file:
            while part := file.read(1 << 20):
                digest.update(part)
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", source.name) from error
    return digest.hexdigest()


def reviewer() -> dict[str, Any]:
    """Say who reviews: user, host and process."""
    import getpass

    user = "somebody"
    with suppress(Exception):  # no name of this user is known here
        user = getpass.getuser()
    return {"user": user, "host": platform.node(), "pid": os.getpid()}


@dataclass(slots=True)
class Journal:
    """An open journal: locked, so that nobody else reviews the same meanwhile. Close it, or use it in `with`."""

    path: Path
    clock: Callable[[], float] = time.time
    who: Mapping[str, Any] = field(default_factory=reviewer)
    _file: BinaryIO | None = None
    _deck: Deck | None = None

    @classmethod
    def open(cls, path: Path, clock: Callable[[], float] = time.time) -> Journal:
        """Open or begin a journal. Raises: InputError where another reviewer has it, or it cannot be written."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("ab", buffering=0)
        except OSError as error:
            hint = "name another with --journal FILE"
            raise InputError(f"the journal cannot be written: {error.strerror}", str(path), hint) from error
        if not _lock(file):
            file.close()
            raise InputError(f"the review is in progress: {_holder(path)} has its journal", str(path),
                             "wait, or review by a journal of your own with --journal FILE")  # fmt: skip
        journal = cls(path, clock, _file=file)
        try:
            journal._cut_torn_line()
        except BaseException:
            journal.close()
            raise
        return journal

    def resume(self, deck: Deck, hashes: Mapping[str, str], signature: str = "") -> State:
        """Begin a session where the last one stopped. Decisions on files that changed since are dropped and told.

        Raises: InputError where the journal is damaged.
        """
        standing = standing_of(self.path)
        session = {
            "event": "session", "schema": SCHEMA, "mtqa": mtqa.__version__, "reviewer": dict(self.who),
            "signature": signature, "files": dict(hashes), "history": True, "fell": [],
        }  # fmt: skip
        standing.add(session)
        changes = [*standing.past, *standing.future]
        if not all(name in deck.numbers for change in changes for name in change.names):
            # some of these findings are not looked at this time, and so nobody could see what an undo does
            session["history"] = False
            standing.forget_history()
        state, fell = resumed(deck, standing)
        if fell:
            session |= {"history": False, "fell": [list(deck.names[number]) for number in fell]}
            state = replace(state, past=(), future=())
        self._deck = deck
        self._write(session)
        return replace(state, told=_told(standing, len(state.decisions)))

    def record(self, before: State, after: State) -> None:
        """Append what one action decided, took back or made again; a mere move leaves no trace.

        Raises: InputError where it cannot be written; ValueError where it was more than one action.
        """
        grown, redoable = len(after.past) - len(before.past), len(after.future) - len(before.future)
        if grown == 0 and redoable == 0:
            return
        if grown == 1 and redoable == -1 and after.past[-1] is before.future[-1]:
            self._write({"event": "redo"})
        elif grown == 1 and not after.future:
            self._write(_change_event(after.deck, after.past[-1]))
        elif grown == -1 and redoable == 1:
            self._write({"event": "undo"})
        else:
            raise ValueError("these states are more than one action apart")

    def applying(
        self, path: str, before: str, after: str, spots: Iterable[Name], segments: Iterable[Mapping[str, Any]],
        moved: Iterable[tuple[Name, Name]] = (),
    ) -> None:  # fmt: skip
        """Append that a file is about to be replaced, by what, and how spots left in edited segments will be named."""
        self._write({
            "event": "applying", "path": path, "before": before, "after": after, "spots": [list(n) for n in spots],
            "segments": [dict(row) for row in segments], "moved": [[list(old), list(new)] for old, new in moved],
        })  # fmt: skip

    def applied(self, path: str) -> None:
        """Append that a file was replaced."""
        self._write({"event": "applied", "path": path})

    def noted(self, where: str, spots: Iterable[Name]) -> None:
        """Append that false alarms or allowed phrases were written down."""
        self._write({"event": "noted", "where": where, "spots": [list(name) for name in spots]})

    def rule(self, rule: str, path: str) -> None:
        """Append that a rule was drafted of a correction."""
        self._write({"event": "rule", "id": rule, "path": path})

    def end(self) -> None:
        """Append that the session ended."""
        self._write({"event": "end"})

    def close(self) -> None:
        """Let others have it."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _write(self, event: Mapping[str, Any]) -> None:
        """Append an event; it is on the disk when this returns."""
        if self._file is None:
            raise ValueError("the journal is closed")
        told = datetime.fromtimestamp(self.clock(), UTC).isoformat(timespec="milliseconds")
        head = {"event": event["event"], "time": told}
        # ASCII: half a surrogate pair of a text goes through as it is
        data = json.dumps({**head, **event}).encode() + b"\n"
        size = os.fstat(self._file.fileno()).st_size
        try:
            rest = data
            while rest:
                rest = rest[self._file.write(rest) :]
            os.fsync(self._file.fileno())
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._file.fileno(), size)
            hint = "what was decided before is kept; make room and begin again"
            raise InputError(f"the journal cannot be written: {error.strerror}", str(self.path), hint) from error

    def _cut_torn_line(self) -> None:
        """Take away a last line that was never wholly written. Raises: InputError."""
        data = self.path.read_bytes()
        kept = data.rfind(b"\n") + 1
        if kept != len(data) and self._file is not None:
            os.ftruncate(self._file.fileno(), kept)


def _change_event(deck: Deck, change: Change) -> Event:
    rows = [
        {"spot": list(deck.names[number]), **_about(deck.spots[number]), **row_of(made)}
        for number, made in change.after.items()
    ]
    return {"event": "change", "at": list(deck.names[change.at]), "decisions": rows}


def _about(spot: Spot) -> dict[str, Any]:
    """Return what the figures need to know of a spot."""
    parts = "\0".join((spot.path, spot.segment.key, spot.segment.target)).encode("utf-8", "surrogatepass")
    digest = blake2b(parts, digest_size=6).hexdigest()
    words = words_of(spot.segment.target)
    return {"rule": spot.finding.rule, "text": spot.finding.text, "segment": digest, "words": words}


def _told(standing: Standing, kept: int) -> str:
    told = [f"{counted(kept, 'decision')} of before {'stands' if kept == 1 else 'stand'}."] if kept else []
    for path, count in standing.dropped.items():
        if count:
            told.append(f"{path} has changed since: {counted(count, 'decision')} on it must be made again.")
    return " ".join(told)


def _holder(path: Path) -> str:
    """Say who began the last session of a journal, and when."""
    try:
        last = [event for event in read(path) if event["event"] == "session"][-1]
        who = last["reviewer"]
        return (
            f"{who['user']} on {who['host']} (process {who['pid']}), since {last['time'][:16].replace('T', ' ')} UTC,"
        )
    except (InputError, LookupError, TypeError):
        return "another reviewer"


def _lock(file: BinaryIO) -> bool:
    """Lock a file for this process, without waiting; where the system has no such locks, all may have it."""
    try:
        import fcntl
    except ImportError:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
