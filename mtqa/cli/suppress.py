"""`mtqa suppress`: the suppression file, for formats without comments."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import click

from mtqa.cli import common
from mtqa.cli.jobs import jobs_option
from mtqa.cli.running import Run, run_of
from mtqa.cli.silencing import place_of
from mtqa.config import Config
from mtqa.engine import Fingerprints
from mtqa.errors import UsageError
from mtqa.model import Finding
from mtqa.report.base import counted
from mtqa.report.safe import visible
from mtqa.suppress.entries import FILE_NAME, Entry, beside, read, today
from mtqa.suppress.writing import changing, write

LONGEST = 80
"""Units: code points of a finding's text that an entry quotes."""
file_option = click.option(
    "--suppressions", metavar="FILE", type=click.Path(path_type=Path), help="Use this suppression file."
)  # fmt: skip
run_options = common.stacked(file_option, common.rule_options, common.input_options, common.config_options, jobs_option)


@click.group("suppress")
def command() -> None:
    """Leave findings alone that are none, in texts that have no comments.

    A text with comments says so itself: <!-- mtqa-ignore FE201: a quotation -->
    """


@command.command("add")
@click.argument("arguments", nargs=-1, required=True, metavar="FINGERPRINT... PATHS...")
@click.option("--reason", required=True, metavar="TEXT", help="Why the finding is to be left alone.")
@click.option("--author", metavar="NAME", help="Who says so (default: git's user.name, else the login).")
@click.option("--expires", metavar="DATE|90d", help="The last day, after which the finding is told again.")
@run_options
def add(arguments: tuple[str, ...], reason: str, author: str | None, expires: str | None, **options: Any) -> int:
    """Suppress findings of PATHS by their fingerprints, as `mtqa check --format jsonl` tells them."""
    if not reason.strip():
        raise UsageError("--reason is empty", hint="say why the finding is to be left alone")
    prints = [a for a in arguments if _is_print(a)]
    paths = [a for a in arguments if not _is_print(a)]
    if not prints:
        raise UsageError("no fingerprint is given", hint="`mtqa check --format jsonl` tells those of findings")
    until = _until(expires) if expires else ""
    config = common.config_of(options)
    path = place_of(config) or (config.folder if config.path else Path.cwd()) / FILE_NAME
    run = _run(paths, options, config, off=True)
    found = _found(run)
    if not run.tell(quiet=True):
        return 2
    if lacking := [p for p in prints if p not in found]:
        raise UsageError(
            f"no finding has the fingerprint {', '.join(lacking)}",
            hint="give the paths and options of the check that told it; the text may have changed since",
        )
    said = {"reason": " ".join(reason.split()), "author": author or _who(), "added": today().isoformat()}
    new = [_entry(*found[p], path, said, until) for p in dict.fromkeys(prints)]
    shown = _added(path, new)
    click.echo(f"{counted(len(new), 'suppression')} added to {visible(shown)}", err=True)
    return 0


def _added(path: Path, new: Sequence[Entry]) -> str:
    """Add entries to a file, in the place of expired ones about the same; return its name as shown."""
    with changing(path) as file:
        known = {(e.fingerprint, file.place_of(e)): e for e in file.entries}
        before = [b for e in new if (b := known.get((e.fingerprint, file.place_of(e))))]
        if standing := next((b for b in before if not b.has_expired(today())), None):
            raise UsageError(
                f"{standing.fingerprint} is suppressed already", f"{file.shown}:{standing.line}",
                "edit its reason or day there",
            )  # fmt: skip
        write(file, new, before)
        return file.shown


def _is_print(argument: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{16}", argument) is not None and not Path(argument).exists()


def _until(given: str) -> str:
    """Return the last day that an --expires means. Raises: UsageError."""
    if match := re.fullmatch(r"(\d{1,4})d", given):
        return (today() + timedelta(days=int(match[1]))).isoformat()
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(
            f"--expires {given!r} is no date", hint="write it as 2027-03-31, or days from now: 90d"
        ) from error
    if day < today():
        raise UsageError(f"--expires {given} has passed", hint=f"today is {today()}")
    return day.isoformat()


def _run(paths: list[str], options: Mapping[str, Any], config: Config, *, off: bool) -> Run:
    if off:
        config.values["suppressions"] = {**config["suppressions"], "off": True}
    run: Run = run_of(common.inputs_of(paths, dict(options), config), config, jobs=options["jobs"])
    return run


def _found(run: Run) -> dict[str, tuple[str, Finding, str]]:
    """Return the findings of a run by fingerprint, each with the one it has when its file is checked alone."""
    numbers: dict[str, Fingerprints] = {}
    found = {}
    for result in run.results():
        own = numbers.setdefault(result.path, Fingerprints())
        for _, findings in result.findings:
            for finding in findings:
                alone = own.number(finding.base or finding.fingerprint)
                found[finding.fingerprint] = alone, finding, result.path
    return found


def _entry(alone: str, finding: Finding, where: str, path: Path, said: Mapping[str, str], until: str) -> Entry:
    text = visible(finding.text)
    shown = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return Entry(
        alone, finding.rule, said["reason"], beside(where, path), shown, said["author"], said["added"], until
    )  # fmt: skip


def _who() -> str:
    """Return git's user.name, else the login."""
    try:
        told = subprocess.run(["git", "config", "user.name"], capture_output=True, text=True, check=False, timeout=10)
        if told.returncode == 0 and told.stdout.strip():
            return told.stdout.strip()
    except (OSError, subprocess.SubprocessError):
        pass
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


@command.command("list")
@file_option
@common.config_options
def list_entries(**options: Any) -> int:
    """List what the suppression file has, those that have expired too."""
    file = read(place_of(common.config_of(options)))
    if file.path is None:
        click.echo(f"There is no suppression file ({FILE_NAME}).", err=True)
        return 0
    for entry in file.entries:
        until = f"until {entry.expires}" if entry.expires else "no end"
        until = f"EXPIRED {entry.expires}" if entry.has_expired(today()) else until
        by = f" ({visible(entry.author)})" if entry.author else ""
        place = visible(entry.path or "any file")
        click.echo(f"{visible(entry.fingerprint or 'phrase'):<16}  {visible(entry.rule):<6} {until:<18} {place}")
        click.echo(f"  {visible(entry.text or entry.phrase)}  # {visible(entry.reason)}{by}")
    expired = sum(entry.has_expired(today()) for entry in file.entries)
    click.echo(f"{counted(len(file.entries), 'suppression')} in {visible(file.shown)}, {expired} expired", err=True)
    return 0


@command.command("prune")
@click.argument("paths", nargs=-1, metavar="[PATHS...]")
@click.option("--dry-run", is_flag=True, help="Only tell what would go.")
@run_options
def prune(paths: tuple[str, ...], dry_run: bool, **options: Any) -> int:
    """Take out what has expired and, of the texts in PATHS, what no finding needs any more."""
    config = common.config_of(options)
    path = place_of(config)
    if path is None:
        raise UsageError("there is no suppression file", hint="name one with --suppressions FILE")
    unused: set[Entry] = set()
    if paths:
        run = _run(list(paths), options, config, off=False)
        for _ in run.results():
            pass
        if not run.tell(quiet=True):
            return 2
        unused = {replace(entry, line=0, last=0) for entry in run.suppressions.unused()}
    with changing(path) as file:
        gone = [e for e in file.entries if e.has_expired(today()) or replace(e, line=0, last=0) in unused]
        if gone and not dry_run:
            write(file, (), gone)
    for entry in gone:
        why = f"expired {entry.expires}" if entry.has_expired(today()) else "unused"
        click.echo(f"{visible(entry.fingerprint or entry.phrase)}  {visible(entry.rule)} {visible(entry.path)}: {why}")
    verb = "would be taken" if dry_run else "taken"
    click.echo(f"{counted(len(gone), 'suppression')} {verb} out of {visible(file.shown)}", err=True)
    return 0
