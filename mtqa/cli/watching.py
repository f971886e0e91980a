"""`mtqa check --watch`: check once, then whatever changes, until Ctrl-C."""

from __future__ import annotations

import glob
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import click

from mtqa.cli.common import Inputs
from mtqa.errors import MtqaError, UsageError
from mtqa.load import ByteSource, find
from mtqa.load.bytesource import is_url
from mtqa.report.safe import visible

TOGETHER, QUIET, LOOK = 400, 50, 1000
"""Units: milliseconds that changes are gathered, that must pass without one, and after which folders are looked at."""

Stamp = tuple[int, int, int]


def refuse(paths: Sequence[str]) -> None:
    """Say which inputs cannot be watched. Raises: UsageError."""
    for path in paths:
        if path == "-":
            raise UsageError("--watch: standard input cannot be watched", hint="give files or folders")
        if is_url(path):
            raise UsageError("--watch: the net cannot be watched", path, "run with --new-items from time to time")


@dataclass(slots=True)
class Watch:
    """Files watched. `check` checks some inputs; `apart` are files that mtqa itself writes."""

    paths: Sequence[str]
    exclude: Sequence[str]
    inputs: Inputs
    check: Callable[[Inputs], int]
    apart: frozenset[Path] = frozenset()
    _stamps: dict[Path, Stamp] = field(default_factory=dict)

    def run(self) -> None:
        """Check, then go on checking what changes; KeyboardInterrupt ends it."""
        self._stamps = self._look()
        self._round([s.path for s in self.inputs.sources if s.path and s.path.resolve() not in self.apart])
        for _ in _wakes(self.paths, self.inputs.options.source):
            now = self._look()
            changed = [path for path, stamp in now.items() if self._stamps.get(path) != stamp]
            gone = [path for path in self._stamps if path not in now]
            self._stamps = now
            original = self.inputs.options.source
            if original in changed:
                changed = [path for path in now if path != original]
            for path in gone:
                _tell(f"{path} is gone")
            if changed:
                self._round(changed)

    def _round(self, files: Sequence[Path]) -> None:
        self.check(replace(self.inputs, sources=[ByteSource(str(path), path) for path in files], errors=[]))
        sys.stdout.flush()
        shown = f"{files[0]}" if len(files) == 1 else f"{len(files)} files"
        _tell(f"checked {shown}; waiting for changes, Ctrl-C ends")

    def _look(self) -> dict[Path, Stamp]:
        """Return the files there are, and what changes when one is written."""
        found: dict[Path, Stamp] = {}
        names = [*self.paths, *([str(self.inputs.options.source)] if self.inputs.options.source else [])]
        every = bool(self.inputs.options.json_paths or self.inputs.options.format)
        for name in names:
            try:
                paths = find([name], self.exclude, every=every)
            except MtqaError:
                continue  # gone for now; it is looked for again at the next change
            for path in paths:
                if path.resolve() not in self.apart and (stamp := _stamp(path)):
                    found[path] = stamp
        return found


def _stamp(path: Path) -> Stamp | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime_ns, stat.st_size, stat.st_ino


def _tell(what: str) -> None:
    click.echo(f"{time.strftime('%H:%M:%S')} {visible(what)}", err=True)


def _wakes(paths: Sequence[str], source: Path | None) -> Iterator[None]:
    """Yield when something may have changed, also once at the start of each watch. Raises: MtqaError."""
    import watchfiles

    options: dict[str, Any] = {
        "watch_filter": None, "debounce": TOGETHER, "step": QUIET, "rust_timeout": LOOK, "yield_on_timeout": True,
    }  # fmt: skip
    names = [*paths, *([str(source)] if source else [])]
    while True:
        folders, recursive = _folders(names)
        if not folders:  # all are gone for now
            yield
            time.sleep(LOOK / 1000)
            continue
        first = True
        try:
            for changes in watchfiles.watch(*folders, recursive=recursive, **options):
                if changes or first:
                    yield
                first = False
                if _folders(names)[0] != folders:
                    break  # one was moved, deleted or made anew: watch what stands there now
        except (OSError, RuntimeError) as error:
            if _folders(names)[0] == folders:
                raise MtqaError(
                    f"the system cannot watch these folders: {error}",
                    hint="WATCHFILES_FORCE_POLLING=1 looks for changes instead of being told",
                ) from error


def _folders(names: Sequence[str]) -> tuple[dict[Path, int], bool]:
    """Return the folders to watch with their inodes, and whether those inside them count.

    A file is watched by its folder, for an editor that saves it puts a new one in its place.
    """
    folders: dict[Path, int] = {}
    recursive = False
    for name in names:
        path = Path(name)
        deep = path.is_dir()
        if not deep and not path.exists() and glob.has_magic(name):
            deep = True
            while glob.has_magic(str(path)):
                path = path.parent
        recursive |= deep
        for folder in {path} if deep else {path.parent, path.resolve().parent}:
            try:
                folders[folder] = folder.stat().st_ino
            except OSError:
                continue
    return folders, recursive
