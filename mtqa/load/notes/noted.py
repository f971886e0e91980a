"""Give the segments of a document the comments to mtqa that belong to them.

A file is looked through for the word first, as bytes; without it, its batches are passed on as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from mtqa.load.bytesource import ByteSource, encoding_of, read
from mtqa.load.notes.read import KEYWORD
from mtqa.model import Batch, Document, Note

if TYPE_CHECKING:
    from mtqa.load.notes.scan import Place, Spot

PART = 1 << 20
"""Units: bytes looked through at a time."""
COMMENTED = frozenset("text html markdown feed jsonfeed xliff tmx po vtt".split())
"""Formats that have comments; the others have a suppression file."""


def noted(document: Document, source: ByteSource) -> Document:
    """Return a document whose batches have their notes."""
    if document.format not in COMMENTED:
        return document
    notes = _Notes(document, source)
    return replace(document, batches=notes.batches, loose=notes.loose)


@dataclass(slots=True)
class _Notes:
    document: Document
    source: ByteSource
    spots: list[Spot] | None = None
    stray: list[Note] = field(default_factory=list)

    def batches(self) -> Iterator[Batch]:
        """Yield the document's batches."""
        spots = self._spots()
        return self._attached(spots) if spots else self.document.batches()

    def loose(self) -> Sequence[Note]:
        """Return the notes of the whole file, those that cannot be heeded, and those that no segment followed."""
        return sorted([*self._whole(), *self.stray], key=lambda note: (note.line, note.column))

    def _spots(self) -> list[Spot]:
        if self.spots is None:
            encoding = encoding_for(self.source, self.document)
            self.spots = []
            if _has(self.source, KEYWORD.encode(encoding)):
                from mtqa.load.notes.scan import SCANS

                self.spots = list(SCANS[self.document.format](self.source, encoding))
        return self.spots

    def _whole(self) -> list[Note]:
        return [spot.note for spot in self._spots() if spot.note.whole]

    def _attached(self, spots: list[Spot]) -> Iterator[Batch]:
        whole = tuple(note for note in self._whole() if not note.problem)
        waiting = [spot for spot in spots if not (spot.note.whole or spot.note.problem)]
        for spot in waiting:
            spot.met = False
        self.stray = [spot.note for spot in spots if spot.note.problem and not spot.note.whole]
        for batch in self.document.batches():
            if self.document.format == "feed" and batch.locate is None and waiting:  # read tolerantly: no places
                problem = "the feed is not well-formed, so the text that this comment is for is not known"
                self.stray += [replace(spot.note, problem=problem) for spot in waiting]
                waiting = []
            own, waiting = _belonging(batch, waiting)
            notes = [(*own.get(i, ()), *whole) for i in range(len(batch.targets))] if own or whole else None
            yield replace(batch, notes=notes)
        self.stray += [spot.note for spot in waiting if not spot.met]


def encoding_for(source: ByteSource, document: Document) -> str:
    """Tell the encoding of a document's file."""
    if document.encoding:
        return document.encoding
    if document.format in ("feed", "xliff", "tmx"):
        from mtqa.load.xml.read import encoding_in

        return _known(encoding_in(source))
    return encoding_of(source).name


def _known(encoding: str) -> str:
    """Return an encoding that Python has; one that a damaged file only seems to declare is read as UTF-8."""
    try:
        "".encode(encoding)
    except (LookupError, ValueError):
        return "utf-8"
    return encoding


def _has(source: ByteSource, word: bytes) -> bool:
    """Tell whether a word stands in a file."""
    rest = b""
    with source.open() as file:
        while data := read(file, PART, source.name):
            if word in data or word in rest + data[: len(word)]:
                return True
            rest = data[-len(word) :]
    return False


def _belonging(batch: Batch, spots: list[Spot]) -> tuple[dict[int, list[Note]], list[Spot]]:
    """Return the notes of segments by number, and the spots whose segment may still come."""
    if not spots:
        return {}, []
    columns = batch.columns
    starts = [(line, columns[i] if columns else 1) for i, line in enumerate(batch.lines)]
    order = sorted(range(len(starts)), key=starts.__getitem__)
    begins = [starts[i] for i in order]
    own: dict[int, list[Note]] = defaultdict(list)
    waiting = []
    for spot in spots:
        after = bisect_right(begins, spot.at)
        found = [] if spot.every else list(_reaching(batch, order, begins, after - 1, spot))
        if not found:
            last = bisect_right(begins, spot.until) if spot.every else after + 1
            found = [i for i in order[after:last] if starts[i] < spot.until]
        for i in found:
            own[i].append(spot.note)
            spot.met = True
        if not found or spot.every:
            waiting.append(spot)
    return own, waiting


def _reaching(batch: Batch, order: Sequence[int], begins: Sequence[Place], at: int, spot: Spot) -> Iterator[int]:
    """Yield the segments that reach into the block of a comment, from the last that begins before it."""
    while at >= 0:
        if _end(batch, order[at]) > spot.begin:
            yield order[at]
        if begins[at] < spot.begin:
            return
        at -= 1


def _end(batch: Batch, i: int) -> Place:
    text = batch.targets[i]
    if batch.place:
        return batch.place(i, len(text))
    line, column = batch.lines[i], batch.columns[i] if batch.columns else 1
    rows = text.count("\n")
    return line + rows, len(text) - text.rfind("\n") if rows else column + len(text)
