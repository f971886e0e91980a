"""Lines that stand word for word in several items (articles): furniture of a site, which rules with `recurs` flag.

They can only be known once all rows were read, so this is a pass of its own, before the check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from mtqa.arrow.rules import Rules
from mtqa.arrow.schema import vet
from mtqa.checks.line import count_lines
from mtqa.engine import least_recurring

LINES = pa.schema([pa.field("line", pa.string()), pa.field("item", pa.string())])
"""A short line, and an item in which it stands."""
KEPT = 1_000_000
"""How many lines are counted at a time; beyond that, those of a single item are forgotten."""


def lines_of(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield LINES of segments, each line and item once for a record batch.

    The item of a row is its `item`, else the part of its `id` before "/", else its `document`; a row with none of
    these is not counted. Raises: InputError.
    """
    for batch in batches:
        vet(batch.schema)
        counts: dict[str, set[str]] = {}
        rows = [(name, text) for name, text in zip(_items(batch), _column(batch, "target"), strict=True) if name]
        count_lines([text or "" for _, text in rows], [str(name) for name, _ in rows], "", counts)
        pairs = [(line, name) for line, names in counts.items() for name in names]
        yield pa.RecordBatch.from_arrays([pa.array([p[i] for p in pairs], pa.string()) for i in (0, 1)], schema=LINES)


def recurring_lines(batches: Iterable[pa.RecordBatch], rules: Rules) -> dict[str, int]:
    """Count, up to ten, the items in which each line stands, of lines that a rule flags. Raises: InputError."""
    least = least_recurring(rules.ruleset)
    if not least:
        return {}
    counts: dict[str, set[str]] = {}
    for batch in lines_of(batches):
        for line, item in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            where = counts.setdefault(line, set())
            if len(where) < max(10, least):
                where.add(item)
        if len(counts) > KEPT:
            counts = {line: items for line, items in counts.items() if len(items) > 1}
    return {line: len(items) for line, items in counts.items() if len(items) >= least}


def _items(batch: pa.RecordBatch) -> list[str | None]:
    columns = (_column(batch, name) for name in ("item", "id", "document"))
    return [
        item or (key.split("/", 1)[0] if key and "/" in key else document)
        for item, key, document in zip(*columns, strict=True)
    ]


def _column(batch: pa.RecordBatch, name: str) -> list[str | None]:
    if name not in batch.schema.names:
        return [None] * batch.num_rows
    texts: list[str | None] = batch.column(name).cast(pa.string()).to_pylist()
    return texts
