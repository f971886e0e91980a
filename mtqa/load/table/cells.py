"""Where the targets of a table stand in its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import overload

from mtqa.load.table.dialect import Dialect, quoted_text
from mtqa.load.table.lines import Window
from mtqa.model import ByteEdit, Edit


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

    def place(self, i: int, at: int) -> tuple[int, int]:
        """Return the line and column of a code point of target i."""
        record, start, end = self.cell(i)
        raw = record[start:end]
        start += quoted_text(raw).place(at) if self._opens(raw) else at
        return self.window.line + self.spans[i][0] + record.count("\n", 0, start), start - record.rfind("\n", 0, start)

    def locate(self, i: int, edit: Edit) -> list[ByteEdit]:
        """Turn an edit of target i into edits of the file's bytes."""
        record, start, end = self.cell(i)
        edits = self.dialect.edits(record[start:end], edit)
        moved = (Edit(start + e.start, start + e.end, e.text) for e in edits)
        return self.window.edits(moved, record, self.spans[i][0])
