"""Segments that are in memory already, as a document: what services, editors and dataframes hand over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate

from mtqa.load.bytesource import BLOCK
from mtqa.model import Batch, Document

Column = Sequence[str | None]


def document_of(
    targets: Sequence[str],
    sources: Column | None = None,
    *,
    keys: Sequence[str] | None = None,
    items: Sequence[str] | None = None,
    roles: Sequence[str] | None = None,
    references: Column | None = None,
    systems: Sequence[str] | None = None,
    name: str = "",
    langs: tuple[str, str] = ("fr", "en"),
) -> Document:
    """Return columns of segments as a document, read as JSON Lines with these fields would be.

    `keys` None: the segments are numbered from 0, and their line is that number plus 1. `langs`: of source and target.
    Raises: ValueError where columns differ in length.
    """
    columns = {"sources": sources, "keys": keys, "items": items, "roles": roles, "references": references,
               "systems": systems}  # fmt: skip
    for column, values in columns.items():
        if values is not None and len(values) != len(targets):
            raise ValueError(f"{len(values)} {column} for {len(targets)} targets")

    def batches() -> Iterator[Batch]:
        for start, end in _cuts(targets):
            cut = slice(start, end)
            yield Batch(
                targets=targets[cut],
                lines=range(start + 1, end + 1),
                keys=keys[cut] if keys else [str(i) for i in range(start, end)],
                sources=_told(sources, cut),
                references=_told(references, cut),
                roles=roles[cut] if roles else None,
                items=items[cut] if items else None,
                systems=systems[cut] if systems else None,
            )

    return Document(name, "jsonl", *langs, batches, read_only="it is in memory")


def items_of(keys: Sequence[str]) -> list[str] | None:
    """Return the item of each key, the part before "/"; None where no key has one: all are of one item."""
    return [key.split("/", 1)[0] for key in keys] if any("/" in key for key in keys) else None


def _told(column: Column | None, cut: slice) -> Column | None:
    """Return a part of a column; None where it holds nothing, as a reader of files would say."""
    part = column[cut] if column else ()
    return part if any(value is not None for value in part) else None


def _cuts(targets: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Cut into parts of about a block of text each."""
    start = 0
    begun = 0
    for end, size in enumerate(accumulate(map(len, targets)), 1):
        if size - begun >= BLOCK or end == len(targets):
            yield start, end
            start, begun = end, size
