"""The rules and decisions in force for the texts of a folder, read again whenever one of their files has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from mtqa import baseline, packs
from mtqa.baseline import Entry, Known, Occurrences, Places, Wanted
from mtqa.config import Config
from mtqa.engine import Engine
from mtqa.load import LoadOptions
from mtqa.model import Document, Rule
from mtqa.packs import RuleSet, rule_of
from mtqa.packs.chosen import rules_of
from mtqa.suppress.entries import EntryFile, in_force, read, today
from mtqa.suppress.judging import Suppressions

MOST_KEPT = 4
"""Configurations whose rules are kept ready."""
Stamp = tuple[tuple[str, int, int], ...]
"""(path, time of change in ns, bytes) of files."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the command line says. `config_for` returns the configuration of a folder. Raises: MtqaError."""

    config_for: Callable[[Path], Config]
    options: LoadOptions = field(default_factory=LoadOptions)
    baseline: Path | None = None


@dataclass(slots=True)
class Setup:
    """A configuration with its rules made ready."""

    config: Config
    engine: Engine
    entries: EntryFile
    baseline: Path | None
    known: Mapping[Any, Entry]
    every: Callable[[], RuleSet]
    _rules: dict[str, Rule | None] = field(default_factory=dict)

    def suppressions(self) -> Suppressions:
        """Return what is suppressed, with nothing met yet."""
        chosen = self.config["suppressions"]
        required, off = bool(chosen["require-reason"]), bool(chosen.get("off"))
        entries = EntryFile() if off else self.entries
        return Suppressions(self.engine.ruleset, self.every, today(), entries, required, off)

    def baselined(self, document: Document) -> tuple[Known, str] | None:
        """Return what the baseline knows and the document's name in it; None where there is no baseline."""
        if self.baseline is None:
            return None
        places = Places(self.baseline.parent)
        own = places.name(document.path)
        look: Any = partial(self._look, document, places)
        free: Callable[[Entry], bool] = lambda entry: entry.path == own or not places.exists(entry.path)  # noqa: E731
        return Known(self.known.values(), look, free=free), own

    def _look(self, document: Document, places: Places, wanted: Wanted) -> Occurrences:
        return baseline.occurrences([document], wanted, places.name)

    def rule(self, name: str) -> Rule | None:
        """Return a rule by its id; None where it is not in force."""
        if name not in self._rules:
            row = next((row for row in self.engine.ruleset.every if row["id"] == name), None)
            self._rules[name] = rule_of(row) if row else None
        return self._rules[name]


@dataclass(slots=True)
class Setups:
    """The setups of folders."""

    settings: Settings
    _kept: dict[tuple[str, str], tuple[Stamp, Mapping[str, Any], Setup]] = field(default_factory=dict)

    def of(self, folder: Path) -> Setup:
        """Return what is in force in a folder. Raises: MtqaError where a file of it cannot be used."""
        config = self.settings.config_for(folder)
        entries = in_force(config, folder)
        key = str(config.path or ""), str(entries or "")
        stamp = tuple(_stamps(_files(config, entries, self.settings.baseline)))
        kept = self._kept.pop(key, None)
        if kept is None or kept[:2] != (stamp, config.values):
            kept = stamp, config.values, self._made(config, entries)
        self._kept[key] = kept
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        return kept[2]

    def options_for(self, setup: Setup) -> LoadOptions:
        """Return how to read texts."""
        config = setup.config
        return replace(self.settings.options, source_lang=config["source-lang"], target_lang=config["target-lang"])

    def _made(self, config: Config, entries: Path | None) -> Setup:
        path = self.settings.baseline
        return Setup(
            config, Engine(rules_of(config)), read(entries), path, baseline.read(path) if path else {},
            lru_cache(maxsize=1)(partial(packs.load, config["packs"])),
        )  # fmt: skip


def _files(config: Config, entries: Path | None, known: Path | None) -> Iterator[Path]:
    for named in (config.path, entries, known):
        if named is not None:
            yield named
    for name in (*config["packs"], *config["termbase"]):
        path = Path(name)
        yield path
        if path.is_dir():
            yield from sorted(path.rglob("*"))


def _stamps(files: Iterator[Path]) -> Iterator[tuple[str, int, int]]:
    for path in files:
        try:
            found = path.stat()
            yield str(path), found.st_mtime_ns, found.st_size
        except OSError:
            yield str(path), 0, -1
