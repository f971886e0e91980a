"""The unified diff of a file and what some edits of its bytes make of it, without comparing the rest of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from mtqa.model import ByteEdit
from mtqa.report.safe import visible

AROUND = 1
"""Units: lines shown on either side of a change."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_PAINT = {"-": "\x1b[31m", "+": "\x1b[32m", "@": "\x1b[36m"}


@dataclass(slots=True)
class _Block:
    """Whole lines, without their ends: those that stay, or what changes and what becomes of it."""

    old: list[str]
    new: list[str]
    changed: bool


def unified(name: str, file: BinaryIO, edits: Sequence[ByteEdit], encoding: str) -> Iterator[str]:
    """Yield the lines of a unified diff, each without its end and fit to be shown. Edits come in order."""
    hunks = list(_hunks(_blocks(_pieces(file, edits, encoding))))
    if hunks:
        yield from (f"--- {visible(name)}", f"+++ {visible(name)}")
    for hunk in hunks:
        yield from map(visible, hunk)


def painted(lines: Iterable[str]) -> Iterator[str]:
    """Colour the lines of a diff for a terminal."""
    for line in lines:
        color = _PAINT.get(line[:1], "")
        yield f"{color}{line}\x1b[0m" if color else line


def _pieces(file: BinaryIO, edits: Sequence[ByteEdit], encoding: str) -> Iterator[tuple[str, str]]:
    """Yield a text piece by piece: as it is, and as it will be."""
    file.seek(0)
    data = file.read()
    starts, ends = [0, *(e.end for e in edits)], [*(e.start for e in edits), len(data)]
    for i, (start, end) in enumerate(zip(starts, ends, strict=True)):
        kept = data[start:end].decode(encoding, "replace")
        yield kept, kept
        if i < len(edits):
            edit = edits[i]
            yield data[edit.start : edit.end].decode(encoding, "replace"), edit.data.decode(encoding, "replace")


def _blocks(pieces: Iterable[tuple[str, str]]) -> Iterator[_Block]:
    """Gather pieces in blocks of whole lines, by turns changed and not."""
    old, new = "", ""  # of a line begun
    for was, will in pieces:
        if was is not will:
            old, new = old + was, new + will
            continue
        lines = _LINE.findall(was)
        if (old or new) and lines:
            old, new = old + lines[0], new + lines[0]
            if not lines[0].endswith(("\r", "\n")):
                continue
            yield _block(_LINE.findall(old), _LINE.findall(new))
            old, new, lines = "", "", lines[1:]
        if lines and not lines[-1].endswith(("\r", "\n")):
            old = new = lines.pop()
        if lines:
            yield _block(lines, lines)
    if old or new:
        yield _block(_LINE.findall(old), _LINE.findall(new))


def _block(old: Sequence[str], new: Sequence[str]) -> _Block:
    was, will = ([line.rstrip("\r\n") for line in lines] for lines in (old, new))
    return _Block(was, will, changed=old != new)


def _hunks(blocks: Iterable[_Block]) -> Iterator[list[str]]:
    """Yield hunks: changed blocks with a little around them, those that would touch as one."""
    body: list[tuple[str, str]] = []
    still: list[str] = []  # lines that stay, since the last change
    first, at = (0, 0), (0, 0)
    for block in blocks:
        if not block.changed:
            still += block.old
        else:
            if body and len(still) > 2 * AROUND:
                yield _hunk(first, [*body, *_same(still[:AROUND])])
                body = []
            around = still if body else still[-AROUND:]
            if not body:
                first = at[0] - len(around), at[1] - len(around)
            body += [*_same(around), *(("-", line) for line in block.old), *(("+", line) for line in block.new)]
            still = []
        at = at[0] + len(block.old), at[1] + len(block.new)
    if body:
        yield _hunk(first, [*body, *_same(still[:AROUND])])


def _same(lines: Iterable[str]) -> list[tuple[str, str]]:
    return [(" ", line) for line in lines]


def _hunk(first: tuple[int, int], body: Sequence[tuple[str, str]]) -> list[str]:
    sizes = (sum(sign != other for sign, _ in body) for other in ("+", "-"))
    spans = [f"{at + (size > 0)},{size}" if size != 1 else f"{at + 1}" for at, size in zip(first, sizes, strict=True)]
    return [f"@@ -{spans[0]} +{spans[1]} @@", *(f"{sign}{line}" for sign, line in body)]
