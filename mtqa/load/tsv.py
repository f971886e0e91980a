"""Tab-separated text: columns target; or source and target; or as a header line names them. No quoting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from mtqa.errors import InputError
from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, encoding_of, locate
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

NAMES = ("id", "source", "target", "reference", "role")

# (start, end) of each cell in the block's text
Row = list[tuple[int, int]]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a TSV file."""
    encoding = encoding_of(source)

    def batches() -> Iterator[Batch]:
        columns: dict[str, int] | None = None
        count = 0
        for block in blocks(source, encoding):
            text = decode(block, encoding, source.name)
            rows = list(_rows(text, block.line))
            if columns is None and rows:
                columns, rows = _columns(text, rows, source.name)
            if rows and columns is not None:
                yield _batch(block, text, rows, columns, encoding, source.name, count)
                count += len(rows)

    return Document(source.name, "tsv", options.source_lang or "fr", options.target_lang or "en", batches)


def _rows(text: str, line: int) -> Iterator[tuple[int, Row]]:
    at = 0
    for number, raw in enumerate(text.split("\n")):
        bare = raw.removesuffix("\r")
        if bare.strip():
            cells: Row = []
            start = at
            for cell in bare.split("\t"):
                cells.append((start, start + len(cell)))
                start += len(cell) + 1
            yield line + number, cells
        at += len(raw) + 1


def _columns(text: str, rows: list[tuple[int, Row]], name: str) -> tuple[dict[str, int], list[tuple[int, Row]]]:
    first = [text[s:e].strip().lower() for s, e in rows[0][1]]
    if "target" in first:
        return {n: first.index(n) for n in NAMES if n in first}, rows[1:]
    if len(first) > 2:
        raise InputError(
            f"{len(first)} columns and no header", f"{name}:{rows[0][0]}",
            "begin the file with a line naming the columns: id, source, target, reference",
        )  # fmt: skip
    return ({"target": 0} if len(first) == 1 else {"source": 0, "target": 1}), rows


def _batch(
    block: Block, text: str, rows: Sequence[tuple[int, Row]], columns: dict[str, int], encoding: Encoding, name: str,
    count: int,
) -> Batch:  # fmt: skip
    wanted = max(columns.values()) + 1
    for line, cells in rows:
        if len(cells) < wanted:
            raise InputError(
                f"{len(cells)} columns where {wanted} are expected", f"{name}:{line}", "separate columns by one tab"
            )

    def column(which: str) -> list[str] | None:
        index = columns.get(which)
        return None if index is None else [text[slice(*cells[index])] for _, cells in rows]

    spans = [cells[columns["target"]] for _, cells in rows]
    keys = column("id") or [str(count + i) for i in range(len(rows))]
    return Batch(
        targets=column("target") or [],
        lines=[line for line, _ in rows],
        columns=[s - cells[0][0] + 1 for (s, _), (_, cells) in zip(spans, rows, strict=True)],
        keys=keys,
        sources=column("source"),
        references=column("reference"),
        roles=column("role"),
        items=[k.split("/", 1)[0] for k in keys] if any("/" in k for k in keys) else None,
        locate=partial(_locate, block, text, spans, encoding.name),
    )


def _locate(
    block: Block, text: str, spans: Sequence[tuple[int, int]], encoding: str, i: int, edit: Edit
) -> list[ByteEdit]:
    start = spans[i][0]
    written = edit.text.replace("\t", " ").replace("\n", " ")
    return [locate(block, text, encoding, start + edit.start, start + edit.end, written)]
