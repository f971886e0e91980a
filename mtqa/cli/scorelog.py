"""The history of `mtqa score`: what is written to it, and how it is shown."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

import mtqa
from mtqa import history
from mtqa.cli import common
from mtqa.cli.scoretables import Answer
from mtqa.config import Config
from mtqa.errors import UsageError
from mtqa.history import Point, Ran
from mtqa.penalty import LEAST_WORDS
from mtqa.report.safe import visible

BLOCKS = "▁▂▃▄▅▆▇█"


def place_of(options: Mapping[str, Any], config: Config) -> Path:
    """Return where the history is: as the option says, else the configuration, else beside it."""
    if options.get("history"):
        return Path(options["history"])
    return config.folder / str(config["score"].get("history", history.FILE_NAME))


def log_of(options: Mapping[str, Any], config: Config) -> Path | None:
    """Return the history to write to, None where nobody asked for it."""
    wanted = options["record"] or config["score"].get("history")
    return place_of(options, config) if wanted else None


def note(path: Path, answer: Answer, inputs: Sequence[str], label: str, config: Config) -> None:
    """Add an answer to the history. Raises: InputError."""
    scale = answer.rows[0].tally.scale
    ran = Ran(
        at=datetime.now(UTC).isoformat(timespec="seconds"), inputs=history.inputs_of(inputs), label=label,
        revision=_revision(config.folder), version=mtqa.__version__,
        rules=answer.signature.rpartition("|segments:")[0] or answer.signature, scale=scale.signature,
        passing=scale.passing,
    )  # fmt: skip
    entries = [
        history.entry_of(row.kind, row.path, row.tally, item=row.item, title=row.title, metrics=row.metrics)
        for row in answer.rows
    ]
    history.record(path, ran, entries)
    click.echo(f"mtqa: recorded in {visible(str(path))}", err=True)


def _revision(folder: Path) -> str:
    """Return the commit at HEAD, empty where there is none."""
    try:
        run = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=folder, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return run.stdout.strip() if run.returncode == 0 else ""


def show_trend(paths: Sequence[str], options: Mapping[str, Any], config: Config) -> int:
    """Print how scores went: of the last texts scored, or of what PATHS names."""
    path = place_of(options, config)
    given = [*paths, *options["systems"]]
    subjects = [history.inputs_of(given)] if given else [""]
    points = {subject: history.trend(path, subject, limit=options["limit"]) for subject in subjects}
    if given and not any(points.values()):  # not scored together: each by itself
        points = {name: history.trend(path, name, limit=options["limit"]) for name in dict.fromkeys(given)}
    if missing := [name or str(path) for name, found in points.items() if not found]:
        raise UsageError(
            f"the history knows nothing of {', '.join(missing)}", str(path), "record it: `mtqa score --record`"
        )
    shown = options["shown"]
    if shown in ("json", "jsonl"):
        rows = [_figures(name, point) for name, found in points.items() for point in found]
        lines = map(_line, rows) if shown == "jsonl" else [json.dumps(rows, ensure_ascii=False, indent=1)]
        click.echo("\n".join(lines))
    elif shown == "table":
        click.echo("".join(_drawn(found, options) for found in points.values()), nl=False, color=True)
    else:
        raise UsageError(f"a trend is not told as {shown}", hint="as table, json or jsonl")
    return 0


def _line(row: Mapping[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _figures(name: str, point: Point) -> dict[str, Any]:
    ran, entry = point.ran, point.entry
    return {
        "of": name or ran.inputs, "at": ran.at, "label": ran.label, "revision": ran.revision, "version": ran.version,
        "rules": ran.rules, "scale": ran.scale, "changed": point.changed, "words": entry.words,
        "severities": {"error": entry.errors, "warning": entry.warnings, "info": entry.infos},
        "penalty": entry.penalty, "score": round(entry.score, 3), "pass": ran.passing,
        "metrics": {n: round(v, 4) for n, v in entry.metrics.items()},
    }  # fmt: skip


def spark(values: Sequence[float]) -> str:
    """Draw values as blocks, the least lowest; all the same are in the middle."""
    low, high = min(values), max(values)
    if high - low < 1e-9:
        return BLOCKS[3] * len(values)
    return "".join(BLOCKS[min(7, int(8 * (value - low) / (high - low)))] for value in values)


def _drawn(points: Sequence[Point], options: Mapping[str, Any]) -> str:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    color = common.wants_color(options["color"])
    buffer = io.StringIO()
    console = Console(
        file=buffer, force_terminal=color, color_system="standard" if color else None, width=common.width_of(),
        highlight=False, emoji=False, markup=False, legacy_windows=False, no_color=not color,
    )  # fmt: skip
    scores = [point.entry.score for point in points]
    entry = points[-1].entry
    console.print(Text(visible(entry.path or points[-1].ran.inputs), style="bold"))
    console.print(Text(f"  {_parted(points)}  {min(scores):.1f} to {max(scores):.1f}, now {scores[-1]:.1f}"))
    names = [name for name in entry.metrics if all(name in point.entry.metrics for point in points)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for i, head in enumerate(("when (UTC)", "run", "words", "errors", "warnings", "info", "score", *names, "")):
        table.add_column(head, justify="right" if i > 1 and head else "left", overflow="fold", no_wrap=i != 1)
    for point in points:
        table.add_row(*_cells(point, names))
    console.print(table)
    if any(point.changed for point in points):
        told = "│ and ≠: from there on other rules or another scale; scores on either side do not compare"
        console.print(Text(told, style="yellow"), soft_wrap=True)
    console.print()
    return "\n".join(line.rstrip() for line in buffer.getvalue().split("\n"))


def _parted(points: Sequence[Point]) -> str:
    """Draw the scores, with a bar where rules changed."""
    blocks = spark([point.entry.score for point in points])
    return "".join(("│" if point.changed else "") + block for point, block in zip(points, blocks, strict=True))


def _cells(point: Point, names: Sequence[str]) -> Sequence[str]:
    ran, entry = point.ran, point.entry
    run = " ".join(filter(None, (ran.revision[:9], visible(ran.label))))
    under = "short" if entry.words < LEAST_WORDS else "under" if entry.score < ran.passing else ""
    return (
        ran.at[:16].replace("T", " "), run, f"{entry.words:,}", f"{entry.errors:,}", f"{entry.warnings:,}",
        f"{entry.infos:,}", f"{entry.score:.1f}", *(f"{entry.metrics[n]:.1f}" for n in names),
        " ".join(filter(None, ("≠" if point.changed else "", under))),
    )  # fmt: skip
