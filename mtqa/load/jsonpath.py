"""JSON: the strings that --json-path chooses, by the JSONPath of RFC 9535: names, [*], [n], slices, filters, ..name.

`target=$.articles[*].body` makes each body a segment. `source=`, `reference=`, `id=` and `role=` belong to the target
for which the wildcards stand for the same: $.articles[3].source to $.articles[3].body, and $.articles[3].id to every
$.articles[3].paragraphs[*]. Several target paths take as many source paths, in the order given.

A value of null is no segment; anything else that is not text is an error. A fix rewrites only the edited characters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from mtqa.errors import InputError
from mtqa.load import jsontext
from mtqa.load.bytesource import BLOCK, Block, ByteSource, decode, encoding_of, read_whole
from mtqa.load.jsonselect import Row, compiled, select
from mtqa.load.jsontext import Lines, Offsets
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a JSON file. Raises: InputError where no path says which of its strings are texts."""
    if not options.json_paths:
        raise InputError(
            "which strings of this JSON are texts is not said", source.name,
            "name them: --json-path 'target=$.articles[*].body'",
        )  # fmt: skip
    for _, path in options.json_paths:
        compiled(path)

    def batches() -> Iterator[Batch]:
        encoding = encoding_of(source)
        text = decode(Block(read_whole(source)[encoding.skip :], encoding.skip, 1), encoding, source.name)
        rows = select(_parsed(text, source.name), options.json_paths, source.name)
        offsets, lines, size = Offsets(text, encoding), Lines(text), 0
        for _, part in groupby(rows, key=lambda _: size // BLOCK):
            group = []
            for row in part:
                size += len(row.text)
                group.append(row)
            yield _batch(text, group, lines, offsets)

    return Document(source.name, "json", options.source_lang or "fr", options.target_lang or "en", batches)


def _parsed(text: str, name: str) -> Any:
    try:
        return jsontext.parse(text)
    except ValueError as error:
        place = f"{name}:{getattr(error, 'lineno', 1)}:{getattr(error, 'colno', 1)}"
        raise InputError(f"not JSON: {getattr(error, 'msg', error)}", place, "a JSON file is one value") from error
    except RecursionError as error:
        raise InputError("nested too deeply", name, "split it into smaller values") from error


def _batch(text: str, rows: Sequence[Row], lines: Lines, offsets: Offsets) -> Batch:
    places = [lines.place(row.text.start) for row in rows]
    return Batch(
        targets=[str(row.text) for row in rows],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        keys=[row.key for row in rows],
        sources=[row.source for row in rows] if any(row.source is not None for row in rows) else None,
        references=[row.reference for row in rows] if any(row.reference is not None for row in rows) else None,
        roles=[row.role for row in rows],
        items=[row.item for row in rows] if any(row.item for row in rows) else None,
        locate=partial(_locate, text, rows, offsets),
        place=lambda i, at: lines.place(jsontext.located(text, rows[i].text).place(at)),
    )


def _locate(text: str, rows: Sequence[Row], offsets: Offsets, i: int, edit: Edit) -> list[ByteEdit]:
    return offsets.edits(jsontext.located(text, rows[i].text, jsontext.way_of(text)).edits(edit))
