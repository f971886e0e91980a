"""Take the suppressed findings out of a run's results, and add what is to be said about suppressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from mtqa import config as configuration
from mtqa import packs
from mtqa.model import Note
from mtqa.packs import RuleSet
from mtqa.report.base import FileResult, Silenced
from mtqa.suppress.entries import EntryFile, full, in_force, read, today
from mtqa.suppress.judging import Suppressions


def suppressions_of(config: configuration.Config, ruleset: RuleSet) -> Suppressions:
    """Return the suppressions that a configuration has for a run. Raises: ConfigError, InputError."""
    chosen = config["suppressions"]
    off = bool(chosen.get("off"))
    return Suppressions(
        ruleset, lru_cache(maxsize=1)(partial(packs.load, config["packs"])), today(),
        EntryFile() if off else file_of(config), bool(chosen["require-reason"]), off,
    )  # fmt: skip


def file_of(config: configuration.Config) -> EntryFile:
    """Read the suppression file in force. Raises: ConfigError; InputError for one that is named and not there."""
    return read(place_of(config))


def place_of(config: configuration.Config) -> Path | None:
    """Return the suppression file in force; without configuration files only one that is named."""
    if config.isolated and not config["suppressions"]["file"]:
        return None
    return in_force(config, Path.cwd())


def silenced(results: Iterable[FileResult], suppressions: Suppressions, *, partial: bool) -> Iterator[FileResult]:
    """Yield the results without what is suppressed, and those about comments and the suppression file.

    `partial`: the run looks at some items of its files only.
    """
    notes: dict[Note, None] = {}
    for result in results:
        if result.ended is None:
            notes |= dict.fromkeys(note for _, note in result.notes)
            yield _parted(result, suppressions)
            continue
        sourced = result.ended.sourced
        suppressions.checked[full(result.path)] = result.langs, sourced
        notes |= dict.fromkeys(result.ended.loose)
        told = list(suppressions.about_notes(result.path, notes, result.langs, sourced=sourced, partial=partial))
        if told:
            yield replace(result, findings=told, ended=None)
        notes = {}
    if entries := list(suppressions.about_entries(partial=partial)):
        yield FileResult(suppressions.file.shown, entries, fixable=False, format="suppressions")


def _parted(result: FileResult, suppressions: Suppressions) -> FileResult:
    if not (result.notes or suppressions.file.entries):
        return result
    found, silent = [], []
    for i, (segment, findings) in enumerate(result.findings):
        own = [note for at, note in result.notes if at == i]
        told, left = suppressions.split(result.path, findings, own)
        silent += [Silenced(*silence) for silence in left]
        if told:
            found.append((segment, told))
    return replace(result, findings=found, silenced=[*result.silenced, *silent], ready=None) if silent else result
