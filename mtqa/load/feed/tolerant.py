"""Feeds that are not well-formed, read by feedparser: they are checked, and cannot be written back.

Positions are those of the item a text stands in.
"""

from __future__ import annotations

import codecs
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

import regex

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load import sniff
from mtqa.load.bytesource import ByteSource, read_whole
from mtqa.load.html import read as htmlread
from mtqa.load.options import LoadOptions
from mtqa.load.xml.read import encoding_in
from mtqa.model import Batch, Document

LARGEST = 16 << 20
"""Units: bytes of a feed that is not well-formed; reading one takes its time."""
AT_ONCE = 128 << 10
"""Units: bytes; a larger one is read in a process of its own."""
LONGEST = 8.0
"""Units: seconds."""

_ITEM = rx.compile(r"<(?:[\w.-]++:)?(?:item|entry)(?=[\s>/])", regex.IGNORECASE)
_LANGUAGE = rx.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*+")
_DECLARED = rx.compile(r"""\s*+<\?xml[^>]*?(?P<told>\sencoding\s*=\s*(?:"[^"]*"|'[^']*'))""")
_MARKUP = rx.compile(r"</?[a-zA-Z][^<>]*+>|<!--|&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);")
# what feedparser calls a field -> its role
_FIELDS = {"title": "title", "subtitle": "summary", "summary": "summary", "media_description": "caption"}
_MEDIA = {"media_title": "caption", "author": "author"}


class Row(NamedTuple):
    """A text of a feed, and where its item stands."""

    text: str
    role: str
    key: str
    item: str
    line: int
    column: int


def load(source: ByteSource, options: LoadOptions, error: InputError) -> Document:
    """Read what can be read of a feed. Raises: `error`, which says what is wrong with it, where that is nothing."""
    try:
        data = read_whole(source, LARGEST)
    except InputError:
        raise error from None
    found = extracted(data) if len(data) <= AT_ONCE else _apart(data)
    if found is None:
        raise error
    said, rows = found
    target = options.target_lang or (said if _LANGUAGE.fullmatch(said) else "") or "en"
    place = error.where[len(source.name) :].strip(":")
    why = (
        f"{error.what}{f' at {place}' if place else ''}; it was read tolerantly,"
        " and its findings stand at the item they are in"
    )
    batches = partial(_batches, rows)
    return Document(source.name, "feed", options.source_lang or "fr", target, batches, why)


def _apart(data: bytes) -> tuple[str, list[Row]] | None:
    """Read a feed in another process, which is ended if it takes too long."""
    command = [sys.executable, "-m", "mtqa.load.feed.tolerant"]
    try:
        told = subprocess.run(command, input=data, capture_output=True, timeout=LONGEST, check=True).stdout
        found = json.loads(told)
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return (found[0], [Row(*row) for row in found[1]]) if found else None


def extracted(data: bytes) -> tuple[str, list[Row]] | None:
    """Return the language of a feed and its texts; None where it has neither items nor anything about itself."""
    feed = parsed(data)
    if feed is None or not (feed.entries or feed.feed):
        return None
    return _text(feed.feed.get("language")), list(_rows(feed, data))


def recoded(source: ByteSource) -> tuple[ByteSource, str] | None:
    """Return a feed in UTF-8, with the name of its encoding, where that is one that expat does not know."""
    try:
        data = read_whole(source, LARGEST)
        encoding = sniff.encoding_of(data) or encoding_in(source)
        if codecs.lookup(encoding).name in ("utf-8", "ascii", "iso8859-1"):
            return None
        text = data.decode(encoding).removeprefix("\ufeff")
    except (InputError, LookupError, ValueError):
        return None
    if told := _DECLARED.match(text):  # blanked, so that places stay as they are
        start, end = told.span("told")
        text = text[:start] + " " * (end - start) + text[end:]
    return ByteSource(source.name, data=text.encode("utf-8", "surrogatepass")), encoding


def parsed(data: bytes) -> Any:
    """Give a feed to feedparser, as it is: nothing is fetched, cleaned or resolved."""
    from io import BytesIO

    import feedparser

    try:
        return feedparser.parse(BytesIO(data), sanitize_html=False, resolve_relative_uris=False)
    except Exception:  # whatever a broken feed does to it, the caller knows what is wrong with the feed
        return None


def _batches(rows: Sequence[Row]) -> Iterator[Batch]:
    for start in range(0, len(rows), 4096):
        part = rows[start : start + 4096]
        yield Batch(
            targets=[r.text for r in part],
            lines=[r.line for r in part],
            columns=[r.column for r in part],
            place=partial(_begins, part),
            keys=[r.key for r in part],
            roles=[r.role for r in part],
            items=[r.item for r in part],
            codes=True,
        )


def _begins(part: Sequence[Row], i: int, at: int) -> tuple[int, int]:
    """Return where the item begins: where in it a text stands is not known."""
    return part[i].line, part[i].column


def _rows(feed: Any, data: bytes) -> Iterator[Row]:
    text = sniff.text_of(data)
    places = [_place(text, m.start()) for m in _ITEM.finditer(text)]
    if len(places) != len(feed.entries):
        places = [(1, 1)] * len(feed.entries)
    yield from _texts(feed.feed, "feed", (1, 1))
    for number, (entry, place) in enumerate(zip(feed.entries, places, strict=True), 1):
        item = _text(entry.get("id")) or _text(entry.get("link")) or f"item-{number}"
        yield from _texts(entry, item, place)


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _texts(entry: Mapping[str, Any], item: str, place: tuple[int, int]) -> Iterator[Row]:
    counts: Counter[str] = Counter()
    for value, kind, role in _values(entry):
        marked = kind in ("text/html", "application/xhtml+xml") and _MARKUP.search(value)
        found = (
            ((s.located.text, s.role) for s in htmlread.segments(value)) if marked else iter([(value.strip(), "body")])
        )
        for text, own in found:
            if text:
                counts[role] += 1
                told = role if own == "body" or role in ("title", "author", "category") else own
                yield Row(text, told, f"{item}/{role}/{counts[role]}", item, *place)


def _values(entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield the texts of an entry: value, media type, role."""
    for name, role in (*_FIELDS.items(), *_MEDIA.items()):
        for detail in _mappings(entry.get(f"{name}_detail")) or [{}]:
            yield _text(entry.get(name)), _text(detail.get("type")) or "text/html", role
    content = entry.get("content")
    yield _text(content), "text/html", "body"
    for part in _mappings(content):
        yield _text(part.get("value")), _text(part.get("type")) or "text/html", "body"
    for credit in _mappings(entry.get("media_credit")):
        yield _text(credit.get("content")), "text/plain", "author"
    for tag in _mappings(entry.get("tags")):
        yield _text(tag.get("label")) or _text(tag.get("term")), "text/plain", "category"


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    """Return the mappings in what feedparser gives: one or many of them, or, of a broken feed, anything."""
    found = value if isinstance(value, list | tuple) else [value]
    return [v for v in found if isinstance(v, Mapping)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


if __name__ == "__main__":
    sys.stdout.write(json.dumps(extracted(sys.stdin.buffer.read())))
