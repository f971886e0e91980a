"""JSON Lines: one segment a line, {"id", "target", "source"?, "reference"?, "role"?, "system"?}.

Other fields are chosen by `--json-path target=$.text`, also inside others ($.translation.en). The part of an id before
"/" names the item (the article) it belongs to. A fix rewrites only the edited characters of the target's JSON string:
key order, spacing and escapes elsewhere stay as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import accumulate, chain
from typing import Any

from mtqa.errors import InputError, UsageError
from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, encoding_of, locate
from mtqa.load.json import text as jsontext
from mtqa.load.located import Located
from mtqa.load.options import PARTS, LoadOptions
from mtqa.load.rows import items_of
from mtqa.model import Batch, ByteEdit, Document, Edit

# part of a segment -> the names that lead to it
Fields = Mapping[str, tuple[str, ...]]
PLAIN: Fields = {part: (part,) for part in PARTS}


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a JSON Lines file."""
    encoding = encoding_of(source)
    fields = _fields(options)

    def batches() -> Iterator[Batch]:
        count = 0
        for block in blocks(source, encoding):
            batch = _batch(block, encoding, source.name, count, fields)
            count += len(batch.targets)
            if batch.targets:
                yield batch

    return Document(source.name, "jsonl", options.source_lang or "fr", options.target_lang or "en", batches)


def _fields(options: LoadOptions) -> Fields:
    """Return where each part of a segment stands. Raises: UsageError for a path that may lead to several texts."""
    if not options.json_paths:
        return PLAIN
    from mtqa.load.json.select import names_of

    fields = dict(PLAIN)
    parts = [part for part, _ in options.json_paths]
    for part, path in options.json_paths:
        if parts.count(part) > 1:
            raise UsageError(f"--json-path names two fields for {part}", hint="in JSON Lines a line is one segment")
        fields[part] = names_of(path)
        if not fields[part]:
            told = f"--json-path {part}={path} may lead to several texts"
            raise UsageError(told, hint="in JSON Lines, where a line is one segment, give names: $.text")
    return fields


def _batch(block: Block, encoding: Encoding, name: str, count: int, fields: Fields) -> Batch:
    lines = decode(block, encoding, name).split("\n")
    numbers = [number for number, line in enumerate(lines) if line and not line.isspace()]
    columns = _columns_at_once([lines[n] for n in numbers], fields)
    if columns is None:
        rows = [_row(lines[n], f"{name}:{block.line + n}", fields) for n in numbers]
        columns = {part: [row[part] for row in rows] for part in fields}
    targets, roles = columns["target"], [role or "body" for role in columns["role"]]
    keys = [str(key) if key is not None else str(count + i) for i, key in enumerate(columns["id"])]
    written = _Written(block, lines, numbers, fields["target"])
    return Batch(
        targets=targets,
        lines=[block.line + n for n in numbers],
        keys=keys,
        sources=_filled(columns["source"]),
        references=_filled(columns["reference"]),
        roles=roles if any(columns["role"]) else None,
        items=items_of(keys),
        systems=_systems(columns["system"]),
        locate=partial(written.edits, encoding.name),
        place=lambda i, at: written.place(i, targets[i], at),
    )


def _columns_at_once(lines: Sequence[str], fields: Fields) -> dict[str, list[Any]] | None:
    """Read all lines as one text of JSON, part by part; None where a line may not be right, so that it must be named.

    Each line stands in brackets of its own. No line can close those of another: a string cannot hold the line end, and
    what begins in one line and ends in another is no object alone in brackets.
    """
    joined = "],\n[".join(lines)
    try:
        alone = json.loads(f"[[{joined}]]") if lines else []
    except (ValueError, RecursionError):
        return None
    values = [value for one in alone for value in one]
    if len(alone) != len(lines) or len(values) != len(lines) or {*map(type, values)} - {dict} or [] in alone:
        return None
    columns = {part: _column(values, names) for part, names in fields.items()}
    others = chain(columns["source"], columns["reference"], columns["role"])
    right = {*map(type, columns["target"])} <= {str} and {*map(type, others)} <= {str, type(None)}
    return columns if right else None


def _column(values: Sequence[dict[str, Any]], names: tuple[str, ...]) -> list[Any]:
    if len(names) == 1:
        return [value.get(names[0]) for value in values]
    return [_value(value, names) for value in values]


def _filled(values: list[str | None]) -> list[str | None] | None:
    return values if any(value is not None for value in values) else None


def _systems(values: Sequence[Any]) -> list[str] | None:
    """Return the names of the systems; a field of this name that holds something else is none of ours."""
    names = [str(value) if isinstance(value, str | int) else "" for value in values]
    return names if any(names) else None


def _row(line: str, where: str, fields: Fields) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        told = getattr(error, "msg", "nested too deeply")
        raise InputError(
            f"not JSON: {told}", f"{where}:{getattr(error, 'colno', 1)}", "each line is one JSON object"
        ) from error
    parts = {part: _value(row, names) for part, names in fields.items()}
    if not isinstance(parts["target"], str):
        name = ".".join(fields["target"])
        raise InputError(
            f'no text under "{name}"', where,
            f'a line is {{"id": ..., "{name}": "text", "source": "text"}}; other names by --json-path target=$.name',
        )  # fmt: skip
    for part in ("source", "reference", "role"):
        if parts[part] is not None and not isinstance(parts[part], str):
            raise InputError(f'"{".".join(fields[part])}" is not text', where, "put it in quotes, or leave it out")
    return parts


def _value(row: Any, names: tuple[str, ...]) -> Any:
    for name in names:
        if not isinstance(row, dict):
            return None
        row = row.get(name)
    return row


class _Written:
    """Where the targets of a block stand in it: what is known of the one asked for last stays known."""

    def __init__(self, block: Block, lines: Sequence[str], numbers: Sequence[int], names: tuple[str, ...]) -> None:
        self._block, self._lines, self._numbers, self._names = block, lines, numbers, names
        self._placed = self._read = -1
        self._begins: list[int] = []
        self._column: Callable[[int], int]
        self._located: Located

    def place(self, i: int, target: str, at: int) -> tuple[int, int]:
        """Return the line and column of a code point of a target."""
        if self._placed != i:
            self._placed, self._column = i, _columns(self._line(i), target) or (lambda at: self._way(i).place(at) + 1)
        return self._block.line + self._numbers[i], self._column(at)

    def edits(self, encoding: str, i: int, edit: Edit) -> list[ByteEdit]:
        """Turn an edit of a target into edits of the file's bytes."""
        number, line = self._numbers[i], self._line(i)
        if not self._begins:
            sizes = (len(text.encode(encoding)) + len("\n".encode(encoding)) for text in self._lines)
            self._begins = [*accumulate(sizes, initial=self._block.offset)]
        there = Block(self._block.data, self._begins[number], self._block.line + number)
        return [locate(there, line, encoding, e.start, e.end, e.text) for e in self._way(i).edits(edit)]

    def _line(self, i: int) -> str:
        return self._lines[self._numbers[i]]

    def _way(self, i: int) -> Located:
        if self._read != i:
            line = self._line(i)
            string = _value(jsontext.parse(line), self._names)
            self._read, self._located = i, jsontext.located(line, string, jsontext.way_of(line))
        return self._located


def _columns(line: str, target: str) -> Callable[[int], int] | None:
    """Return what tells the column of a code point of a target that is written as most programs write it, else None."""
    for ascii_only in (False, True):
        written = json.dumps(target, ensure_ascii=ascii_only)
        first = line.find(written)
        if first >= 0 and line.find(written, first + 1) < 0:
            return _Columns(target, first + 2, ascii_only)
    return None


class _Columns:
    """Tells columns of a JSON string, quickest in order: from the last one asked for it counts on."""

    def __init__(self, target: str, first: int, ascii_only: bool) -> None:
        self._target, self._first, self._ascii_only = target, first, ascii_only
        self._at, self._column = 0, first

    def __call__(self, at: int) -> int:
        if at < self._at:
            self._at, self._column = 0, self._first
        between = json.dumps(self._target[self._at : at], ensure_ascii=self._ascii_only)
        self._at, self._column = at, self._column + len(between) - 2
        return self._column
