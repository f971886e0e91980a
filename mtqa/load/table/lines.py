"""A file's lines one by one, in windows that know their place in it: for tables, whose reader takes lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from mtqa.load.bytesource import Block, ByteSource, Encoding, blocks, decode, locate
from mtqa.model import ByteEdit, Edit


@dataclass(slots=True)
class Lines:
    """Yields lines with their ends. `taken` are those since the last window; `offset` and `line` of the first.

    Units: `size` of the taken in code points.
    """

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
                self.size += len(last)
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

    def edits(self, edits: Iterable[Edit], text: str, skipped: int = 0) -> list[ByteEdit]:
        """Turn edits of `text`, which stands behind the first `skipped` lines, into edits of the file's bytes."""
        offset = self.offset + len("".join(self.lines[:skipped]).encode(self.encoding))
        return [locate(Block(b"", offset, 0), text, self.encoding, e.start, e.end, e.text) for e in edits]
