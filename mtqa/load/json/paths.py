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
from mtqa.load.bytesource import BLOCK, ByteSource, encoding_of
from mtqa.load.json import text as jsontext
from mtqa.load.json.runs import ENCODING, Outline, outlined
from mtqa.load.json.select import Row, array_of, compiled, must_be_found, select
from mtqa.load.json.text import Part
from mtqa.load.options import Chosen, LoadOptions
from mtqa.model import Batch, Document

HINT, DEEP = "a JSON file is one value", "split it into smaller values"


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a JSON file. Raises: InputError where no path says which of its strings are texts."""
    if not options.json_paths:
        raise InputError(
            "which strings of this JSON are texts is not said", source.name,
            "name them: --json-path 'target=$.articles[*].body'",
        )  # fmt: skip
    for _, path in options.json_paths:
        compiled(path)
    batches = partial(_batches, source, options.json_paths)
    return Document(source.name, "json", options.source_lang or "fr", options.target_lang or "en", batches)


def _batches(source: ByteSource, paths: Chosen) -> Iterator[Batch]:
    names, outline = array_of(paths), Outline()
    encoding = encoding_of(source)
    if encoding.name == ENCODING and names is not None:
        with jsontext.told(source.name, HINT, DEEP):
            outline = outlined(source, encoding, names)
    if names is None or not outline.runs:
        part = jsontext.whole(source, encoding)
        tree = _parsed(source, part.text)
        rows = select(tree, paths, source.name)
        must_be_found(paths, source.name, bool(rows), any(row.source is not None for row in rows), tree)
        yield from _grouped(part, rows)
        return
    found = sourced = False
    for values, first, part in outline.elements(source, encoding, partial(_parsed, source)):
        rows = select(_under(names, values), paths, source.name, first)
        found = found or bool(rows)
        sourced = sourced or any(row.source is not None for row in rows)
        yield from _grouped(part, rows)
    must_be_found(paths, source.name, found, sourced, [] if outline.names is None else outline.names)


def _under(names: Sequence[str], value: Any) -> Any:
    """Return a value with as much about it as makes the same paths lead to it."""
    for name in reversed(names):
        value = {name: value}
    return value


def _grouped(part: Part, rows: Sequence[Row]) -> Iterator[Batch]:
    size = 0
    for _, several in groupby(rows, key=lambda _: size // BLOCK):
        group = []
        for row in several:
            size += len(row.text)
            group.append(row)
        yield _batch(part, group)


def _parsed(source: ByteSource, text: str) -> Any:
    with jsontext.told(source.name, HINT, DEEP):
        return jsontext.parse(text)


def _batch(part: Part, rows: Sequence[Row]) -> Batch:
    places = [part.place(row.text.start) for row in rows]
    return Batch(
        targets=[str(row.text) for row in rows],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        keys=[row.key for row in rows],
        sources=[row.source for row in rows] if any(row.source is not None for row in rows) else None,
        references=[row.reference for row in rows] if any(row.reference is not None for row in rows) else None,
        roles=[row.role for row in rows],
        items=[row.item for row in rows] if any(row.item for row in rows) else None,
        locate=lambda i, edit: part.edits(part.located(rows[i].text).edits(edit)),
        place=lambda i, at: part.place(part.located(rows[i].text).place(at)),
    )
