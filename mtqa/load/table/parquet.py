"""Parquet: columns target, source, id, reference, role, system, or those that --columns chooses. Read only; by pyarrow.

A row without a target is passed over; its line is its number, from 1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from mtqa.errors import InputError, UsageError
from mtqa.load.bytesource import ByteSource
from mtqa.load.options import PARTS, LoadOptions, nearest
from mtqa.load.rows import items_of
from mtqa.model import Batch, Document

ROWS = 1024
READ_ONLY = "Parquet is only read"


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a Parquet file. Raises: InputError, and UsageError where pyarrow is missing."""
    with _opened(source) as file:
        columns = _columns(file, options, source.name)
    batches = partial(_batches, source, columns)
    return Document(
        source.name, "parquet", options.source_lang or "fr", options.target_lang or "en", batches, READ_ONLY
    )


@contextmanager
def _opened(source: ByteSource) -> Iterator[Any]:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise UsageError("Parquet needs pyarrow", source.name, "pip install 'mtqa[parquet]'") from error
    if source.compressed:
        raise InputError("a Parquet file within gzip is not read", source.name, "unpack it first")
    try:
        with source.open() as stream, parquet.ParquetFile(stream, memory_map=False, pre_buffer=False) as file:
            yield file
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        told = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(f"this Parquet file cannot be read: {told}", source.name, "is it whole?") from error


def _columns(file: Any, options: LoadOptions, name: str) -> dict[str, str]:
    """Return the column of each part. Raises: InputError for one that is not there or not text."""
    schema = file.schema_arrow
    names: list[str] = list(schema.names)
    lowered = {n.lower(): n for n in reversed(names)}
    columns: dict[str, str] = {part: lowered[part] for part in PARTS if part in lowered and not options.columns}
    for part, wanted in options.columns:
        if wanted.lower() not in lowered and not (wanted.isdecimal() and 0 < int(wanted) <= len(names)):
            raise InputError(f"no column is named {wanted}", name, nearest(wanted, names))
        columns[part] = lowered.get(wanted.lower()) or names[int(wanted) - 1]
    if "target" not in columns:
        raise InputError("no column is named target", name, f"say --columns target=...; there are {', '.join(names)}")
    for part, column in columns.items():
        kind = str(schema.field(column).type)
        named = part in ("id", "system")
        if (not named and "string" not in kind) or kind.startswith(("list", "struct", "map", "large_list")):
            raise InputError(f"column {column} holds {kind} and not text", name, "choose another by --columns")
    return columns


def _batches(source: ByteSource, columns: Mapping[str, str]) -> Iterator[Batch]:
    done = 0
    with _opened(source) as file:
        for record in file.iter_batches(batch_size=ROWS, columns=list(dict.fromkeys(columns.values()))):
            values = {part: record.column(column).to_pylist() for part, column in columns.items()}
            batch = _batch(values, done)
            done += record.num_rows
            if batch.targets:
                yield batch


def _batch(values: Mapping[str, list[Any]], done: int) -> Batch:
    rows = [i for i, target in enumerate(values["target"]) if target is not None]

    def column(part: str) -> list[Any] | None:
        return [values[part][i] for i in rows] if part in values else None

    roles = column("role")
    systems = column("system")
    ids = column("id") or [None] * len(rows)
    keys = [str(done + row) if key is None else str(key) for row, key in zip(rows, ids, strict=True)]
    return Batch(
        targets=column("target") or [],
        lines=[done + row + 1 for row in rows],
        keys=keys,
        sources=column("source"),
        references=column("reference"),
        roles=[role or "body" for role in roles] if roles else None,
        items=items_of(keys),
        systems=["" if s is None else str(s) for s in systems] if systems else None,
    )
