"""Markdown (.md .markdown): headings, paragraphs, items, cells and quotes are segments; markup stays as it is.

Front matter is left alone but for its title, description and summary; so are code, addresses, raw HTML tags, footnote
marks, templates and directives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

from mtqa.errors import InputError
from mtqa.load.bytesource import ByteSource, encoding_of, read_whole
from mtqa.load.options import LoadOptions
from mtqa.load.whole import Whole, decoded
from mtqa.model import Batch, ByteEdit, Document, Edit

LARGEST = 16 << 20
"""Units: bytes of a file."""
MOST_SIGNS = 400_000
"""Units: signs that may be markup, line ends twice: each takes up to 25 microseconds."""
MOST = 1000
"""Units: segments of a batch."""


class _Found(NamedTuple):
    text: str
    role: str
    at: int
    edits: Callable[[Edit], list[Edit]]
    place: Callable[[int], int]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a Markdown file. Raises: InputError."""
    encoding = encoding_of(source)
    whole = decoded(read_whole(source, LARGEST), encoding.name, encoding.skip, source.name)
    if "\0" in whole.text:
        raise InputError("this is a binary file", source.name, "give a text file")
    if sum(map(whole.text.count, "\\`*_~[!<&{|\n\n")) > MOST_SIGNS:
        told = f"this has over {MOST_SIGNS:,} line ends and signs of markup"
        raise InputError(f"{told}, and can only be read as a whole", source.name, "split it into smaller files")

    def batches() -> Iterator[Batch]:
        counts: Counter[str] = Counter()
        part: list[_Found] = []
        for found in _segments(whole.text):
            part.append(found)
            if len(part) >= MOST:
                yield _batch(whole, part, counts)
                part = []
        if part:
            yield _batch(whole, part, counts)

    return Document(source.name, "markdown", options.source_lang or "fr", options.target_lang or "en", batches)


def _segments(text: str) -> Iterator[_Found]:
    from mtqa.load import frontmatter
    from mtqa.load.mdread import Lines, segments

    lines = Lines(text)

    def moved(edits: Callable[[Edit], list[Edit]], edit: Edit) -> list[Edit]:
        return [Edit(lines.original(part.start), lines.original(part.end), part.text) for part in edits(edit)]

    def placed(place: Callable[[int], int], at: int) -> int:
        return lines.original(place(at))

    for value in frontmatter.values(lines.text):
        place = partial(placed, value.located.place)
        yield _Found(value.located.text, value.role, place(0), partial(moved, value.edits), place)
    for segment in segments(lines.text, frontmatter.end_of(lines.text)):
        place = partial(placed, segment.place)
        yield _Found(segment.text, segment.role, lines.original(segment.at), partial(moved, segment.edits), place)


def _batch(whole: Whole, part: Sequence[_Found], counts: Counter[str]) -> Batch:
    keys = []
    for found in part:
        counts[found.role] += 1
        keys.append(f"{found.role}/{counts[found.role]}")
    places = [whole.where(found.at) for found in part]
    return Batch(
        targets=[found.text for found in part],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        keys=keys,
        roles=[found.role for found in part],
        locate=partial(_locate, whole, part),
        place=lambda i, at: whole.where(part[i].place(at)),
        codes=True,
    )


def _locate(whole: Whole, part: Sequence[_Found], i: int, edit: Edit) -> list[ByteEdit]:
    return list(whole.edits(part[i].edits(edit)))
