"""The gate's verdict: a table for people, and the same as JSON for programs."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from mtqa.gate import Ruling, Verdict, Worst, wording
from mtqa.model import Finding
from mtqa.report.base import Summary, counted
from mtqa.report.diff import MARKS, SEVERITY, SPOT, before, shorten
from mtqa.report.jsonl import as_dict, position
from mtqa.report.jsontext import dumps
from mtqa.report.safe import inert, visible

SCOPES, LINES = 10, 4
"""Scopes shown of those that failed, and lines of a segment's text."""
_STYLE = {"pass": "green", "fail": "bold red", "not counted": "dim"}


@dataclass(frozen=True, slots=True)
class Told:
    """A verdict with what is said about it. `steps`: a command and what it does; `code`: the exit code."""

    verdict: Verdict
    summary: Summary
    code: int
    steps: Sequence[tuple[str, str]] = ()


def table(told: Told, *, color: bool, width: int) -> str:
    """Return the verdict as people read it."""
    buffer = io.StringIO()
    console = Console(
        file=buffer, force_terminal=color, color_system="standard" if color else None, width=width,
        highlight=False, emoji=False, markup=False, legacy_windows=False, no_color=not color,
    )  # fmt: skip
    for block in _blocks(told, color=color, width=width):
        console.print(block)
    shown = inert(buffer.getvalue())
    return shown if color else "\n".join(line.rstrip() for line in shown.split("\n"))


def _blocks(told: Told, *, color: bool, width: int) -> Iterator[Table | Text]:
    if told.verdict.rows:
        yield _limits(told.verdict.rows)
    if told.verdict.worst:
        yield Text("\nWorst segments", style="bold")
        for worst in told.verdict.worst:
            yield from _worst(worst, color=color, width=width)
    if told.steps:
        yield Text("\nWhat to do", style="bold")
        wide = max(len(command) for command, _ in told.steps)
        for command, purpose in told.steps:
            aligned = wide <= width - 40
            yield Text(f"  {visible(command):<{wide if aligned else 0}}  ").append(purpose, style="dim")
    yield Text("\n" + closing(told), style=f"bold {'green' if not told.code else 'red'}")
    if told.summary.signature:
        yield Text(told.summary.signature, style="dim")


def _limits(rows: Sequence[Ruling]) -> Table:
    shown = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="bold")
    shown.add_column("Limit", overflow="fold", ratio=None)
    shown.add_column("Held against", overflow="fold")
    shown.add_column("Measured", justify="right", no_wrap=True)
    shown.add_column("Allowed", justify="right", no_wrap=True)
    shown.add_column("Verdict", overflow="fold")
    apart = any(row.paths for row in rows)
    for row in rows:
        allowed = f"{float(row.limit.value):g}"
        low = "at least " if row.limit.bound == "min-score" else "at most "
        shown.add_row(
            visible(wording(row.limit)), visible(against(row, apart=apart)), number(row, row.value), low + allowed,
            Text(outcome(row), style=_STYLE[row.outcome]),
        )  # fmt: skip
        if row.limit.by == "run":
            continue
        for scope in row.failing[:SCOPES]:
            name = visible(" · ".join(filter(None, [scope.path, scope.title or scope.item])))
            shown.add_row("", f"  {name}", number(row, scope.value), "", Text("FAIL", style=_STYLE["fail"]))
        if len(row.failing) > SCOPES:
            shown.add_row("", f"  and {len(row.failing) - SCOPES:,} more", "", "", "")
    return shown


def against(row: Ruling, *, apart: bool) -> str:
    """Say what a limit is held against; `apart`: other files have limits of their own."""
    named = ", ".join(row.paths)
    other = "other " if apart and not named else ""
    each = {"run": f"all {other}files", "file": f"each {other}file", "item": "each article"}[row.limit.by]
    if named:
        return named if row.limit.by == "run" else f"{each} of {named}"
    return f"{each} of other files" if other and row.limit.by == "item" else each


def outcome(row: Ruling) -> str:
    """Say how a limit was kept."""
    least = row.limit.min_words
    if row.outcome == "not counted":
        return f"not counted: {counted(row.words, 'word')}" if row.limit.by == "run" else f"not counted: under {least}"
    few = f" ({row.uncounted:,} under {least} words not counted)" if row.uncounted else ""
    if row.outcome == "pass":
        return "pass" + few
    each = {"run": "", "file": "file", "item": "article"}[row.limit.by]
    return "FAIL" + (f": {counted(len(row.failing), each)}" if each else "") + few


def number(row: Ruling, value: Fraction | float | None) -> str:
    """Write a measured number with digits enough that it is seen on its own side of the limit."""
    if value is None:
        return "-"
    if row.limit.bound == "max":
        return f"{int(value):,}"
    for digits in range(1, 9):
        scaled, limit = Fraction(value) * 10**digits, row.limit.value
        rounded = Fraction(math.floor(scaled + Fraction(1, 2)), 10**digits)
        if (rounded > limit, rounded < limit) == (value > limit, value < limit):
            return f"{float(rounded):,.{digits}f}"
    return f"{float(value):,}"


def _worst(worst: Worst, *, color: bool, width: int) -> Iterator[Text]:
    line, _ = position(worst.findings[0])
    head = Text("  ").append(visible(f"{worst.path}:{line}"), style="cyan")
    if worst.title and worst.segment.role != "title":
        head.append(visible(f" · {shorten([(worst.title, '')])[0][0]}"), style="dim")
    yield head
    yield from _text(worst, color=color, width=width)
    rules: dict[str, Finding] = {f.rule: f for f in worst.findings}
    shown = Text("  ").join(
        Text.assemble((f.rule, SEVERITY[f.severity]), (f" {f.name} ({f.severity})", "dim")) for f in rules.values()
    )
    yield from _indented(shown, width)


def _indented(text: Text, width: int) -> Iterator[Text]:
    console = Console(width=width, file=io.StringIO(), legacy_windows=False)
    lines = text.wrap(console, max(20, width - 4), tab_size=4)
    yield from (Text("    ").append_text(line) for line in lines[:LINES])
    if len(lines) > LINES:
        yield Text("    …")


def _text(worst: Worst, *, color: bool, width: int) -> Iterator[Text]:
    """Yield the text of a segment with what is flagged marked, no more than a few lines of it."""
    target = [(f.start, f.end) for f in worst.findings if f.side == "target"]
    source = [(f.start, f.end) for f in worst.findings if f.side == "source"]
    text = worst.segment.target if target else worst.segment.source or ""
    parts = shorten(before(text, (), target or source)) or [("(empty)", "")]
    whole = Text()
    for shown, style in parts:
        if style and color:
            whole.append(visible(shown), style=SPOT)
        else:
            whole.append(visible(shown).join(MARKS[style] if style else ("", "")))
    yield from _indented(whole, width)


def closing(told: Told) -> str:
    """Sum the verdict up in one line."""
    rows, summary = told.verdict.rows, told.summary
    if told.code == 2:
        what = (
            f"{counted(len(summary.errors), 'input or rule')} could not be checked" if summary.errors else "see above"
        )
        return f"No verdict: {what}."
    failed = sum(row.outcome == "fail" for row in rows)
    idle = sum(row.outcome == "not counted" for row in rows)
    over = f"{counted(summary.words, 'word')} of {counted(summary.files, 'file')}"
    beside = [
        f"{counted(summary.old, 'finding')} known before" * bool(summary.old),
        f"{summary.silenced:,} suppressed" * bool(summary.silenced),
    ]
    aside = ", ".join(filter(None, beside))
    over += f"; {aside}" if aside else ""
    if failed:
        return f"Failed: {failed} of {counted(len(rows), 'limit')} not kept, over {over}."
    if not rows:
        return f"Passed: there was nothing to check in {counted(summary.files, 'file')}."
    if idle == len(rows):
        return f"Passed, for no limit counts on so few words: {over}."
    few = f", {idle} not counted" if idle else ""
    return f"Passed: {counted(len(rows) - idle, 'limit')} kept{few}, over {over}."


def as_json(told: Told) -> str:
    """Return the verdict as one JSON document."""
    summary = told.summary
    verdict = {0: "pass", 1: "fail"}.get(told.code, "none")
    document = {
        "verdict": verdict, "exit_code": told.code, "limits": [_limit(row) for row in told.verdict.rows],
        "worst": [_segment(worst) for worst in told.verdict.worst], "files": summary.files,
        "segments": summary.segments, "words": summary.words, "new": dict(summary.severities),
        "known": summary.old, "suppressed": summary.silenced, "errors": [str(e) for e in summary.errors],
        "signature": summary.signature,
    }  # fmt: skip
    return dumps(document) + "\n"


def _limit(row: Ruling) -> dict[str, Any]:
    limit = row.limit
    return {
        "limit": wording(limit), "held_against": against(row, apart=False), "verdict": row.outcome,
        "measured": _plain(row.value), "bound": limit.bound, "allowed": _plain(limit.value), "words": row.words,
        "severities": list(limit.severities), "rules": list(limit.rules), "categories": list(limit.categories),
        "count": limit.count, "by": limit.by, "min_words": limit.min_words, "paths": list(row.paths),
        "not_counted": row.uncounted,
        "failing": [
            {"path": m.path, "item": m.item, "title": m.title, "words": m.words, "measured": _plain(m.value)}
            for m in row.failing
        ],
    }  # fmt: skip


def _segment(worst: Worst) -> dict[str, Any]:
    segment = worst.segment
    return {
        "path": worst.path, "segment": segment.key, "item": segment.item, "title": worst.title, "line": segment.line,
        "weight": worst.weight, "target": segment.target, "source": segment.source,
        "findings": [as_dict(worst.path, finding) for finding in worst.findings],
    }  # fmt: skip


def _plain(value: Fraction | float | None) -> float | int | None:
    return None if value is None else int(value) if value == int(value) else float(value)
