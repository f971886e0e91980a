"""What `mtqa score` prints: tables for people, JSON for machines, Markdown for a job's summary."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mtqa.cli import common
from mtqa.cli.scoring import Part, Scored
from mtqa.metrics import LOWER_IS_BETTER
from mtqa.penalty import DISCLAIMER, NAME, Tally
from mtqa.report.safe import visible

if TYPE_CHECKING:
    from mtqa.cli.scorepairs import Paired

SEVERITIES = ("error", "warning", "info")
SIGNIFICANT = 0.05
COLUMNS = ("", "words", *SEVERITIES, "per 1,000", "score", "")


@dataclass(slots=True)
class Answer:
    """All that was measured: the total first. `signature` of the rules; `signatures` of the metrics, by name."""

    rows: Sequence[Scored]
    signature: str
    parts: Sequence[Part]
    signatures: Mapping[str, str] = field(default_factory=dict)
    paired: Paired | None = None
    samples: int = 0
    seed: int = 0


Cells = tuple[str, ...]
Table = tuple[str, Cells, list[Cells]]  # title, heads, rows


def as_table(answer: Answer, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tables for a terminal."""
    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    color, width = common.wants_color(options["color"]), common.width_of()
    buffer = io.StringIO()
    console = Console(
        file=buffer, force_terminal=color, color_system="standard" if color else None, width=width, highlight=False,
        emoji=False, markup=False, legacy_windows=False, no_color=not color,
    )  # fmt: skip
    for title, heads, rows in _tables(answer, options["items"]):
        console.print(Text(title, style="bold"))
        table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
        for i, head in enumerate(heads):
            table.add_column(head, justify="right" if i and head else "left", overflow="fold", no_wrap=True)
        for row in _narrowed(_folded(rows, heads, width), heads, width):
            style = {"pass": "green", "under": "red", "short": "yellow"}.get(row[-1], "")
            table.add_row(*row[:-1], Text(row[-1], style=style))
        console.print(table)
        console.print()
    for line in _foot(answer):
        console.print(Text(line, style="dim"), soft_wrap=True)
    yield from (line.rstrip() + "\n" for line in buffer.getvalue().splitlines())


def _narrowed(rows: Sequence[Cells], heads: Cells, width: int) -> Iterator[Cells]:
    """Cut names that leave no room for the figures; of a path the end tells more."""
    from rich.cells import cell_len, set_cell_size

    room = max(16, width - sum(2 + size for size in _widths(rows, heads)[1:]))
    for name, *cells in rows:
        cut = name
        if cell_len(name) > room and "/" in name:
            while cell_len(cut) > room - 1:
                cut = cut[1:]
            cut = "…" + cut
        elif cell_len(name) > room:
            cut = set_cell_size(name, room - 1) + "…"
        yield (cut, *cells)


def _folded(rows: Sequence[Cells], heads: Cells, width: int) -> Sequence[Cells]:
    """Put what stands in brackets beside a figure under it, where a table is too wide."""
    widths = _widths(rows, heads)
    if sum(widths) + 2 * (len(widths) - 1) <= width:
        return rows
    return [(name, *(cell.replace(" (", "\n(") for cell in cells)) for name, *cells in rows]


def _widths(rows: Sequence[Cells], heads: Cells) -> list[int]:
    from rich.cells import cell_len

    return [max(cell_len(line) for row in (heads, *rows) for line in row[i].split("\n")) for i in range(len(heads))]


def as_markdown(answer: Answer, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield the tables as Markdown."""
    for title, heads, rows in _tables(answer, options["items"]):
        yield f"**{title}**\n\n"
        yield f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}\n"
        for row in rows:
            yield f"| {' | '.join(map(_escaped, row))} |\n"
        yield "\n"
    yield from (f"`{line}`\n\n" for line in _foot(answer))


def _escaped(text: str) -> str:
    """Make a text inert in a Markdown table."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace("@", "&#64;")
    return "".join(f"\\{char}" if char in "\\`*_[]()#|~!:" else char for char in text)


def _tables(answer: Answer, most: int) -> Iterator[Table]:
    shown = _told(answer)
    yield f"{NAME} ({DISCLAIMER})", COLUMNS, [(label, *_cells(row.tally)) for label, row in shown]
    items = sorted((r for r in answer.rows if r.kind == "item"), key=lambda r: (r.tally.score, -r.tally.penalty))
    worst = [row for row in items if row.tally.penalty][:most]
    if worst:
        several = sum(row.kind == "file" for row in answer.rows) > 1
        told = [(_item(row, several), *_cells(row.tally)) for row in worst]
        yield f"Worst {len(worst)} of {len(items):,} items", COLUMNS, told
    if answer.signatures:
        names = list(answer.signatures)
        told = [(label, f"{row.referenced:,}", *_metrics(row, names)) for label, row in shown if row.metrics]
        yield "Against references", ("", "segments", *names), told
    if answer.paired:
        yield from _comparison(answer, answer.paired)


def _told(answer: Answer) -> list[tuple[str, Scored]]:
    """Return the rows to tell, and their names: the total last, and not where it is the same as the one file."""
    total, *others = [row for row in answer.rows if row.kind != "item"]
    files = sum(row.kind == "file" for row in others)
    if files == 1 and len(others) > 1:  # one file of several systems is the total
        others = [row for row in others if row.kind != "file"]
    shown = [(visible(row.path or "no system"), row) for row in others]
    return [*shown, ("all", total)] if len(shown) != 1 else shown


def _cells(tally: Tally) -> Cells:
    counts = (f"{tally.severities[s]:,}" for s in SEVERITIES)
    return f"{tally.words:,}", *counts, f"{tally.per_thousand:,.1f}", f"{tally.score:.1f}", verdict(tally)


def verdict(tally: Tally) -> str:
    """Say in a word whether a score passes, or that there are too few words to say."""
    return "short" if not tally.reliable else "pass" if tally.passes else "under"


def _item(row: Scored, several: bool) -> str:
    name = visible(row.title or row.item)
    name = name if len(name) <= 60 else name[:59] + "…"
    return f"{visible(row.path)}: {name}" if several else name


def _metrics(row: Scored, names: Sequence[str]) -> Cells:
    return tuple(f"{row.metrics[name]:.1f}" for name in names)


def _comparison(answer: Answer, paired: Paired) -> Iterator[Table]:
    names = list(answer.signatures)
    by_name = {row.path: row.compared for row in answer.rows if row.kind == "system"}
    rows: list[Cells] = []
    for i, system in enumerate(paired.systems):
        found = by_name[system]
        label = visible(system) + ("" if i else " (baseline)")
        rows.append((label, *(f"{found[n].score:.1f} ({found[n].mean:.1f} ± {found[n].half:.1f})" for n in names)))
        if i:
            rows.append(("", *(_probability(found[n].p) for n in names)))
    told = f"Paired bootstrap over {paired.segments:,} segments, {answer.samples:,} resamples (* p < {SIGNIFICANT:g})"
    yield told, ("", *names), rows


def _probability(p: float | None) -> str:
    return "" if p is None else f"p = {p:.4f}{'*' if p < SIGNIFICANT else ' '}"


def _foot(answer: Answer) -> Iterator[str]:
    scale = answer.rows[0].tally.scale
    yield f"{NAME}: {scale.signature}; {scale.passing:g} and above passes"
    lower = [name for name in answer.signatures if name in LOWER_IS_BETTER]
    if lower:
        yield f"{', '.join(lower)}: lower is better"
    for name, signature in answer.signatures.items():
        yield f"{name}|{signature}"
    yield answer.signature


def _figures(row: Scored) -> dict[str, Any]:
    tally = row.tally
    told: dict[str, Any] = {"kind": row.kind}
    if row.kind != "total":
        told["system" if row.kind == "system" else "path"] = row.path
    if row.kind == "item":
        told |= {"item": row.item, "title": row.title}
    told |= {
        "words": tally.words, "severities": {s: tally.severities[s] for s in SEVERITIES}, "penalty": tally.penalty,
        "per_thousand": round(tally.per_thousand, 3), "score": round(tally.score, 3), "raw": round(tally.raw, 3),
        "passes": tally.passes, "reliable": tally.reliable,
    }  # fmt: skip
    if row.kind != "item":
        told |= {"segments": row.segments, "referenced": row.referenced}
        told["metrics"] = {name: round(score, 4) for name, score in row.metrics.items()}
    if row.compared:
        told["compared"] = {
            name: {"score": round(c.score, 4), "mean": round(c.mean, 4), "ci": round(c.half, 4), "p": c.p}
            for name, c in row.compared.items()
        }
    return told


def _about(answer: Answer) -> dict[str, Any]:
    scale = answer.rows[0].tally.scale
    told: dict[str, Any] = {
        "score": NAME, "note": DISCLAIMER, "weights": dict(scale.weights), "pass": scale.passing,
        "allowed": scale.allowed, "signature": answer.signature, "scale": scale.signature,
        "signatures": dict(answer.signatures),
    }  # fmt: skip
    if answer.paired:
        told["comparison"] = {
            "baseline": answer.paired.systems[0], "segments": answer.paired.segments, "samples": answer.samples,
            "seed": answer.seed, "left_out": answer.paired.left_out,
        }  # fmt: skip
    return told


def as_json(answer: Answer, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield one object: what the figures depend on, the total, systems, files and items."""
    told: dict[str, Any] = {**_about(answer), "total": _figures(answer.rows[0])}
    for kind in ("system", "file", "item"):
        told[f"{kind}s"] = [_figures(row) for row in answer.rows if row.kind == kind]
    yield json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def as_jsonl(answer: Answer, options: Mapping[str, Any]) -> Iterator[str]:
    """Yield an object a row, the total first; before them what they depend on."""
    for told in ({"kind": "about", **_about(answer)}, *map(_figures, answer.rows)):
        yield json.dumps(told, ensure_ascii=False) + "\n"


FORMATS: Mapping[str, Callable[[Answer, Mapping[str, Any]], Iterator[str]]] = {
    "table": as_table,
    "json": as_json,
    "jsonl": as_jsonl,
    "markdown": as_markdown,
}
