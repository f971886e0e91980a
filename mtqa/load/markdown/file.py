"""Markdown (.md .markdown): headings, paragraphs, items, cells and quotes are segments; markup stays as it is.

Front matter is left alone but for its title, description and summary; so are code, addresses, raw HTML tags, footnote
marks, templates and directives.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from mtqa.load.bytesource import ByteSource, encoding_of
from mtqa.load.markdown.parts import Parts
from mtqa.load.options import LoadOptions
from mtqa.load.portions import portions
from mtqa.load.whole import Whole
from mtqa.model import Batch, ByteEdit, Document, Edit

MOST = 1000
"""Units: segments of a batch."""
BATCH = 256 << 10
"""Units: code points of a batch."""

if TYPE_CHECKING:
    from mtqa.load.markdown.lines import Lines


class _Found(NamedTuple):
    text: str
    role: str
    whole: Whole
    at: int
    edits: Callable[[Edit], list[Edit]]
    place: Callable[[int], int]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read a Markdown file. Raises: InputError."""
    parts = Parts(source, encoding_of(source))

    def batches() -> Iterator[Batch]:
        counts: Counter[str] = Counter()
        for part in portions(_segments(parts), lambda found: len(found.text), BATCH, MOST):
            yield _batch(part, counts)

    return Document(source.name, "markdown", options.source_lang or "fr", options.target_lang or "en", batches)


def _segments(parts: Parts) -> Iterator[_Found]:
    from mtqa.load.markdown import frontmatter
    from mtqa.load.markdown.read import segments

    for whole, lines, blocks, front in parts:
        for value in frontmatter.values(lines.text) if front else ():
            place = partial(_placed, lines, value.located.place)
            edits = partial(_moved, lines, value.edits)
            yield _Found(value.located.text, value.role, whole, place(0), edits, place)
        for segment in segments(blocks, parts.env):
            at = lines.original(segment.at)
            place = partial(_placed, lines, segment.place)
            yield _Found(segment.text, segment.role, whole, at, partial(_moved, lines, segment.edits), place)


def _moved(lines: Lines, edits: Callable[[Edit], list[Edit]], edit: Edit) -> list[Edit]:
    return [Edit(lines.original(part.start), lines.original(part.end), part.text) for part in edits(edit)]


def _placed(lines: Lines, place: Callable[[int], int], at: int) -> int:
    return lines.original(place(at))


def _batch(part: Sequence[_Found], counts: Counter[str]) -> Batch:
    keys = []
    for found in part:
        counts[found.role] += 1
        keys.append(f"{found.role}/{counts[found.role]}")
    places = [found.whole.where(found.at) for found in part]
    return Batch(
        targets=[found.text for found in part],
        lines=[line for line, _ in places],
        columns=[column for _, column in places],
        keys=keys,
        roles=[found.role for found in part],
        locate=partial(_locate, part),
        place=lambda i, at: part[i].whole.where(part[i].place(at)),
        codes=True,
    )


def _locate(part: Sequence[_Found], i: int, edit: Edit) -> list[ByteEdit]:
    return list(part[i].whole.edits(part[i].edits(edit)))
