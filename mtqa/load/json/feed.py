"""JSON Feed 1.0 and 1.1: the texts of a feed's items and of the feed itself, named as those of an RSS feed are.

`content_html` is cut into blocks; `content_text`, titles and summaries are a segment each. A fix rewrites only the
edited characters of the string it is in. Source: jsonfeed.org/version/1.1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, NoReturn

from mtqa.errors import InputError
from mtqa.load.asked import Asked
from mtqa.load.bytesource import BLOCK, ByteSource, Encoding, encoding_of
from mtqa.load.feed.file import FEED, LANGUAGE, plain, plain_text
from mtqa.load.html import read as htmlread
from mtqa.load.json import text as jsontext
from mtqa.load.json.runs import ENCODING, Elements, Outline, outlined
from mtqa.load.json.text import Part, Placed
from mtqa.load.located import Located
from mtqa.load.options import LoadOptions
from mtqa.load.portions import portions
from mtqa.model import Batch, ByteEdit, Document, Edit

# (field, role, whether it holds HTML)
_ITEM = (
    ("title", "title", False), ("summary", "summary", False), ("content_text", "body", False),
    ("content_html", "body", True),
)  # fmt: skip
_FEED = (("title", "title", False), ("description", "summary", False))
_OWN = ("language", "title", "description", "authors", "author", "tags", "attachments")


class _Segment(NamedTuple):
    """A text of a field, and the JSON string it stands in; `found` is where in that, None where it is all of it."""

    part: Part
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

    def place(self, at: int = 0) -> tuple[int, int]:
        """Return the line and column of a code point of the text."""
        return self.part.place(self.part.located(self.string).place(self.inner.place(at)))

    def edits(self, edit: Edit) -> list[ByteEdit]:
        """Turn an edit of the text into edits of the file's bytes."""
        outer = self.part.located(self.string)
        return self.part.edits(part for e in self.inner.edits(edit) for part in outer.edits(e))


@dataclass(slots=True)
class _Feed:
    """A feed. `own` are its own values with their places, `elements` read its items."""

    own: dict[str, tuple[Any, Part]]
    elements: Callable[[], Iterator[Elements]]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a JSON Feed. Raises: InputError."""
    encoding = encoding_of(source)
    if encoding.name == ENCODING:
        outline = _outlined(source, encoding)
        said = outline.kept["language"][0] if "language" in outline.kept else ""
        feed = _Feed(outline.kept, partial(outline.elements, source, encoding, partial(_parsed, source)))
        batches = partial(_batches, lambda: feed)
    else:
        said = _whole(source, encoding, json.loads)[0].get("language")
        batches = partial(_batches, partial(_held, source, encoding))
    language = said if isinstance(said, str) and LANGUAGE.fullmatch(said) else ""
    target = options.target_lang or str(language) or "en"
    return Document(source.name, "jsonfeed", options.source_lang or "fr", target, batches)


def _outlined(source: ByteSource, encoding: Encoding) -> Outline:
    with _told(source):
        outline = outlined(source, encoding, ("items",), _OWN)
    return outline if outline.runs is not None else _no_feed(source)


def _held(source: ByteSource, encoding: Encoding) -> _Feed:
    """Read a feed in an encoding of which parts cannot be read by themselves."""
    value, part = _whole(source, encoding, jsontext.parse)
    return _Feed(
        {name: (own, part) for name, own in value.items()}, lambda: iter([Elements(value["items"], 0, part)])
    )  # fmt: skip


def _whole(source: ByteSource, encoding: Encoding, parse: Callable[[str], Any]) -> tuple[dict[str, Any], Part]:
    part = jsontext.whole(source, encoding)
    value = _parsed(source, part.text, parse)
    return (value, part) if isinstance(value, dict) and isinstance(value.get("items"), list) else _no_feed(source)


def _parsed(source: ByteSource, text: str, parse: Callable[[str], Any] = jsontext.parse) -> Any:
    with _told(source):
        return parse(text)


def _told(source: ByteSource) -> AbstractContextManager[None]:
    return jsontext.told(source.name, "a JSON Feed is one object", "this is no JSON Feed")


def _no_feed(source: ByteSource) -> NoReturn:
    raise InputError(
        "no JSON Feed: it has no list of items", source.name, 'give --json-path to read other JSON files'
    )  # fmt: skip


def _batches(read: Callable[[], _Feed]) -> Iterator[Batch]:
    feed = read()
    own = {name: value for name, (value, _) in feed.own.items()}
    yield from _grouped(_fields(own, _FEED, FEED, lambda name: feed.own[name][1]))
    for elements in feed.elements():
        yield from _grouped(_segments(elements))


def _grouped(segments: Iterable[_Segment]) -> Iterator[Batch]:
    yield from map(_batch, portions(segments, lambda s: len(s.text), BLOCK))


def _batch(segments: Sequence[_Segment]) -> Batch:
    return Batch(
        targets=[s.text for s in segments],
        lines=Asked(len(segments), lambda i: segments[i].place()[0]),
        columns=Asked(len(segments), lambda i: segments[i].place()[1]),
        keys=[s.key for s in segments],
        roles=[s.role for s in segments],
        items=[s.item for s in segments],
        codes=True,
        locate=lambda i, edit: segments[i].edits(edit),
        place=lambda i, at: segments[i].place(at),
    )


def _segments(elements: Elements) -> Iterator[_Segment]:
    for number, item in enumerate(elements.values, elements.first + 1):
        if isinstance(item, dict):
            name = next((str(v).strip() for k in ("id", "url", "external_url") if (v := item.get(k))), "")
            yield from _fields(item, _ITEM, name or f"item-{number}", lambda _: elements.part)


def _fields(
    value: Mapping[str, Any], fields: Sequence[tuple[str, str, bool]], item: str, part_of: Callable[[str], Part]
) -> Iterator[_Segment]:
    counts: Counter[str] = Counter()
    for name, string, role, is_html in _strings(value, fields):
        found: Iterable[tuple[str, Located | None, str]]
        if is_html:
            found = ((s.located.text, s.located, s.role) for s in htmlread.segments(string))
        else:
            found = [(text, None, "body")] if (text := plain_text(string)) else []
        for text, located, own in found:
            counts[role] += 1
            told = role if own == "body" else own
            yield _Segment(part_of(name), string, text, located, told, f"{item}/{role}/{counts[role]}", item)


def _strings(
    value: Mapping[str, Any], fields: Sequence[tuple[str, str, bool]]
) -> Iterator[tuple[str, Placed, str, bool]]:
    """Yield strings with the name that they stand under, their role and whether they hold HTML."""
    found = [(name, value.get(name), role, is_html) for name, role, is_html in fields]
    by = "authors" if value.get("authors") else "author"
    people = value["authors"] if by == "authors" else [value.get("author")]
    for name, many, part, role in (
        (by, people, "name", "author"), ("tags", value.get("tags"), "", "category"),
        ("attachments", value.get("attachments"), "title", "caption"),
    ):  # fmt: skip
        if isinstance(many, list):
            found += [
                (name, (one.get(part) if isinstance(one, dict) else None) if part else one, role, False) for one in many
            ]
    for name, string, role, is_html in found:
        if isinstance(string, Placed):
            yield name, string, role, is_html
