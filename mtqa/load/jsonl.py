"""JSON Lines: one segment a line, {"id", "target", "source"?, "reference"?, "role"?}.

The part of an id before "/" names the item (the article) it belongs to. A fix rewrites only the edited characters
of the target's JSON string: key order, spacing and escapes elsewhere stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import regex

from mtqa.errors import InputError
from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, encoding_of
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

_TEXTS = ("target", "source", "reference", "role")
_UNIT = regex.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", regex.DOTALL
)
_SPACE = regex.compile(r"[ \t\n\r]*")


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a JSON Lines file."""
    encoding = encoding_of(source)

    def batches() -> Iterator[Batch]:
        count = 0
        for block in blocks(source, encoding):
            batch = _batch(block, encoding, source.name, count)
            count += len(batch.targets)
            if batch.targets:
                yield batch

    return Document(source.name, "jsonl", options.source_lang or "fr", options.target_lang or "en", batches)


def _batch(block: Block, encoding: Encoding, name: str, count: int) -> Batch:
    lines = decode(block, encoding, name).split("\n")
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    for number, line in enumerate(lines):
        if line and not line.isspace():
            rows.append(_row(line, f"{name}:{block.line + number}"))
            numbers.append(number)
    keys = [str(r["id"]) if r.get("id") is not None else str(count + i) for i, r in enumerate(rows)]
    items = [k.split("/", 1)[0] for k in keys] if any("/" in k for k in keys) else None
    return Batch(
        targets=[r["target"] for r in rows],
        lines=[block.line + n for n in numbers],
        keys=keys,
        sources=_column(rows, "source"),
        references=_column(rows, "reference"),
        roles=[r.get("role") or "body" for r in rows] if any("role" in r for r in rows) else None,
        items=items,
        locate=partial(_locate, block, lines, numbers, encoding.name),
    )


def _column(rows: Sequence[dict[str, Any]], name: str) -> list[str | None] | None:
    values = [r.get(name) for r in rows]
    return values if any(v is not None for v in values) else None


def _row(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        told = getattr(error, "msg", "nested too deeply")
        raise InputError(
            f"not JSON: {told}", f"{where}:{getattr(error, 'colno', 1)}", "each line is one JSON object"
        ) from error
    if not isinstance(row, dict) or not isinstance(row.get("target"), str):
        raise InputError(
            'no text under "target"', where, 'a line is {"id": ..., "target": "text", "source": "text"}'
        )  # fmt: skip
    for name in _TEXTS[1:]:
        if row.get(name) is not None and not isinstance(row[name], str):
            raise InputError(f'"{name}" is not text', where, "put it in quotes, or leave it out")
    return row


def _locate(
    block: Block, lines: Sequence[str], numbers: Sequence[int], encoding: str, i: int, edit: Edit
) -> list[ByteEdit]:
    line = lines[numbers[i]]
    before = sum(len(text.encode(encoding)) + len("\n".encode(encoding)) for text in lines[: numbers[i]])
    places = _places(line, _value_start(line))
    first, last = places[edit.start], places[edit.end]
    ascii_only = line.isascii() and "\\u" in line
    data = json.dumps(edit.text, ensure_ascii=ascii_only)[1:-1]
    offset = block.offset + before
    start, end = (offset + len(line[:place].encode(encoding)) for place in (first, last))
    return [ByteEdit(start, end, data.encode(encoding))]


def _value_start(line: str) -> int:
    """Return where the string under "target" begins, after its quote; the last one counts, as for json.loads."""
    decoder = json.JSONDecoder()
    at = _skip(line, line.index("{") + 1)
    found = -1
    while line[at] == '"':
        key, at = decoder.raw_decode(line, at)
        at = _skip(line, _skip(line, at) + 1)
        if key == "target":
            found = at + 1
        _, at = decoder.raw_decode(line, at)
        at = _skip(line, at)
        if line[at] != ",":
            break
        at = _skip(line, at + 1)
    return found


def _skip(line: str, at: int) -> int:
    match = _SPACE.match(line, at)
    return match.end() if match else at


def _places(line: str, start: int) -> list[int]:
    """Return where each code point of the JSON string at `start` is written, and where the string ends."""
    places = []
    for unit in _UNIT.finditer(line, start):
        places.append(unit.start())
        if unit.group() == '"':
            break
    return places
