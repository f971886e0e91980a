"""Rows as they come, cut anew: by documents, and these into batches of about a block of text.

Where record batches began and ended leaves no trace: the same rows give the same batches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any

import pyarrow as pa

from mtqa.arrow.schema import SEGMENTS, vet
from mtqa.load.bytesource import BLOCK
from mtqa.load.rows import items_of
from mtqa.model import Batch

ROW = 32
"""Units: code points that a row counts for beside its target, so that batches of empty ones end too."""

Column = list[str | None]


@dataclass(frozen=True, slots=True)
class Rows:
    """Consecutive rows of a document, column by column. `document` None: of none, each row stands alone."""

    document: str | None
    columns: dict[str, Column]

    def __len__(self) -> int:
        return len(self.columns["target"])

    def __getitem__(self, cut: slice) -> Rows:
        return Rows(self.document, {name: column[cut] for name, column in self.columns.items()})

    def joined(self, other: Rows) -> Rows:
        """Return these rows with others after them."""
        if not len(self) or not len(other):
            return other if not len(self) else self
        names = self.columns.keys() | other.columns.keys()
        return Rows(self.document, {name: self.column(name) + other.column(name) for name in names})

    def column(self, name: str) -> Column:
        """Return a column; nulls where it is not there."""
        return self.columns.get(name) or [None] * len(self)


def by_document(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str | None, Iterator[Rows]]]:
    """Yield each document with its rows, which are to be taken before the next. Raises: InputError."""
    return groupby(_stretches(batches), key=lambda rows: rows.document)


def _stretches(batches: Iterable[pa.RecordBatch]) -> Iterator[Rows]:
    """Yield the rows of each record batch, cut where the document changes."""
    known = None
    for batch in batches:
        if known is None or not batch.schema.equals(known):
            vet(batch.schema)
            known = batch.schema
        columns = {name: _texts(batch.column(name)) for name in SEGMENTS.names if name in known.names}
        documents = columns.pop("document", [None] * batch.num_rows)
        ends = [i for i in range(1, batch.num_rows) if documents[i] != documents[i - 1]]
        for start, end in pairwise([0, *ends, batch.num_rows]) if batch.num_rows else ():
            yield Rows(documents[start], {name: column[start:end] for name, column in columns.items()})


def _texts(column: Any) -> Column:
    texts: Column = (column if pa.types.is_string(column.type) else column.cast(pa.string())).to_pylist()
    return texts


def blocks(parts: Iterable[Rows]) -> Iterator[Rows]:
    """Cut the rows of a document into blocks of text, the same whatever parts they come in."""
    held = Rows(None, {"target": []})
    size = 0
    for part in parts:
        start = 0
        for end, text in enumerate(part.columns["target"], 1):
            size += len(text or "") + ROW
            if size >= BLOCK:
                yield held.joined(part[start:end])
                held, size, start = Rows(None, {"target": []}), 0, end
        held = held.joined(part[start:])
    if len(held):
        yield held


def batches_of(parts: Iterable[Rows]) -> Iterator[Batch]:
    """Yield the batches of a document. A row without a target is passed over, and counted all the same."""
    done = 0
    for rows in blocks(parts):
        batch = _batch(rows, done)
        done += len(rows)
        if batch.targets:
            yield batch


def _batch(rows: Rows, done: int) -> Batch:
    taken = [i for i, target in enumerate(rows.columns["target"]) if target is not None]
    keys = _keys(rows, taken, done)
    roles = _told(rows, "role", taken)
    systems = _told(rows, "system", taken)
    items = _told(rows, "item", taken) or items_of(keys)
    return Batch(
        targets=[target for target in rows.columns["target"] if target is not None],
        lines=[done + i + 1 for i in taken],
        keys=keys,
        sources=_told(rows, "source", taken),
        references=_told(rows, "reference", taken),
        roles=[role or "body" for role in roles] if roles else None,
        items=[item or "" for item in items] if items else None,
        systems=[system or "" for system in systems] if systems else None,
    )


def alone(parts: Iterable[Rows]) -> Iterator[Batch]:
    """Yield the batches of rows of no document: each is an item by itself, so that none is another's neighbour."""
    done = 0
    for rows in blocks(parts):
        taken = [i for i, target in enumerate(rows.columns["target"]) if target is not None]
        keys = ["0" if key is None else key for key in (rows.column("id")[i] for i in taken)]
        batch = _batch(rows, done)
        done += len(rows)
        if taken:
            yield Batch(
                targets=batch.targets, lines=[1] * len(taken), keys=keys, sources=batch.sources,
                references=batch.references, roles=batch.roles, items=[str(line) for line in batch.lines],
                systems=batch.systems,
            )  # fmt: skip


def _keys(rows: Rows, taken: Sequence[int], done: int) -> list[str]:
    ids = rows.column("id")
    return [str(done + i) if (key := ids[i]) is None else key for i in taken]


def _told(rows: Rows, name: str, taken: Sequence[int]) -> Column | None:
    """Return a column of the rows taken; None where it holds nothing."""
    column = rows.columns.get(name)
    values = [column[i] for i in taken] if column else []
    return values if any(value is not None for value in values) else None
