"""Options that tell only what is new: `--baseline FILE` and `--new-from-merge-base REF`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtqa.cli import common
from mtqa.cli.running import Run
from mtqa.model import Document, Finding, Segment
from mtqa.report.base import FileResult, counted
from mtqa.report.safe import visible
from mtqa.search import needs_source

if TYPE_CHECKING:
    from mtqa.baseline import Entry, Known, Occurrences, Places

Met = Callable[["Entry", "Entry | None", Finding], None]

known_options = common.stacked(
    click.option(
        "--baseline",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Leave out the findings in this file (see mtqa baseline).",
    ),
    click.option(
        "--new-from-merge-base",
        metavar="REF",
        help="Check what changed in git since HEAD left REF, and leave out what stood there already.",
    ),
)


def add(run: Run, paths: Sequence[str], options: Mapping[str, Any]) -> None:
    """Make a run that was read tell only what is new, where options ask for it. Raises: MtqaError.

    `paths` are those of the command line.
    """
    apart: list[Apart] = []
    if options.get("new_from_merge_base") is not None:
        from mtqa.cli.since import since

        apart.append(since(run, paths, options))
    if options.get("baseline") is not None:
        from mtqa import baseline

        path = options["baseline"]
        found = of_baseline(run, path, baseline.read(path))
        apart.append(found)
        run.remarks.append(lambda: told_stale(run, paths, found, path))
    if apart:
        run.compared = True
        run.filters.append(Filter(apart))


@dataclass(slots=True)
class Apart:
    """Known findings, how they name files, and who is to hear which entry knows a finding."""

    known: Known
    places: Places
    name: Callable[[str], str]
    met: Met | None = None


@dataclass(slots=True)
class Filter:
    """Moves known findings to `old`. Each of `apart` sees every finding, so that none excuses what another has used."""

    apart: Sequence[Apart]

    def __call__(self, result: FileResult) -> FileResult:
        """Return a result with what is known set apart."""
        from mtqa import baseline

        if result.format == "suppressions":  # an entry of that file which has run out is to be told
            return result
        new: list[tuple[Segment, Sequence[Finding]]] = []
        old: list[tuple[Segment, Sequence[Finding]]] = [*result.old]
        for segment, findings in result.findings:
            sides: tuple[list[Finding], list[Finding]] = ([], [])
            for finding, base in baseline.based(findings):
                known = [self._use(each, result, finding, base) for each in self.apart]
                sides[any(known)].append(finding)
            new += [(segment, sides[0])] if sides[0] else []
            old += [(segment, sides[1])] if sides[1] else []
        return replace(result, findings=new, old=old)

    def _use(self, apart: Apart, result: FileResult, finding: Finding, base: str) -> bool:
        entry, by = apart.known.use(apart.name(result.path), result.format, finding, base)
        if apart.met is not None:
            apart.met(entry, by, finding)
        return by is not None


def of_baseline(run: Run, path: Path, entries: Mapping[Any, Entry]) -> Apart:
    """Return what a baseline knows, for a run that was read.

    An entry of a file that is there and not looked at serves that file only; so does each where seen items are left
    out: what it knows still stands there.
    """
    from mtqa.baseline import Known, Places, occurrences

    places = Places(path.parent)
    here = {places.name(document.path) for _, document in run.documents}

    def free(entry: Entry) -> bool:
        return run.inputs.memory is None and (entry.path in here or not places.exists(entry.path))

    def look(wanted: Any) -> Occurrences:
        return occurrences((document for _, document in run.documents), wanted, places.name)

    return Apart(Known(entries.values(), look, free=free), places, places.name)


def stale(run: Run, paths: Sequence[str], apart: Apart) -> list[Entry]:
    """Return the entries of which findings are gone: their file was checked, their rule ran, and they were not met.

    A file that is gone counts as checked where its folder was.
    """
    if run.inputs.errors or run.inputs.memory is not None or run.engine.problems:
        return []
    documents = {apart.name(document.path): document for _, document in run.documents}
    rules = {row["id"]: needs_source(row["options"]) for row in run.engine.ruleset.rows}
    folders = [f"{apart.name(path)}/" for path in paths if Path(path).is_dir()]
    sourced: dict[str, bool] = {}
    found = []
    for slot in apart.known.slots.values():
        entry = slot.entry
        if not slot.unused or entry.rule not in rules:
            continue
        document = documents.get(entry.path)
        if document is None:
            gone = any(folder == "./" or entry.path.startswith(folder) for folder in folders)
            checked = gone and not apart.places.exists(entry.path)
        else:
            checked = not rules[entry.rule] or sourced.setdefault(entry.path, _has_sources(document))
        if checked:
            found.append(replace(entry, count=slot.unused))
    return found


def _has_sources(document: Document) -> bool:
    return any(batch.sources is not None for batch in document.batches())


def told_stale(run: Run, paths: Sequence[str], apart: Apart, path: Path) -> str:
    """Tell how many entries of a baseline are stale."""
    number = sum(entry.count for entry in stale(run, paths, apart))
    if not number:
        return ""
    told = f"{counted(number, 'finding')} of {path} {'is' if number == 1 else 'are'} gone"
    return visible(told) + f": `mtqa baseline update --prune` drops {'it' if number == 1 else 'them'}"
