"""`--new-from-merge-base REF`: check the files that changed, and know what stood in them at the merge base."""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from mtqa import baseline, changed, globs
from mtqa.baseline import Entry, Known, Places
from mtqa.changed import OPTION, Old, Snapshot
from mtqa.cli import common
from mtqa.cli.known import Apart
from mtqa.cli.running import Run
from mtqa.engine import recurring_lines
from mtqa.errors import MtqaError, UsageError
from mtqa.load import ByteSource, find
from mtqa.load.bytesource import encoding_named
from mtqa.model import Document
from mtqa.report.base import counted
from mtqa.report.safe import visible


@dataclass(frozen=True, slots=True)
class Now:
    """A file at hand, and what it was, which stood at `before`; `same`: it has not changed."""

    path: Path
    same: bool
    old: Old | None
    before: Path


@dataclass(slots=True)
class OldInputs(common.Inputs):
    """Files as they were. What cannot be read of them knows nothing, so all that is found in it now is new."""

    def tell(self, error: MtqaError) -> None:
        """Tell what is not known."""
        what = visible(f"{error.where}: {error.what}")
        click.echo(f"mtqa: {what} (as it was at the merge base; what it has now counts as new)", err=True)


def since(run: Run, paths: Sequence[str], options: Mapping[str, Any]) -> Apart:
    """Leave to a run only the files that changed, and return what is known of them. Raises: MtqaError."""
    root, told = _snapshot(run, options["new_from_merge_base"])
    source = run.inputs.options.source
    pair = look(root, str(source)) if source else None
    here = {document.path: look(root, document.path) for _, document in run.documents}
    every = run.documents
    run.documents = [one for one in every if not (here[one[1].path].same and (pair is None or pair.same))]
    names = {document.path for _, document in run.documents}
    run.remarks.append(lambda: f"{len(run.documents):,} of {counted(len(every), 'file')} changed since {visible(told)}")
    places = Places(root.repo.top)
    then = Then(run, root, places, [document for _, document in every if document.path not in names], options)
    known = then.entries([now for name, now in here.items() if name in names], here.values(), pair, paths)

    def seen(wanted: baseline.Wanted) -> baseline.Occurrences:
        return baseline.occurrences((document for _, document in run.documents), wanted, places.name)

    return Apart(Known(known, seen, free=lambda _: run.inputs.memory is None), places, places.name)


def _snapshot(run: Run, ref: str) -> tuple[Snapshot, str]:
    """Return what the working tree is compared with, and what to call it."""
    for source in run.inputs.sources:
        if source.path is None:
            raise UsageError(f"{OPTION}: this is no file of a repository", source.name, "leave it out, or the option")
    folders = {source.path.parent.resolve(): None for source in run.inputs.sources if source.path}
    repo = changed.repository(next(iter(folders), Path.cwd()))
    for folder in folders:
        if not folder.is_relative_to(repo.top):  # the first may be in a submodule of the one that holds all
            with suppress(UsageError):
                outer = changed.repository(folder)
                repo = outer if repo.top.is_relative_to(outer.top) else repo
    commit = changed.merge_base(repo, ref)
    return Snapshot.of(repo, commit), f"{commit[:10]}, where HEAD left {ref}"


def look(root: Snapshot, name: str) -> Now:
    """Find a file at hand in a snapshot. Raises: UsageError where it is outside of the repository."""
    path = Path(name)
    own, real = path.parent.resolve() / path.name, path.resolve()
    snapshot, at = root.within(_inside(root, own, name))
    before = snapshot.repo.top / (at if at in snapshot.tree else snapshot.renamed.get(at, at))
    if own == real:
        return Now(own, not snapshot.differs(at), snapshot.before(at), before)
    target, there = root.within(_inside(root, real, name))
    if snapshot.differs(at):  # a link that is new, or led elsewhere
        return Now(own, False, snapshot.before(at), before)
    return Now(own, not target.differs(there), target.before(there), before)


def _inside(root: Snapshot, path: Path, name: str) -> str:
    if not path.is_relative_to(root.repo.top):
        raise UsageError(f"{OPTION}: outside of the repository {root.repo.top}", name, "check it in a run of its own")
    return path.relative_to(root.repo.top).as_posix()


@dataclass(frozen=True, slots=True)
class Then:
    """What the files of a run were. `unchanged` are those that need no look, but whose lines may recur in others."""

    run: Run
    root: Snapshot
    places: Places
    unchanged: Sequence[Document]
    options: Mapping[str, Any]

    def entries(
        self, differing: Sequence[Now], here: Iterable[Now], pair: Now | None, paths: Sequence[str]
    ) -> list[Entry]:
        """Check what differing files were, with what is gone of the inputs; return entries of what is found."""
        # a file that kept its name is first asked for what stood under it, then one that took another's place
        olds: dict[Path, tuple[Old, Path]] = {}
        for now in sorted(differing, key=lambda now: now.path != now.before):
            if now.old is not None:
                olds.setdefault(now.before, (now.old, now.path))
        with tempfile.TemporaryDirectory(prefix="mtqa-") as name:
            folder = Path(name)
            files = changed.write([old for old, _ in olds.values()], folder / "own")
            named = {
                _shown(before): (file, path) for (before, (_, path)), file in zip(olds.items(), files, strict=True)
            }
            for path, file in self._gone({now.before for now in here}, paths, folder / "gone"):
                named[_shown(path)] = file, path
            original = changed.write([pair.old], folder / "pair")[0] if pair and pair.old else None
            return self._check(named, original) if named else []

    def _gone(self, taken: Set[Path], paths: Sequence[str], folder: Path) -> Iterator[tuple[Path, Path]]:
        """Yield files that were among the inputs and are no more: where they were, and what they held."""
        old: list[Old] = []
        for snapshot in self.root.snapshots():
            for path in sorted(snapshot.gone):
                mode, blob = snapshot.tree.get(path, (changed.MODULE, ""))
                own = Old(snapshot, path, blob, mode)
                if mode not in (changed.MODULE, changed.LINK) and own.full not in taken:
                    old += [own] if _is_input(own.full, paths) else []
        if not old:
            return
        files = dict(zip(changed.write(old, folder), old, strict=True))
        every = bool(self.options.get("json_paths") or self.options.get("input_format"))
        with suppress(MtqaError):
            for file in find([str(folder)], self.run.config["exclude"], every=every):
                if file in files:
                    yield files[file].full, file

    def _check(self, named: Mapping[str, tuple[Path, Path]], original: Path | None) -> list[Entry]:
        run = self.run
        given = self.options.get("encoding")
        charset = encoding_named(given) if given else ""
        sources = [ByteSource(name, file, charset=charset) for name, (file, _) in named.items()]
        inputs = OldInputs(sources, replace(run.inputs.options, source=original), [])
        engine = run.engine.anew()
        then = Run(inputs, engine, run.config, jobs=run.jobs, watched=True)
        then.read()
        with suppress(MtqaError):
            documents = [*self.unchanged, *(document for _, document in then.documents)]
            then.recurring = recurring_lines(documents, engine.ruleset)
        return [
            baseline.entry_of(self.places.name(str(named[result.path][1])), finding, base, result.format)
            for result in then.results()
            if result.path in named  # else it is about the suppression file, which is that of now
            for _, findings in result.findings
            for finding, base in baseline.based(findings)
        ]


def _shown(path: Path) -> str:
    """Return what a user calls a file."""
    return os.path.relpath(path)


def _is_input(path: Path, paths: Sequence[str]) -> bool:
    """Tell whether a file that is gone was in a folder, or named by a pattern, of the command line."""
    for name in map(Path, paths):
        if name.is_dir():
            if path.is_relative_to(name.resolve()):
                return True
        elif glob.has_magic(str(name)) and globs.names(name.absolute().as_posix(), path.as_posix()):
            return True
    return False
