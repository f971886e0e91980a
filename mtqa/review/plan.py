"""Work out what applying a review will do: the bytes of each file that change, and what is left alone."""

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
from mtqa.review.aside import Aside, edited
from mtqa.review.deck import Name, Place
from mtqa.review.journal import hash_of
from mtqa.review.state import State, accepted
from mtqa.splice import splice


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What becomes of a file. `before` and `after` are hashes; `segments` what the journal keeps of its edits.

    `moved`: old and new names of spots in edited segments that are decided and not edited themselves.
    """

    source: ByteSource
    encoding: str
    before: str
    after: str
    edits: tuple[ByteEdit, ...] = ()
    spots: tuple[Name, ...] = ()
    segments: tuple[Mapping[str, Any], ...] = ()
    moved: tuple[tuple[Name, Name], ...] = ()

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
class _Own:
    """What is decided on one file: edits and texts of its segments, names of what is edited and of what is moved."""

    edits: dict[Place, Sequence[Edit]] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)
    names: list[Name] = field(default_factory=list)
    moved: list[tuple[Name, Name]] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)


def plan(state: State, documents: Sequence[tuple[ByteSource, Document]], hashes: Mapping[str, str]) -> Plan:
    """Work out what applying the decisions will do, reading each file again that has any.

    `hashes` are those of the files as they were reviewed, by path.
    """
    owns = _owns(state)
    files: list[FilePlan] = []
    asides: list[Aside] = []
    problems: list[MtqaError] = []
    for source, document in documents:
        own = owns.get(document.path)
        if own is None:
            continue
        try:
            before = hashes.get(document.path, "")
            unchanged(source, before)
            if own.names:
                files.append(_file_plan(source, document, before, own))
            asides += own.asides
        except MtqaError as error:
            error.where = error.where or document.path
            problems.append(error)
    return Plan(tuple(files), tuple(asides), tuple(problems), {d.path: s for s, d in documents})


def _owns(state: State) -> dict[str, _Own]:
    """Sort what is decided by file."""
    owns: dict[str, _Own] = defaultdict(_Own)
    edits = accepted(state)
    for number in sorted(state.decisions):
        spot, made, name = state.deck.spots[number], state.decisions[number], state.deck.names[number]
        own, around = owns[spot.path], edits.get(spot.place, ())
        if made.edits:
            own.edits[spot.place], own.texts[spot.place] = around, spot.segment.target
            own.names.append(name)
        elif around and (moved := edited(spot, around)):
            own.moved.append((name, (spot.path, moved.digest)))
        if made.kind in ("false-alarm", "allow"):
            own.asides.append(Aside(name, spot, made, tuple(around)))
    return owns


def _file_plan(source: ByteSource, document: Document, before: str, own: _Own) -> FilePlan:
    if source.path is None or source.compressed or document.read_only:
        raise InputError("cannot be written back", document.path, document.read_only)
    placed, segments = _placed(document, own)
    digest = Digest()
    try:
        with source.open() as file:
            splice(file, placed, cast("BinaryIO", digest))
    except ValueError as error:
        hint = "undo one of the decisions on it and apply again; please report this file"
        raise InputError("two corrections fall on the same bytes", document.path, hint) from error
    unchanged(source, before)
    encoding = document.encoding or encoding_of(source).name
    made = tuple(placed), tuple(own.names), tuple(segments), tuple(own.moved)
    return FilePlan(source, encoding, before, digest.hash, *made)


def _placed(document: Document, own: _Own) -> tuple[list[ByteEdit], list[dict[str, Any]]]:
    """Return the edits of a file's bytes, in order, and the edited segments. Raises: InputError."""
    placed: list[ByteEdit] = []
    segments: list[dict[str, Any]] = []
    left = dict(own.texts)
    for batch, i, place in _segments(document, left):
        if batch.targets[i] != left.pop(place):
            raise changed(document.path)
        edits = own.edits[place]
        placed += fix.placed(batch, i, edits)
        segment = batch.segment(i)
        row = {"id": segment.key, "target": segment.target, "reference": fix.apply(segment.target, edits)}
        segments.append(row | ({"source": segment.source} if segment.source is not None else {}))
    if left:
        raise changed(document.path)
    return sorted(placed, key=lambda edit: (edit.start, edit.end)), segments


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


class Digest:
    """A file that only keeps the hash of what is written to it."""

    def __init__(self) -> None:
        self._digest = blake2b(digest_size=16)

    def write(self, data: bytes) -> int:
        """Take bytes in."""
        self._digest.update(data)
        return len(data)

    @property
    def hash(self) -> str:
        """The hash of all, as `hash_of` gives it."""
        return self._digest.hexdigest()


def unchanged(source: ByteSource, known: str) -> None:
    """Raises: InputError where a file is not the one that was reviewed."""
    if hash_of(source) != known:
        raise changed(source.name)


def changed(path: str) -> InputError:
    """Say that a file is another by now."""
    hint = "nothing was written to it; review it again, and what was decided on it is asked anew"
    return InputError("the file has changed since it was read", path, hint)
