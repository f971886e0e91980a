"""`mtqa baseline create|update|show`: the findings that are known and need not be told again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from mtqa import baseline
from mtqa.baseline import Entry
from mtqa.cli import common, known
from mtqa.cli.jobs import jobs_option
from mtqa.cli.running import Run, run_of
from mtqa.model import Finding
from mtqa.report.base import counted
from mtqa.report.safe import visible

Command = Callable[..., Any]

_file = click.option(
    "-o", "--output", "--baseline", "file", metavar="FILE", type=click.Path(path_type=Path), default=baseline.NAME,
    show_default=True, help="The baseline.",
)  # fmt: skip
_running = common.stacked(
    common.rule_options,
    common.input_options,
    common.config_options,
    jobs_option,
)


@click.group("baseline")
def command() -> None:
    """Keep the findings that are known, so that check and gate tell only new ones."""


@command.command("create")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@_file
@click.option("--force", is_flag=True, help="Write over a baseline that is there.")
@_running
def create(paths: tuple[str, ...], file: Path, force: bool, **options: Any) -> int:
    """Write a baseline of all that is found in PATHS."""
    baseline.vacant(file, force=force)
    run = _run(paths, options)
    places = baseline.Places(file.parent)
    entries = [
        baseline.entry_of(places.name(result.path), finding, base, result.format)
        for result in run.results()
        if result.format != "suppressions"
        for _, findings in result.findings
        for finding, base in baseline.based(findings)
    ]
    if not run.tell():
        return _unwritten(file)
    baseline.create(file, entries, force=force)
    _tell(f"{file} knows {counted(len(entries), 'finding')} of {counted(run.summary.files, 'file')}")
    return 0


@command.command("update")
@click.argument("paths", nargs=-1, metavar="PATHS...")
@_file
@click.option("--prune", is_flag=True, help="Drop the findings that are gone.")
@_running
def update(paths: tuple[str, ...], file: Path, prune: bool, **options: Any) -> int:
    """Add what is new in PATHS to a baseline.

    What was edited or moved is brought up to date. What is gone is listed, and kept without --prune: it may come back.
    """
    seen = baseline.read(file)
    run = _run(paths, options)
    changes = Changes()
    apart = replace(known.of_baseline(run, file, seen), met=changes.met)
    run.filters.append(known.Filter([apart]))
    for _ in run.results():
        pass
    if not run.tell():
        return _unwritten(file)
    gone = known.stale(run, paths, apart)
    baseline.change(file, [*changes.new, *changes.moved], [*changes.left, *(gone if prune else ())], seen)
    _list(gone, "gone: ")
    told = f"{file}: {_total(changes.new):,} added, {_total(changes.moved):,} edited or moved, {_total(gone):,} gone"
    _tell(told + ("" if prune or not gone else " and kept; --prune drops them"))
    return 0


@command.command("show")
@click.argument("paths", nargs=-1, metavar="[PATHS...]")
@_file
@_running
def show(paths: tuple[str, ...], file: Path, **options: Any) -> int:
    """List the findings of a baseline; with PATHS, check these and mark the findings that are gone."""
    entries = baseline.read(file)
    gone: list[Entry] = []
    if paths:
        run = _run(paths, options)
        apart = known.of_baseline(run, file, entries)
        run.filters.append(known.Filter([apart]))
        for _ in run.results():
            pass
        if not run.tell():
            return 2
        gone = known.stale(run, paths, apart)
    missed = {entry.key: entry.count for entry in gone}
    kept = [replace(e, count=e.count - missed.get(e.key, 0)) for e in entries.values()]
    _list([entry for entry in kept if entry.count], "")
    _list(gone, "gone: ")
    told = f"{file} knows {counted(_total(entries.values()), 'finding')}"
    _tell(told + (f", {_total(gone):,} of them gone" if gone else ""))
    return 0


@dataclass(slots=True)
class Changes:
    """What a run found against a baseline: `moved` are known by entries which then are `left`."""

    new: list[Entry] = field(default_factory=list)
    moved: list[Entry] = field(default_factory=list)
    left: list[Entry] = field(default_factory=list)

    def met(self, entry: Entry, by: Entry | None, finding: Finding) -> None:
        """Hear of a finding, its own entry and the one that knows it."""
        if by is None:
            self.new.append(entry)
        elif by.key != entry.key:
            self.moved.append(replace(entry, reason=by.reason, author=by.author))
            self.left.append(replace(by, count=1))


def _run(paths: tuple[str, ...], options: dict[str, Any]) -> Run:
    config = common.config_of(options)
    return run_of(common.inputs_of(paths, options, config), config, jobs=options["jobs"])


def _unwritten(file: Path) -> int:
    _tell(f"{file} is not written, as not everything could be checked")
    return 2


def _total(entries: Iterable[Entry]) -> int:
    return sum(entry.count for entry in entries)


def _list(entries: Iterable[Entry], mark: str) -> None:
    for entry in sorted(entries, key=lambda e: (e.path, e.rule, e.text, e.key)):
        times = f" (×{entry.count})" if entry.count > 1 else ""
        notes = ", ".join(filter(None, (entry.reason, entry.author)))
        line = f"{mark}{entry.path}: {entry.rule} {entry.text}{times}" + (f" -- {notes}" if notes else "")
        click.echo(visible(line))


def _tell(what: str) -> None:
    click.echo(f"mtqa: {visible(what)}", err=True)
