"""What `mtqa score` measures: the penalty of findings, and metrics against references, by file, item and system."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa import metrics
from mtqa.errors import InputError, UsageError
from mtqa.lang import primary
from mtqa.load import ByteSource, LoadOptions
from mtqa.metrics import Columns, Compared
from mtqa.model import ASIDE, Batch, Document
from mtqa.packs.own import OWN
from mtqa.penalty import Scale, Tally, words_of
from mtqa.report.base import FileResult

PLAIN = ("text", "markdown")
_OF_SUPPRESSIONS = frozenset(row["id"] for row in OWN)
"""Rules about comments to mtqa: no fault of the translation."""


@dataclass(slots=True)
class Part:
    """What one system wrote in one file: its words by item, and the segments that have a reference."""

    system: str
    path: str
    lang: str = "en"
    segments: int = 0
    words: Counter[str] = field(default_factory=Counter)
    keys: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    counted: Columns = field(default_factory=dict)

    @property
    def numbered(self) -> bool:
        """Whether its segments have no ids, only numbers: then they are known by their position."""
        numbers = [key.removeprefix("L") for key in self.keys]
        if not all(number.isdecimal() for number in numbers):
            return False
        lined = any(key.startswith("L") for key in self.keys)
        return lined or all(int(number) < self.segments for number in numbers)


@dataclass(slots=True)
class Scored:
    """A row of the answer. `kind`: total, system, file, or item (of the file `path`)."""

    kind: str
    path: str
    tally: Tally
    item: str = ""
    title: str = ""
    segments: int = 0
    referenced: int = 0
    metrics: Mapping[str, float] = field(default_factory=dict)
    compared: Mapping[str, Compared] = field(default_factory=dict)


def read(document: Document, source: ByteSource, system: str, references: Path | None) -> list[Part]:
    """Read the texts of a file, by system. `system`: its name, where rows do not tell. Raises: MtqaError."""
    parts: dict[str, Part] = {}
    for batch in document.batches():
        for name, part in _parts(batch, document, system, parts).items():
            _take(part, batch, name, with_references=references is None)
    if references is not None and document.format not in PLAIN:
        told = f"--references is for plain texts, line by line, and this is {document.format}, which holds its own"
        raise UsageError(told, document.path, "leave --references out")
    if references is not None:
        part = parts.setdefault("", Part(system, document.path, primary(document.target_lang)))
        _pair(part, source, references)
    return list(parts.values())


def _parts(batch: Batch, document: Document, system: str, parts: dict[str, Part]) -> dict[str, Part]:
    """Return the part of each system that has rows here, by the name the rows give."""
    names = dict.fromkeys(batch.systems) if batch.systems and not system else {"": None}
    for name in names:
        if name not in parts:
            parts[name] = Part(system or name, document.path, primary(document.target_lang))
    return {name: parts[name] for name in names}


def _take(part: Part, batch: Batch, name: str, *, with_references: bool) -> None:
    own = range(len(batch.targets))
    rows = [i for i in own if batch.systems[i] == name] if batch.systems and name else own
    part.segments += len(rows)
    for i in rows:
        if not batch.roles or batch.roles[i] not in ASIDE:
            part.words[batch.items[i] if batch.items else ""] += words_of(batch.targets[i])
        reference = batch.references[i] if batch.references and with_references else None
        if reference is not None:
            part.keys.append(batch.keys[i] if batch.keys else f"L{batch.lines[i]}")
            part.targets.append(batch.targets[i])
            part.references.append(reference)


def _pair(part: Part, source: ByteSource, references: Path) -> None:
    """Pair a plain text with its references, line by line, blank ones too. Raises: InputError where counts differ."""
    from mtqa.load import paired

    try:
        document = paired.load(source, LoadOptions(source=references))
        for batch in document.batches():
            part.keys += [f"L{line}" for line in batch.lines]
            part.targets += batch.targets
            part.references += [reference or "" for reference in batch.sources or ()]
    except InputError as error:
        hint = "a line of the one must translate the same line of the other"
        raise InputError(error.what.replace("its source", "its reference"), error.where, hint) from error


def count(parts: Iterable[Part], names: Sequence[str]) -> Iterator[Part]:
    """Count what metrics need in each part, and yield it when that is done. Raises: UsageError without sacrebleu."""
    for part in parts:
        if part.references:
            part.counted = metrics.count(part.targets, part.references, names, part.lang)
        yield part


def scores_of(parts: Sequence[Part]) -> dict[str, float]:
    """Return the metrics over parts."""
    counted = [part for part in parts if part.counted]
    return metrics.scores(joined(counted), lang=counted[0].lang) if counted else {}


def joined(parts: Sequence[Part]) -> Columns:
    """Put what was counted in parts together."""
    import numpy

    return {name: numpy.concatenate([p.counted[name] for p in parts]) for name in parts[0].counted}


class Penalties:
    """Counts the findings of a run, by file, system and item."""

    def __init__(self, parts: Sequence[Part], names: Mapping[str, str], scale: Scale) -> None:
        self._names = names
        self.titles: dict[tuple[str, str], str] = {}
        self.tallies: dict[tuple[str, str, str], Tally] = {}
        self._scale = scale
        for part in parts:
            for item, words in part.words.items():
                self._tally(part.path, part.system, item).words += words

    def count(self, result: FileResult) -> None:
        """Count the findings of a result."""
        self.titles |= {(result.path, item): title for item, title in result.titles.items()}
        own = self._names.get(result.path, "")
        for segment, findings in result.findings:
            of_text = [f for f in findings if f.rule not in _OF_SUPPRESSIONS]
            if of_text:
                self._tally(result.path, own or segment.system, segment.item).add(of_text)

    def _tally(self, path: str, system: str, item: str) -> Tally:
        return self.tallies.setdefault((path, system, item), Tally(scale=self._scale))

    def over(self, *, path: str | None = None, system: str | None = None, leave: str | None = None) -> Tally:
        """Add up what one file, one system, or all but one system, has."""
        total = Tally(scale=self._scale)
        for (own, name, _), tally in self.tallies.items():
            if path in (None, own) and system in (None, name) and name != leave:
                total.merge(tally)
        return total

    def items(self, path: str) -> dict[str, Tally]:
        """Return the tally of each item of a file, in order; nothing where the file is one."""
        items: dict[str, Tally] = {}
        for (own, _, item), tally in self.tallies.items():
            if own == path and item:
                items.setdefault(item, Tally(scale=self._scale)).merge(tally)
        return items


def rows_of(parts: Sequence[Part], penalties: Penalties, baseline: str | None) -> list[Scored]:
    """Make the rows: the total (without a baseline from elsewhere), systems where they are named, files and items."""
    own = [part for part in parts if part.system != baseline]
    rows = [_row("total", "", own, penalties.over(leave=baseline))]
    systems = dict.fromkeys(part.system for part in parts)
    if any(systems):
        for name in systems:
            rows.append(_row("system", name, [p for p in parts if p.system == name], penalties.over(system=name)))
    for path in dict.fromkeys(part.path for part in parts):
        rows.append(_row("file", path, [p for p in parts if p.path == path], penalties.over(path=path)))
        titles = penalties.titles
        for item, tally in penalties.items(path).items():
            rows.append(Scored("item", path, tally, item, titles.get((path, item), "")))
    return rows


def _row(kind: str, path: str, parts: Sequence[Part], tally: Tally) -> Scored:
    segments, referenced = sum(p.segments for p in parts), sum(len(p.keys) for p in parts)
    return Scored(kind, path, tally, segments=segments, referenced=referenced, metrics=scores_of(parts))
