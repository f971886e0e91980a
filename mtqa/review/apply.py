"""Apply what was decided: the edits of each file at once, then what is to be left alone in future runs.

A kill between any two steps leaves files whole, old or new, and a journal that knows which.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from io import BytesIO
from typing import Any, BinaryIO, cast

from mtqa import fix
from mtqa.errors import InputError, MtqaError
from mtqa.load import ByteSource
from mtqa.load.bytesource import encoding_of
from mtqa.model import Batch, ByteEdit, Document, Edit
from mtqa.report.unified import unified
from mtqa.review.aside import Aside, Check, Met, Where, add_allowed, add_false_alarms, mark_of, met
from mtqa.review.deck import Name, Place
from mtqa.review.journal import Journal, hash_of
from mtqa.review.state import State, accepted
from mtqa.splice import replace_file, splice


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of a file. `before` and `after` are hashes; `segments` what the journal keeps of its edits."""

    source: ByteSource
    encoding: str
    before: str
    after: str
    edits: tuple[ByteEdit, ...] = ()
    spots: tuple[Name, ...] = ()
    segments: tuple[Mapping[str, Any], ...] = ()

    @property
    def path(self) -> str:
        """Its name."""
        return self.source.name

    def diff(self) -> Iterator[str]:
        """Yield the lines of its diff, fit to be shown. Raises: InputError."""
        with self.source.open() as file:
            yield from unified(self.path, file, self.edits, self.encoding)

    def made(self) -> ByteSource:
        """Return the file as it will be."""
        if not self.edits:
            return self.source
        out = BytesIO()
        with self.source.open() as file:
            splice(file, self.edits, out)
        return ByteSource(self.path, data=out.getvalue(), charset=self.source.charset)


@dataclass(frozen=True, slots=True)
class Plan:
    """What applying will do. `files` are those with edits, `asides` false alarms and allowed phrases of any.

    `problems`: files that cannot be written, whose decisions are left as they are; so are those of changed files.
    """

    files: tuple[FilePlan, ...] = ()
    asides: tuple[Aside, ...] = ()
    problems: tuple[MtqaError, ...] = ()
    sources: Mapping[str, ByteSource] = field(default_factory=dict)

    @property
    def corrections(self) -> int:
        """How many findings are corrected."""
        return sum(len(file.spots) for file in self.files)

    def diff(self) -> Iterator[str]:
        """Yield the lines of the total diff, fit to be shown. Raises: InputError."""
        for file in self.files:
            yield from file.diff()

    def __bool__(self) -> bool:
        return bool(self.files or self.asides)


@dataclass(slots=True)
class Applied:
    """What was done."""

    files: list[str] = field(default_factory=list)
    corrections: int = 0
    false_alarms: int = 0
    allowed: int = 0
    problems: list[MtqaError] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The exit code."""
        return 2 if self.problems else 0


def plan(state: State, documents: Sequence[tuple[ByteSource, Document]], hashes: Mapping[str, str]) -> Plan:
    """Work out what applying the decisions will do, reading each file again that has any.

    `hashes` are those of the files as they were reviewed, by path.
    """
    edits = accepted(state)
    texts: dict[str, dict[Place, str]] = defaultdict(dict)
    names: dict[str, list[Name]] = defaultdict(list)
    asides: dict[str, list[Aside]] = defaultdict(list)
    for number in sorted(state.decisions):
        spot, made, name = state.deck.spots[number], state.decisions[number], state.deck.names[number]
        if made.edits:
            texts[spot.path][spot.place] = spot.segment.target
            names[spot.path].append(name)
        elif made.kind in ("false-alarm", "allow"):
            asides[spot.path].append(Aside(name, spot, made, tuple(edits.get(spot.place, ()))))
    files: list[FilePlan] = []
    left: list[Aside] = []
    problems: list[MtqaError] = []
    for source, document in documents:
        path = document.path
        if path not in names and path not in asides:
            continue
        try:
            _unchanged(source, hashes.get(path, ""))
            if path in names:
                files.append(_file_plan(source, document, hashes[path], edits, texts[path], tuple(names[path])))
            left += asides.get(path, ())
        except MtqaError as error:
            error.where = error.where or path
            problems.append(error)
    return Plan(tuple(files), tuple(left), tuple(problems), {d.path: s for s, d in documents})


def _file_plan(
    source: ByteSource, document: Document, before: str, edits: Mapping[Place, Sequence[Edit]],
    texts: Mapping[Place, str], names: tuple[Name, ...],
) -> FilePlan:  # fmt: skip
    if source.path is None or source.compressed or document.read_only:
        raise InputError("cannot be written back", document.path, document.read_only)
    placed: list[ByteEdit] = []
    segments: list[dict[str, Any]] = []
    left = dict(texts)
    for batch, i, place in _segments(document, left):
        if batch.targets[i] != left.pop(place):
            raise _changed(document.path)
        own = edits[place]
        placed += fix.placed(batch, i, own)
        segment = batch.segment(i)
        row = {"id": segment.key, "target": segment.target, "reference": fix.apply(segment.target, own)}
        segments.append(row | ({"source": segment.source} if segment.source is not None else {}))
    if left:
        raise _changed(document.path)
    placed.sort(key=lambda edit: (edit.start, edit.end))
    digest = _Digest()
    try:
        with source.open() as file:
            splice(file, placed, cast("BinaryIO", digest))
    except ValueError as error:
        hint = "undo one of the decisions on it and apply again; please report this file"
        raise InputError("two corrections fall on the same bytes", document.path, hint) from error
    _unchanged(source, before)
    encoding = document.encoding or encoding_of(source).name
    return FilePlan(source, encoding, before, digest.hash, tuple(placed), names, tuple(segments))


def _segments(document: Document, wanted: Mapping[Place, Any]) -> Iterator[tuple[Batch, int, Place]]:
    """Yield the segments of some places, where they are in their batches."""
    keys = {place[1] for place in wanted}
    for batch in document.batches():
        for i in range(len(batch.targets)):
            key = batch.keys[i] if batch.keys else f"L{batch.lines[i]}"
            if key in keys:
                place = document.path, key, batch.lines[i], batch.columns[i] if batch.columns else 1
                if place in wanted:
                    yield batch, i, place


class _Digest:
    """A file that only keeps the hash of what is written to it."""

    def __init__(self) -> None:
        self._digest = blake2b(digest_size=16)

    def write(self, data: bytes) -> int:
        self._digest.update(data)
        return len(data)

    @property
    def hash(self) -> str:
        return self._digest.hexdigest()


def _unchanged(source: ByteSource, known: str) -> None:
    """Raises: InputError where a file is not the one that was reviewed."""
    if hash_of(source) != known:
        raise _changed(source.name)


def _changed(path: str) -> InputError:
    hint = "nothing was written to it; review it again, and what was decided on it is asked anew"
    return InputError("the file has changed since it was read", path, hint)


def apply(made: Plan, journal: Journal, where: Where, check: Check) -> Applied:
    """Write what a plan says, file by file; one that cannot be written is told, and the others are written.

    What is left alone is written down first: an entry for a text that is not there yet does no harm.
    Raises: InputError where the journal cannot be written.
    """
    done = Applied(problems=list(made.problems))
    _set_aside(made, journal, where, check, done)
    for file in made.files:
        try:
            _unchanged(file.source, file.before)
            journal.applying(file.path, file.before, file.after, file.spots, file.segments)
            _replace(file)
        except MtqaError as error:
            if error.where == str(journal.path):
                raise
            done.problems.append(error)
            continue
        journal.applied(file.path)
        done.files.append(file.path)
        done.corrections += len(file.spots)
    return done


def _replace(file: FilePlan) -> None:
    """Replace a file, which is looked at once more through the handle that it is read by. Raises: InputError."""
    if file.source.path is None:
        raise InputError("cannot be written back", file.path)
    with file.source.open() as opened:
        digest = _Digest()
        splice(opened, (), cast("BinaryIO", digest))
        if digest.hash != file.before:
            raise _changed(file.path)
        replace_file(file.source.path, opened, file.edits)


def _set_aside(made: Plan, journal: Journal, where: Where, check: Check, done: Applied) -> None:
    """Write down false alarms and allowed phrases, by what the files will be once their edits are made."""
    found = dict(_found(made, check, done))
    for kind, file, add in (
        ("false-alarm", where.baseline, add_false_alarms), ("allow", where.suppressions, add_allowed),
    ):  # fmt: skip
        meant = [aside for aside in made.asides if aside.decision.kind == kind]
        own = [(aside, found[aside.name]) for aside in meant if aside.name in found]
        if not own:
            continue
        try:
            add(own, where)
        except MtqaError as error:
            done.problems.append(error)
            continue
        journal.noted(str(file), [aside.name for aside, _ in own])
        done.false_alarms += len(own) * (kind == "false-alarm")
        done.allowed += len(own) * (kind == "allow")


def _found(made: Plan, check: Check, done: Applied) -> Iterator[tuple[Name, Met | None]]:
    """Yield, for each finding to be left alone, what it becomes; nothing for those of files that cannot be checked."""
    after = {file.path: file for file in made.files}
    asides: dict[str, list[Aside]] = defaultdict(list)
    for aside in made.asides:
        asides[aside.spot.path].append(aside)
    for path, own in asides.items():
        try:
            results = met(check(after[path].made() if path in after else made.sources[path]))
        except MtqaError as error:
            error.where = error.where or path
            done.problems.append(error)
            continue
        for aside in own:
            mark = mark_of(aside)
            yield aside.name, results.get(mark) if mark else None


__all__ = ["Applied", "Aside", "Check", "FilePlan", "Plan", "Where", "apply", "plan"]
