"""How the cells of a table are written: what stands between them, and whether quotes stand around them (RFC 4180)."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from mtqa import rx
from mtqa.load.located import Located, Piece
from mtqa.model import Edit, WholeTextError

DELIMITERS = ",;\t|"
MOST_IN_CELL = 16 * 1024 * 1024
"""Units: code points of a cell; more are a quote that was not closed."""
_SEPARATOR_LINE = rx.compile(r'sep=([^"\w])\r?\n', regex.IGNORECASE)  # written and read by Excel
_QUOTED = rx.compile(r'"((?:[^"]|"")*)"')
_PARTS = rx.compile(r'[^"]+|""')


class Dialect(NamedTuple):
    """`skip` lines at the start tell the delimiter and nothing else."""

    delimiter: str
    quoted: bool
    skip: int = 0

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Read lines, their ends included, as rows. Raises: csv.Error, in the course of it."""
        csv.field_size_limit(MOST_IN_CELL)
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)

    def cells(self, record: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each cell as it is written, quotes included."""
        at, end = 0, len(record.rstrip("\r\n"))
        while True:
            quoted = _QUOTED.match(record, at) if self.quoted else None
            stop = quoted.end() if quoted else record.find(self.delimiter, at)
            stop = stop if 0 <= stop < end else end
            yield at, stop
            if stop >= end:
                return
            at = stop + len(self.delimiter)

    def edits(self, raw: str, edit: Edit) -> list[Edit]:
        """Turn an edit of a cell's text into edits of the cell as it is written.

        Raises: WholeTextError where the cell must get quotes, which no edit of a part of it can give.
        """
        if not self.quoted:
            return [Edit(edit.start, edit.end, edit.text.replace("\t", " ").replace("\r", " ").replace("\n", " "))]
        if _QUOTED.fullmatch(raw):
            return quoted_text(raw).edits(edit)
        new = raw[: edit.start] + edit.text + raw[edit.end :]
        if not new.startswith('"') and not any(sign in edit.text for sign in (self.delimiter, '"', "\r", "\n")):
            return [edit]
        if (edit.start, edit.end) != (0, len(raw)):
            raise WholeTextError
        return [Edit(0, len(raw), '"' + _doubled(edit.text, "") + '"')]


def _doubled(text: str, kind: str) -> str:
    return text.replace('"', '""')


def quoted_text(raw: str) -> Located:
    """Return the text of a cell in quotes, with the way back to how it is written."""
    pieces = []
    at = 0
    for part in _PARTS.finditer(raw, 1, len(raw) - 1):
        plain = part[0] != '""'
        size = len(part[0]) if plain else 1
        pieces.append(Piece(at, at + size, part.start(), part.end(), plain))
        at += size
    text = raw[1:-1].replace('""', '"')
    return Located(text, pieces or [Piece(0, 0, 1, 1)], escape=_doubled)


def csv_dialect(head: str, complete: bool, names: Sequence[str]) -> Dialect:
    """Tell what stands between the cells of a CSV file by its first lines; `names` are columns that it may have."""
    if separator := _SEPARATOR_LINE.match(head):
        return Dialect(separator[1], True, 1)
    best, most = ",", (0, False)
    for delimiter in DELIMITERS:
        rows = _sample(Dialect(delimiter, True), head, complete)
        if not rows or len(rows[0]) < 2:
            continue
        known = sum(cell.strip().lower() in names for cell in rows[0])
        value = (known, all(len(row) == len(rows[0]) for row in rows))
        if value > most:
            best, most = delimiter, value
    return Dialect(best, True)


def tsv_dialect(head: str, complete: bool) -> Dialect:
    """Tell whether a TSV file is plainly quoted: every cell, or one that could not do without."""
    rows = _sample(Dialect("\t", True), head, complete) if '"' in head else None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        return Dialect("\t", False)
    bare = [line.removesuffix("\r").split("\t") for line in head.split("\n") if line.strip()]
    every = all(_QUOTED.fullmatch(cell) for line in bare for cell in line if cell)
    needed = any(sign in cell for row in rows for cell in row for sign in "\t\n") or any(
        '""' in cell[1:-1] and _QUOTED.fullmatch(cell) for line in bare for cell in line
    )
    return Dialect("\t", every or needed)


def _sample(dialect: Dialect, head: str, complete: bool) -> list[list[str]] | None:
    """Return the rows of a file's beginning; None where it cannot be so written."""
    rows = []
    try:
        for row in dialect.reader(line + "\n" for line in head.split("\n")):
            if row:
                rows.append(row)
    except csv.Error as error:
        if complete or "unexpected end" not in str(error):
            return None
    return rows
