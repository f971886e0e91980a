"""Segments made for tests of columns: documents whose rows are neighbours, recur and contradict each other."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

PAIRS = [
    ("La CNIL a ouvert une procédure de contrôle.", "The CNIL opened a control procedure."),
    ("Le ministre est arrivé lundi à 14 heures.", "The minister arrived on Monday at 4pm."),
    ("Le ministre est arrivé lundi à 14 heures.", "The minister came on Monday at 2pm."),
    ("Il l’a dit hier 😀.", "He said so 😀 “ yesterday »."),
    ("Pierre Dupond habite Lyon.", "Pierre Dupont lives in Lyon."),
    ("Pierre Dupond habite Paris.", "Pierre Dupond lives in Paris."),
    ("La pluie tombe.", "La pluie tombe sur la ville."),
    ("Votre journal depuis 1901", "Your paper since 1901"),
    ("Lire aussi", "Read also"),
    (None, "It has a software."),
    ("Rien.", ""),
    ("Un contrôle de plus.", None),
]
SLOW = """
mtqa: 1
pack: test/own
title: Own
lang: {source: any, target: any}
rules:
  - {id: T1, name: slow, kind: pattern, message: m, any: [{pattern: '(?:x|x)*(?:x|xx)*(?:x|xx|xxx)*(?:xx|x)*z!'}]}
"""
"""A pack whose rule takes longer than it may."""
Row = dict[str, Any]


def rows_of(choices: Sequence[int], document: str | None = "a", *, keyed: bool = True) -> list[Row]:
    """Return rows of a document, one for each choice of PAIRS; in items of three where they are `keyed`."""
    return [
        {"document": document, "position": i, "id": f"item-{i // 3}/{i}" if keyed else None,
         "source": PAIRS[choice % len(PAIRS)][0], "target": PAIRS[choice % len(PAIRS)][1]}
        for i, choice in enumerate(choices)
    ]  # fmt: skip


def documents(number: int, size: int = 40) -> list[Row]:
    """Return rows of several documents; every other one has ids."""
    made = (rows_of([(n + i * 7 // 3) for i in range(size + n)], f"d{n:03}", keyed=n % 2 == 0) for n in range(number))
    return [row for rows in made for row in rows]


def write_jsonl(folder: Path, rows: Iterable[Row]) -> None:
    """Write a JSON Lines file a document, named by it; rows without a target cannot stand in one."""
    lines: dict[str, list[str]] = {}
    for row in rows:
        told = {name: row[name] for name in ("id", "target", "source") if row[name] is not None}
        lines.setdefault(row["document"], []).append(json.dumps(told, ensure_ascii=False) + "\n")
    folder.mkdir(exist_ok=True)
    for name, own in lines.items():
        (folder / f"{name}.jsonl").write_text("".join(own), encoding="utf-8")


def told_by_command(output: str) -> Iterator[Row]:
    """Yield what `--format jsonl` printed, as FINDINGS have it; `column` is one of the JSON line, which they lack."""
    for row in map(json.loads, output.splitlines()):
        row["document"] = Path(row.pop("path")).stem
        del row["column"]
        yield row
