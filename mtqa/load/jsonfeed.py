"""JSON Feed 1.0 and 1.1: the texts of a feed's items and of the feed itself, named as those of an RSS feed are.

`content_html` is cut into blocks; `content_text`, titles and summaries are a segment each. A fix rewrites only the
edited characters of the string it is in. Source: jsonfeed.org/version/1.1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from mtqa.errors import InputError
from mtqa.load import htmlread, jsoncut, jsontext
from mtqa.load.asked import Asked
from mtqa.load.bytesource import BLOCK, Block, ByteSource, Encoding, decode, encoding_of, read_whole
from mtqa.load.feed import FEED, LANGUAGE, plain, plain_text
from mtqa.load.jsoncut import Cut
from mtqa.load.jsonpieces import Piece, Pieced, parsed
from mtqa.load.jsontext import ASCII, Placed
from mtqa.load.located import Located
from mtqa.load.options import LoadOptions
from mtqa.model import Batch, ByteEdit, Document, Edit

# (field, role, whether it holds HTML)
_ITEM = (
    ("title", "title", False), ("summary", "summary", False), ("content_text", "body", False),
    ("content_html", "body", True),
)  # fmt: skip
_FEED = (("title", "title", False), ("description", "summary", False))


class _Segment(NamedTuple):
    """A text of a field, and the JSON string it stands in; `found` is where in that, None where it is all of it."""

    string: Placed
    text: str
    found: Located | None
    role: str
    key: str
    item: str

    @property
    def inner(self) -> Located:
        """Where in the string the text stands."""
        return self.found or next(plain(self.string))


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a JSON Feed. Raises: InputError."""
    encoding = encoding_of(source)
    cut = jsoncut.cut(source, encoding, "items")
    around = jsoncut.outside(source, encoding, cut, ASCII if cut.escaped else "") if cut else None
    if around is None:
        cut = None
    said = _object(around or _whole(source, encoding), source.name, json.loads).get("language")
    language = said if isinstance(said, str) and LANGUAGE.fullmatch(said) else ""
    target = options.target_lang or str(language) or "en"
    batches = partial(_batches, source, encoding, cut)
    return Document(source.name, "jsonfeed", options.source_lang or "fr", target, batches)


def _whole(source: ByteSource, encoding: Encoding) -> Pieced:
    text = decode(Block(read_whole(source)[encoding.skip :], encoding.skip, 1), encoding, source.name)
    return Pieced(text, [Piece(0, text, encoding.skip)], encoding.name, jsontext.way_of(text))


def _object(read: Pieced, name: str, parse: Callable[[str], Any] = jsontext.parse) -> dict[str, Any]:
    value = _parsed(read, name, parse)
    if not isinstance(value, dict) or not isinstance(value.get("items"), list):
        raise InputError(
            "no JSON Feed: it has no list of items", name, 'give --json-path to read other JSON files'
        )  # fmt: skip
    return value


def _parsed(read: Pieced, name: str, parse: Callable[[str], Any] = jsontext.parse) -> Any:
    return parsed(read, name, "a JSON Feed is one object", "this is no JSON Feed", parse)


def _batches(source: ByteSource, encoding: Encoding, cut: Cut | None) -> Iterator[Batch]:
    around = jsoncut.outside(source, encoding, cut, ASCII if cut.escaped else "") if cut else None
    read = around or _whole(source, encoding)
    feed = _object(read, source.name)
    yield from _batched(read, _fields(feed, _FEED, FEED))
    if cut is None or around is None:
        yield from _batched(read, _items(feed["items"], 0))
        return
    number = 0
    for part in jsoncut.elements(source, encoding, cut, around.way):
        items = _parsed(part, source.name)
        yield from _batched(part, _items(items, number))
        number += len(items)


def _batched(read: Pieced, segments: Iterable[_Segment]) -> Iterator[Batch]:
    made: list[_Segment] = []
    size = 0
    for segment in segments:
        made.append(segment)
        size += len(segment.text)
        if size >= BLOCK:
            yield _batch(made, read)
            made, size = [], 0
    if made:
        yield _batch(made, read)


def _batch(segments: Sequence[_Segment], read: Pieced) -> Batch:
    def place(i: int, at: int) -> tuple[int, int]:
        segment = segments[i]
        return read.place(_outer(read, segment).place(segment.inner.place(at)))

    return Batch(
        targets=[s.text for s in segments],
        lines=Asked(len(segments), lambda i: place(i, 0)[0]),
        columns=Asked(len(segments), lambda i: place(i, 0)[1]),
        keys=[s.key for s in segments],
        roles=[s.role for s in segments],
        items=[s.item for s in segments],
        codes=True,
        locate=lambda i, edit: _locate(read, segments[i], edit),
        place=place,
    )


def _outer(read: Pieced, segment: _Segment) -> Located:
    return jsontext.located(read.text, segment.string, read.way)


def _locate(read: Pieced, segment: _Segment, edit: Edit) -> list[ByteEdit]:
    outer = _outer(read, segment)
    return read.edits(part for e in segment.inner.edits(edit) for part in outer.edits(e))


def _items(items: Sequence[Any], before: int) -> Iterator[_Segment]:
    """Yield the segments of items; so many stand `before` them."""
    for number, item in enumerate(items, before + 1):
        if isinstance(item, dict):
            name = next((str(v).strip() for k in ("id", "url", "external_url") if (v := item.get(k))), "")
            yield from _fields(item, _ITEM, name or f"item-{number}")


def _fields(value: Mapping[str, Any], fields: Sequence[tuple[str, str, bool]], item: str) -> Iterator[_Segment]:
    counts: Counter[str] = Counter()
    for string, role, is_html in _strings(value, fields):
        found: Iterable[tuple[str, Located | None, str]]
        if is_html:
            found = ((s.located.text, s.located, s.role) for s in htmlread.segments(string))
        else:
            found = [(text, None, "body")] if (text := plain_text(string)) else []
        for text, located, own in found:
            counts[role] += 1
            told = role if own == "body" else own
            yield _Segment(string, text, located, told, f"{item}/{role}/{counts[role]}", item)


def _strings(value: Mapping[str, Any], fields: Sequence[tuple[str, str, bool]]) -> Iterator[tuple[Placed, str, bool]]:
    found = [(value.get(name), role, is_html) for name, role, is_html in fields]
    people = value.get("authors") or [value.get("author")]
    found += (
        [(p.get("name"), "author", False) for p in people if isinstance(p, dict)] if isinstance(people, list) else []
    )
    tags = value.get("tags")
    found += [(tag, "category", False) for tag in tags] if isinstance(tags, list) else []
    attached = value.get("attachments")
    found += (
        [(a.get("title"), "caption", False) for a in attached or () if isinstance(a, dict)]
        if isinstance(attached, list)
        else []
    )
    for string, role, is_html in found:
        if isinstance(string, Placed):
            yield string, role, is_html
