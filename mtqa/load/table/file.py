"""CSV and TSV: a row is a segment, its cells are target; or source and target; or what the header names them.

A CSV file is quoted as RFC 4180 has it, with a comma, semicolon, tab or bar between cells, as it shows; a TSV file
is not quoted unless it plainly is. `--columns source=3,target=4` chooses columns by number, from 1, or by the names
in the header. The part of an id before "/" names the item (the article) a row belongs to.

An edit changes a cell's words only; a cell that gets a delimiter, quote or line end gets quotes. In a TSV file
without quotes a tab or line end is written as a space.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from mtqa import rx
from mtqa.errors import InputError
from mtqa.load.bytesource import BLOCK, ByteSource, encoding_of
from mtqa.load.options import PARTS, Chosen, LoadOptions, nearest
from mtqa.load.rows import items_of
from mtqa.load.table.cells import Cells
from mtqa.load.table.dialect import Dialect, csv_dialect, tsv_dialect
from mtqa.load.table.lines import Lines
from mtqa.model import Batch, Document

Row = list[str]
_TAG = rx.compile(r"[a-z]{2}(?:[-_][a-z]{2})?")
HEAD = 65536


def load_csv(source: ByteSource, options: LoadOptions) -> Document:
    """Read a CSV file."""
    head, complete = _head(source)
    names = [*PARTS, *(name.lower() for _, name in options.columns)]
    return _load(source, options, "csv", csv_dialect(head, complete, names))


def load_tsv(source: ByteSource, options: LoadOptions) -> Document:
    """Read a TSV file."""
    return _load(source, options, "tsv", tsv_dialect(*_head(source)))


def _head(source: ByteSource) -> tuple[str, bool]:
    """Return whole lines of the beginning, and whether they are all."""
    encoding = encoding_of(source)
    data = source.head(HEAD)
    complete = len(data) < HEAD
    text = data[encoding.skip :].decode(encoding.name, "replace")
    return (text if complete else text[: text.rfind("\n") + 1]), complete


def _load(source: ByteSource, options: LoadOptions, form: str, dialect: Dialect) -> Document:
    batches = partial(_batches, source, options.columns, dialect, form == "csv")
    return Document(source.name, form, options.source_lang or "fr", options.target_lang or "en", batches)


# (start of the message of the csv module, what that means, what to do)
_FAULTS = (
    ("unexpected end", "a quote is opened and not closed", 'close it, or write a quote that is meant as "" in quotes'),
    ("new-line", "a carriage return stands alone in a cell", "save the file with line ends of Unix or Windows"),
    ("field larger", "a cell has no end in 16 MiB", "a quote is opened and not closed"),
    ("", "a quote stands within a cell in quotes", 'write it twice: ""'),
)


def _batches(source: ByteSource, chosen: Chosen, dialect: Dialect, even: bool) -> Iterator[Batch]:
    """Read rows and make a batch of each block; `even`: every row has as many cells as the first."""
    lines = Lines(source, encoding_of(source))
    columns: dict[str, int] = {}
    rows: list[Row] = []
    spans: list[tuple[int, int]] = []
    count = least = most = 0
    for first, row in _rows(dialect, lines):
        last = len(lines.taken)
        if len(row) < 2 and last - first == 1 and not "".join(row).strip():
            continue
        if not columns:
            columns, is_header = _columns(row, chosen, f"{source.name}:{lines.line + first}")
            least, most = max(columns.values()) + 1, len(row) if even else 1 << 30
            if is_header:
                continue
        if not least <= len(row) <= most:
            raise _uneven(len(row), least, most, f"{source.name}:{lines.line + first}")
        rows.append(row)
        spans.append((first, last))
        if lines.size >= BLOCK:
            yield _batch(rows, columns, Cells(lines.pass_on(), spans, dialect, columns["target"]), count)
            count += len(rows)
            rows, spans = [], []
    if rows:
        yield _batch(rows, columns, Cells(lines.pass_on(), spans, dialect, columns["target"]), count)


def _rows(dialect: Dialect, lines: Lines) -> Iterator[tuple[int, Row]]:
    """Yield each row and which of the lines taken is its first. Raises: InputError."""
    taken = iter(lines)
    for _ in range(dialect.skip):
        next(taken, None)
    first = len(lines.taken)
    try:
        for row in dialect.reader(taken):
            yield first, row
            first = len(lines.taken)
    except csv.Error as error:
        what, hint = next((what, hint) for begins, what, hint in _FAULTS if str(error).startswith(begins))
        raise InputError(what, f"{lines.source.name}:{lines.line + first}", hint) from error


def _uneven(cells: int, least: int, most: int, where: str) -> InputError:
    if cells < least:
        return InputError(f"{_counted(cells)} where {least} are expected", where, "separate columns by one delimiter")
    return InputError(
        f"{_counted(cells)} where the first row has {most}", where, "a text that holds a delimiter stands in quotes"
    )


def _counted(cells: int) -> str:
    return f"{cells} column{'s' * (cells != 1)}"


def _columns(first: Row, chosen: Chosen, where: str) -> tuple[dict[str, int], bool]:
    """Tell which column holds what, by the options or a header, and whether the first row is a header."""
    names = [cell.strip().lower() for cell in first]
    if chosen:
        columns = {part: _column(name, names, where) for part, name in chosen}
        named = any(not name.isdecimal() for _, name in chosen)
        tags = {names[at] for part, at in columns.items() if part in ("source", "target")}
        return columns, named or any(names[at] in PARTS for at in columns.values()) or _are_tags(tags)
    if "target" in names:
        return {name: names.index(name) for name in PARTS if name in names}, True
    if len(first) > 2:
        raise InputError(
            f"{len(first)} columns and no header", where,
            "begin the file with a line naming the columns: id, source, target, reference; or say"
            " --columns source=1,target=2",
        )  # fmt: skip
    return ({"target": 0} if len(first) == 1 else {"source": 0, "target": 1}), False


def _are_tags(names: set[str]) -> bool:
    """Tell whether two cells are the tags of two languages: a header such as "fr", "en-GB"."""
    if len(names) < 2 or not all(map(_TAG.fullmatch, names)):
        return False
    from babel import localedata

    return all(localedata.exists(name[:2]) for name in names)


def _column(name: str, names: Sequence[str], where: str) -> int:
    if name.lower() in names:
        return names.index(name.lower())
    if not name.isdecimal():
        raise InputError(f"no column is named {name}", where, nearest(name, names))
    if not 0 < int(name) <= len(names):
        raise InputError(f"there is no column {name}", where, f"the first row has {_counted(len(names))}")
    return int(name) - 1


def _batch(rows: Sequence[Row], columns: Mapping[str, int], cells: Cells, count: int) -> Batch:
    def column(part: str) -> list[str] | None:
        at = columns.get(part)
        return None if at is None else [row[at] for row in rows]

    roles, keys = column("role"), column("id")
    keys = keys or [str(count + i) for i in range(len(rows))]
    return Batch(
        targets=column("target") or [],
        lines=[cells.line(i) for i in range(len(rows))],
        columns=cells,
        keys=keys,
        sources=column("source"),
        references=column("reference"),
        roles=[role or "body" for role in roles] if roles else None,
        items=items_of(keys),
        systems=column("system"),
        locate=cells.locate,
        place=cells.place,
    )
