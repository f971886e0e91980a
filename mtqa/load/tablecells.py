"""The lines of a table and the cells in them, with their places in the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple, overload

from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, locate
from mtqa.load.dialect import Dialect
from mtqa.model import ByteEdit, Edit


@dataclass(slots=True)
class Lines:
    """A file's lines, as the csv module takes them. `taken` since the last batch; `offset` and `line` of the first."""

    source: ByteSource
    encoding: Encoding
    taken: list[str] = field(default_factory=list)
    size: int = 0
    offset: int = 0
    line: int = 1

    def __iter__(self) -> Iterator[str]:
        self.offset = self.encoding.skip
        for block in blocks(self.source, self.encoding):
            lines = decode(block, self.encoding, self.source.name).split("\n")
            last = lines.pop()
            for line in lines:
                self.taken.append(line := line + "\n")
                self.size += len(line)
                yield line
            if last:
                self.taken.append(last)
                yield last

    def pass_on(self) -> Window:
        """Hand over the lines taken."""
        window = Window(self.taken, self.offset, self.line, self.encoding.name)
        self.offset += len("".join(self.taken).encode(self.encoding.name))
        self.line += len(self.taken)
        self.taken, self.size = [], 0
        return window


class Window(NamedTuple):
    """Consecutive lines of a file. Units: `offset` in bytes, `line` from 1, of the first."""

    lines: list[str]
    offset: int
    line: int
    encoding: str


@dataclass(frozen=True, slots=True)
class Cells(Sequence[int]):
    """Where the targets of a batch stand. As a sequence it is their columns, each found when asked for.

    Units: `spans` are the lines of each row, counted from the first of the window.
    """

    window: Window
    spans: Sequence[tuple[int, int]]
    dialect: Dialect
    number: int

    def __len__(self) -> int:
        return len(self.spans)

    @overload
    def __getitem__(self, i: int) -> int: ...
    @overload
    def __getitem__(self, i: slice) -> list[int]: ...
    def __getitem__(self, i: int | slice) -> int | list[int]:
        if isinstance(i, slice):
            return [self[n] for n in range(*i.indices(len(self)))]
        record, start, end = self.cell(i)
        start += self._opens(record[start:end])
        return start - record.rfind("\n", 0, start)

    def line(self, i: int) -> int:
        """Return the line on which target i begins."""
        first, last = self.spans[i]
        if last - first == 1:
            return self.window.line + first
        record, start, end = self.cell(i)
        return self.window.line + first + record.count("\n", 0, start + self._opens(record[start:end]))

    def _opens(self, raw: str) -> int:
        return 1 if self.dialect.quoted and raw.startswith('"') else 0

    def cell(self, i: int) -> tuple[str, int, int]:
        """Return row i as it is written, and where its target stands in that."""
        record = "".join(self.window.lines[slice(*self.spans[i])])
        return record, *next(islice(self.dialect.cells(record), self.number, None))

    def locate(self, i: int, edit: Edit) -> list[ByteEdit]:
        """Turn an edit of target i into edits of the file's bytes."""
        record, start, end = self.cell(i)
        before = "".join(self.window.lines[: self.spans[i][0]])
        block = Block(b"", self.window.offset + len(before.encode(self.window.encoding)), 0)
        edits = self.dialect.edits(record[start:end], edit)
        return [locate(block, record, self.window.encoding, start + e.start, start + e.end, e.text) for e in edits]
