"""Termbases as tables: CSV with commas or semicolons, and TSV.

The first line names the columns; two columns without such a line are source and target. Several targets stand in one
cell, separated by "|" or ";". Lines that begin with "#" are comments.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mtqa.lang import primary
from mtqa.schema import did_you_mean
from mtqa.termbase.entry import CASES, FORBIDDEN, KEEP, STATES, Reading

COLUMNS: Mapping[str, str] = {
    "source": "source", "source-term": "source", "term": "source", "src": "source",
    "target": "target", "target-term": "target", "translation": "target", "tgt": "target",
    "status": "status", "state": "status", "usage": "status",
    "forbidden": "forbidden", "deprecated": "forbidden",
    "keep": "keep", "do-not-translate": "keep", "dnt": "keep",
    "case": "case", "case-sensitive": "case",
    "domain": "domain", "domains": "domain", "subject": "domain", "subject-field": "domain",
    "note": "note", "notes": "note", "comment": "note", "definition": "note", "description": "note",
    "part-of-speech": "part", "pos": "part",
    "id": "", "context": "", "example": "", "date": "", "author": "", "client": "",
}  # fmt: skip
_YES = frozenset(("yes", "true", "1", "x", "y"))
_NO = frozenset(("no", "false", "0", "n", ""))
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-zA-Z]{2,4})?")


class _Layout(NamedTuple):
    """Where the columns stand, how many there are, and what separates wordings in a cell."""

    columns: Mapping[str, int]
    width: int
    several: re.Pattern[str]


def read(text: str, reading: Reading) -> None:
    """Read a table into terms."""
    separator = _separator(text, reading.path)
    rows = _rows(text, separator, reading)
    first = next(rows, None)
    if first is None:
        return
    columns = _columns(first[1], reading, first[0])
    if columns is None:
        return
    layout = _Layout(columns, len(first[1]), re.compile(r"\|" if separator == ";" else r"[|;]"))
    if not _is_header(first[1], reading.langs):
        _row(*first, layout, reading)
    for line, cells in rows:
        _row(line, cells, layout, reading)


def _separator(text: str, path: str) -> str:
    """Find the delimiter: the one that gives every line the same number of cells, at least two."""
    lines = [x for x in text[:20_000].splitlines()[:50] if x.strip() and not x.startswith("#")]
    for mark in "\t,;":
        try:
            widths = {len(cells) for cells in csv.reader(lines, delimiter=mark) if cells}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() > 1:
            return mark
    if path.lower().endswith(".tsv") or not lines:
        return "\t"
    return max("\t,;", key=lines[0].count)


def _rows(text: str, separator: str, reading: Reading) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line it begins on."""
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=separator != "\t")
    if separator == "\t":
        table = csv.reader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)
    begin = 1
    try:
        for cells in table:
            if any(c.strip() for c in cells) and not cells[0].startswith("#"):
                yield begin, [c.strip() for c in cells]
            begin = table.line_num + 1
    except csv.Error as error:
        reading.add(begin, f"the row cannot be read: {error}", "a cell with quotes in it: double them, quote the cell")


def _name(cell: str) -> str:
    """Return a column's name as COLUMNS has it: partOfSpeech and Part of speech are part-of-speech."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", cell)
    return "-".join(parted.lower().replace("_", " ").replace("-", " ").split())


def _column(cell: str, langs: Sequence[str]) -> str | None:
    """Return what a column holds, empty for one that is of no use here; None: not known."""
    name = _name(cell)
    if name in COLUMNS:
        return COLUMNS[name]
    if not name:
        return ""
    if not _LANGUAGE.fullmatch(cell):
        return None
    source, target = (primary(lang) for lang in langs)
    return {source: "source", target: "target"}.get(primary(cell), "")


def _is_header(cells: Sequence[str], langs: Sequence[str]) -> bool:
    return any(_column(c, langs) in ("source", "target") for c in cells)


def _columns(cells: Sequence[str], reading: Reading, line: int) -> dict[str, int] | None:
    """Return where each column stands."""
    if not _is_header(cells, reading.langs):
        if len(cells) == 2:
            return {"source": 0, "target": 1}
        told = f"{len(cells)} columns and no line that names them" if len(cells) > 1 else "only one column"
        reading.add(line, told, "begin the file with a line such as source,target,status,domain,note")
        return None
    columns: dict[str, int] = {}
    before = len(reading.problems)
    for i, cell in enumerate(cells):
        kind = _column(cell, reading.langs)
        if kind is None:
            reading.add(line, f"unknown column {cell!r}", did_you_mean(_name(cell), list(COLUMNS)))
        elif kind in columns:
            reading.add(line, f"two columns hold the {kind}: {cells[columns[kind]]!r} and {cell!r}", "leave one out")
        elif kind:
            columns[kind] = i
    if len(reading.problems) == before and not columns.keys() & {"target", "forbidden", "keep", "status"}:
        reading.add(line, "no column of targets", "name it target, or by the language")
    return columns if len(reading.problems) == before else None


def _row(line: int, cells: list[str], layout: _Layout, reading: Reading) -> None:
    columns, width, several = layout
    if any(cells[width:]):
        reading.add(
            line, f"{len(cells)} cells where {width} are expected", "check delimiters; quote a cell with one in it"
        )
        return

    def cell(name: str) -> str:
        i = columns.get(name, len(cells))
        return cells[i] if i < len(cells) else ""

    state = reading.word(cell("status"), STATES, "status", line)
    barred = cell("forbidden")
    if barred.lower() in _YES:
        state, barred = FORBIDDEN, ""
    elif barred.lower() in _NO:
        barred = ""
    if cell("keep").lower() in _YES:
        state = KEEP
    reading.make(
        line, cell("source"), several.split(cell("target")), several.split(barred), state=state,
        case=reading.word(cell("case"), CASES, "case", line), domains=several.split(cell("domain")), note=cell("note"),
        part=cell("part"),
    )  # fmt: skip
