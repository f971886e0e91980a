"""Packs of a mtqa that is imported out of its wheel as it is, as Spark's `--py-files` has it."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from zipfile import ZipFile, is_zipfile

from mtqa import cachefolder


def unpacked(folder: Path) -> Path | None:
    """Return a copy of a folder that is inside a zip file, made once for each; None where it is in none.

    Raises: OSError where it cannot be written.
    """
    archive = next((parent for parent in folder.parents if parent.is_file()), None)
    if archive is None or not is_zipfile(archive):
        return None
    stat = archive.stat()
    copy = cachefolder.place("zipped", f"{archive} {stat.st_size} {stat.st_mtime_ns}")
    inside = folder.relative_to(archive)
    if not copy.is_dir():
        copy.parent.mkdir(parents=True, exist_ok=True)
        fresh = tempfile.mkdtemp(dir=copy.parent, prefix=f".{copy.name}-")
        with ZipFile(archive) as file:
            file.extractall(fresh, [name for name in file.namelist() if name.startswith(f"{inside.as_posix()}/")])
        with suppress(OSError):  # another process was first
            os.rename(fresh, copy)  # noqa: PTH104
    return copy / inside
