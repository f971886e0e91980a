"""Pairs of source and translation, as XLIFF and TMX hold them, made into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource
from mtqa.load.located import Located
from mtqa.load.reread import Reread
from mtqa.load.xmlread import End, Start, events, moved
from mtqa.load.xmlwrite import byte_edits
from mtqa.model import Batch, ByteEdit, Edit

FULL_TEXT = 128 * 1024
FULL = 2048
"""Units: code points, and segments, that end a batch."""


SKIPPED = frozenset(["internal-file"])
"""Elements whose content is not even looked at: files packed into the file."""


class Pair(NamedTuple):
    """A translation, its source, and where it stands."""

    key: str
    item: str
    role: str
    source: str | None
    target: Located
    line: int
    column: int


XML = "http://www.w3.org/XML/1998/namespace}"


class Walk:
    """A document's events, to be read element by element: what opens an element reads it to its end."""

    def __init__(self, source: ByteSource, root: str) -> None:
        """Read up to the root. Raises: InputError where that is another."""
        self.name = source.name
        self.events = events(source, SKIPPED)
        self.root = next(event for event in self.events if isinstance(event, Start))
        namespace, bar, local = self.root.name.rpartition("}")
        self.prefix = namespace + bar
        if local.lower() != root:
            raise InputError(
                f"not {root.upper()}: the outermost element is <{local}>", self.where(self.root),
                "give --input-format if the file's name misleads",
            )  # fmt: skip

    def where(self, start: Start) -> str:
        """Name the place of a tag."""
        return f"{self.name}:{start.line}:{start.column}"

    def children(self) -> Iterator[Start]:
        """Yield the elements in the one being read; each must be read before the next."""
        for event in self.events:
            if isinstance(event, End):
                return
            if isinstance(event, Start):
                yield event

    def local(self, start: Start) -> str:
        """Return an element's name, empty for one of another vocabulary."""
        name = start.name
        return name[len(self.prefix) :] if name.startswith(self.prefix) and "}" not in name[len(self.prefix) :] else ""

    def skip(self) -> Iterator[Start]:
        """Read to the end of an element, yielding the tags in it."""
        depth = 1
        for event in self.events:
            if isinstance(event, Start):
                depth += 1
                yield event
            elif isinstance(event, End):
                depth -= 1
                if not depth:
                    return

    def pass_over(self) -> None:
        """Read to the end of an element."""
        for _ in self.skip():
            pass


def batches(pairs: Iterable[Pair], source: ByteSource, encoding: str) -> Iterator[Batch]:
    """Group pairs into batches."""
    file = Reread(source)
    rows: list[Pair] = []
    size = 0
    for pair in pairs:
        rows.append(pair)
        size += len(pair.target.text)
        if size >= FULL_TEXT or len(rows) >= FULL:
            yield _batch(rows, file, encoding)
            rows, size = [], 0
    if rows:
        yield _batch(rows, file, encoding)


def _batch(rows: Sequence[Pair], file: Reread, encoding: str) -> Batch:
    return Batch(
        targets=[row.target.text for row in rows],
        lines=[row.line for row in rows],
        keys=[row.key for row in rows],
        columns=[row.column for row in rows],
        sources=[row.source for row in rows],
        roles=[row.role for row in rows],
        items=[row.item for row in rows] if any(row.item for row in rows) else None,
        locate=partial(_locate, rows, file.source.name, encoding),
        place=partial(_place, rows, file, encoding),
        codes=True,
    )


def _place(rows: Sequence[Pair], file: Reread, encoding: str, i: int, at: int) -> tuple[int, int]:
    row = rows[i]
    if not row.target.text:
        return row.line, row.column
    first = row.target.place(0)
    return moved(row.line, row.column, file.part(first, row.target.place(at)).decode(encoding))


def _locate(rows: Sequence[Pair], name: str, encoding: str, i: int, edit: Edit) -> list[ByteEdit]:
    row = rows[i]
    try:
        return byte_edits(row.target, edit, encoding)
    except ValueError as error:
        raise InputError(
            f"the translation {row.key} has no text to change", f"{name}:{row.line}:{row.column}",
            "write it in the tool that made the file",
        ) from error  # fmt: skip
