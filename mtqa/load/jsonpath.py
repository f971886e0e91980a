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
from mtqa.load import jsoncut, jsontext
from mtqa.load.bytesource import BLOCK, Block, ByteSource, Encoding, decode, encoding_of, read_whole
from mtqa.load.jsonpieces import Piece, Pieced, parsed
from mtqa.load.jsonselect import Moved, Row, array_of, compiled, refuse, select
from mtqa.load.jsontext import ASCII
from mtqa.load.options import Chosen, LoadOptions
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

    encoding = encoding_of(source)
    batches = partial(_batches, source, encoding, options.json_paths)
    return Document(source.name, "json", options.source_lang or "fr", options.target_lang or "en", batches)


def _batches(source: ByteSource, encoding: Encoding, paths: Chosen) -> Iterator[Batch]:
    any_rows = any_sources = False
    whole: Any = None
    for read, tree, moved in _trees(source, encoding, paths):
        whole = dict.fromkeys(tree) if isinstance(tree, dict) else tree if moved is None else []
        rows = select(tree, paths, source.name, moved)
        any_rows, any_sources = any_rows or bool(rows), any_sources or any(row.source is not None for row in rows)
        if moved is None:
            refuse(tree, paths, source.name, any_rows=any_rows, any_sources=any_sources)
        size = 0
        for _, part in groupby(rows, key=lambda _: size // BLOCK):
            group = []
            for row in part:
                size += len(row.text)
                group.append(row)
            yield _batch(read, group)
    refuse(whole, paths, source.name, any_rows=any_rows, any_sources=any_sources)


def _trees(source: ByteSource, encoding: Encoding, paths: Chosen) -> Iterator[tuple[Pieced, Any, Moved | None]]:
    """Yield the value of a file; where paths lead into the elements of one array, it with some of these at a time."""
    name = array_of(paths)
    cut = jsoncut.cut(source, encoding, name) if name is not None and jsoncut.is_plain(name) else None
    around = jsoncut.outside(source, encoding, cut, ASCII if cut.escaped else "") if cut else None
    if name is None or cut is None or around is None:
        text = decode(Block(read_whole(source)[encoding.skip :], encoding.skip, 1), encoding, source.name)
        read = Pieced(text, [Piece(0, text, encoding.skip)], encoding.name, jsontext.way_of(text))
        yield read, _parsed(read, source.name), None
        return
    outer, number = _parsed(around, source.name), 0
    for part in jsoncut.elements(source, encoding, cut, around.way):
        elements = _parsed(part, source.name)
        yield part, {**outer, name: elements} if name else elements, Moved(1 if name else 0, number)
        number += len(elements)


def _parsed(read: Pieced, name: str) -> Any:
    return parsed(read, name, "a JSON file is one value", "split it into smaller values")


def _batch(read: Pieced, rows: Sequence[Row]) -> Batch:
    places = [read.place(row.text.start) for row in rows]
    return Batch(
        targets=[str(row.text) for row in rows],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        keys=[row.key for row in rows],
        sources=[row.source for row in rows] if any(row.source is not None for row in rows) else None,
        references=[row.reference for row in rows] if any(row.reference is not None for row in rows) else None,
        roles=[row.role for row in rows],
        items=[row.item for row in rows] if any(row.item for row in rows) else None,
        locate=partial(_locate, read, rows),
        place=lambda i, at: read.place(jsontext.located(read.text, rows[i].text).place(at)),
    )


def _locate(read: Pieced, rows: Sequence[Row], i: int, edit: Edit) -> list[ByteEdit]:
    return read.edits(jsontext.located(read.text, rows[i].text, read.way).edits(edit))
