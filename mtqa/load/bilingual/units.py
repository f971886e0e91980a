"""Pairs of source and translation, as XLIFF and TMX hold them, made into batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import NamedTuple

from mtqa.errors import InputError
from mtqa.load.bilingual.inline import Content, Tell, gather
from mtqa.load.bilingual.inlinetext import sentence
from mtqa.load.bytesource import ByteSource
from mtqa.load.located import Located, Piece
from mtqa.load.reread import Reread
from mtqa.load.xml.events import Ordinary, Reader, Run
from mtqa.load.xml.read import End, Start, moved
from mtqa.load.xml.write import byte_edits, newline_of, width, writer
from mtqa.model import Batch, ByteEdit, Edit

FULL_TEXT = 128 * 1024
FULL = 2048
"""Units: code points, and segments, that end a batch."""


SKIPPED = frozenset(["internal-file"])
"""Elements whose content is not even looked at: files packed into the file."""


Pieces = int | tuple[int, int] | Sequence[Piece]
"""Of a text: the byte it begins at where it stands as it reads, or the bytes to take it from, or what came of that."""


class Pair(NamedTuple):
    """A translation, its source, and where it stands."""

    key: str
    item: str
    role: str
    source: str | None
    target: str
    pieces: Pieces
    line: int
    column: int


XML = "http://www.w3.org/XML/1998/namespace}"


class Walk:
    """A document's events, to be read element by element: what opens an element reads it to its end."""

    def __init__(self, source: ByteSource, root: str, ordinary: Ordinary | None = None) -> None:
        """Read up to the root. Raises: InputError where that is another."""
        self.name = source.name
        self.reader = Reader(source, SKIPPED, ordinary)
        self.reader.texts = False
        self.events = iter(self.reader)
        self.root = next(event for event in self.events if isinstance(event, Start))
        namespace, bar, local = self.root.name.rpartition("}")
        self.prefix = namespace + bar
        if local.lower() != root:
            raise InputError(
                f"not {root.upper()}: the outermost element is <{local}>", self.where(self.root),
                "give --input-format if the file's name misleads",
            )  # fmt: skip

    def where(self, start: Start) -> str:
        """Name the place of a tag."""
        return f"{self.name}:{start.line}:{start.column}"

    def children(self) -> Iterator[Start]:
        """Yield the elements in the one being read; each must be read before the next."""
        for event in self.events:
            if isinstance(event, End):
                return
            if isinstance(event, Start):
                yield event

    def members(self) -> Iterator[Start | Run]:
        """Yield the same with the runs among them."""
        for event in self.events:
            if isinstance(event, End):
                return
            if isinstance(event, (Start, Run)):
                yield event

    def local(self, start: Start) -> str:
        """Return an element's name, empty for one of another vocabulary."""
        name = start.name
        return name[len(self.prefix) :] if name.startswith(self.prefix) and "}" not in name[len(self.prefix) :] else ""

    def content(self, start: Start, tell: Tell) -> Content:
        """Read an element that holds a text, to its end."""
        self.reader.texts = True
        content = gather(self.events, start, tell)
        self.reader.texts = False
        return content

    def skip(self) -> Iterator[Start]:
        """Read to the end of an element, yielding the tags in it."""
        depth = 1
        for event in self.events:
            if isinstance(event, Start):
                depth += 1
                yield event
            elif isinstance(event, End):
                depth -= 1
                if not depth:
                    return

    def pass_over(self) -> None:
        """Read to the end of an element."""
        for _ in self.skip():
            pass


class _File:
    """How a file is written, and its bytes when they are asked for."""

    def __init__(self, source: ByteSource, encoding: str, marks: frozenset[str]) -> None:
        self.name, self.marks = source.name, marks
        self.encoding = encoding
        self._bytes = Reread(source)
        self._last = 0, b""
        self.width, self.escape = width(encoding), writer(encoding, newline_of(source))

    def part(self, first: int, last: int) -> bytes:
        """Return some bytes, of those read last if they hold them: a packed file is not read backwards."""
        at, data = self._last
        if not at <= first <= last <= at + len(data):
            at, data = self._last = first, self._bytes.part(first, last)
        return data[first - at : last - at]

    def located(self, pair: Pair) -> Located:
        """Return a translation with the bytes it stands in."""
        pieces, text = pair.pieces, pair.target
        if isinstance(pieces, tuple):
            written = self.part(*pieces).decode(self.encoding)
            start, place = Start("", {}, 0, 0, 0), (pair.line, pair.column)
            whole = sentence(written, start, pieces[0], place, self.marks, self.encoding)
            pieces = whole.pieces_of(True, self.width)[1]
        if isinstance(pieces, int):
            pieces = [Piece(0, len(text), pieces, pieces + self.width(text))] if text else []
        return Located(text, pieces, self.width, self.escape)


def batches(
    pairs: Iterable[Sequence[Pair]], source: ByteSource, encoding: str, marks: frozenset[str]
) -> Iterator[Batch]:
    """Group pairs into batches. `marks`: inline elements that only mark text."""
    file = _File(source, encoding, marks)
    rows: list[Pair] = []
    size = 0
    for pair in chain.from_iterable(pairs):
        rows.append(pair)
        size += len(pair.target)
        if size >= FULL_TEXT or len(rows) >= FULL:
            yield _batch(rows, file)
            rows, size = [], 0
    if rows:
        yield _batch(rows, file)


def _batch(rows: Sequence[Pair], file: _File) -> Batch:
    keys, items, roles, sources, targets, _, lines, columns = map(list, zip(*rows, strict=True))
    return Batch(
        targets=targets,
        lines=lines,
        keys=keys,
        columns=columns,
        sources=sources,
        roles=roles,
        items=items if any(items) else None,
        locate=partial(_locate, rows, file),
        place=partial(_place, rows, file),
        codes=True,
    )


def _place(rows: Sequence[Pair], file: _File, i: int, at: int) -> tuple[int, int]:
    row = rows[i]
    if not row.target:
        return row.line, row.column
    target = file.located(row)
    return moved(row.line, row.column, file.part(target.place(0), target.place(at)).decode(file.encoding))


def _locate(rows: Sequence[Pair], file: _File, i: int, edit: Edit) -> list[ByteEdit]:
    row = rows[i]
    try:
        return byte_edits(file.located(row), edit, file.encoding)
    except ValueError as error:
        raise InputError(
            f"the translation {row.key} has no text to change", f"{file.name}:{row.line}:{row.column}",
            "write it in the tool that made the file",
        ) from error  # fmt: skip
