"""A file that a report goes to: it is there in whole or, where the run is broken off, as it was before."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

_NO_FILES = ("/dev/", "/proc/")
"""Names that lead to a stream, whatever that is connected to."""


class OutFile:
    """Text written beside a file, whose place it takes in the end. Raises: OSError."""

    def __init__(self, path: Path) -> None:
        self._target = path.resolve()
        self._beside = self._new(path)
        if self._beside is None:
            self._file = _opened(path)

    def _new(self, path: Path) -> Path | None:
        """Open a file beside the target; None where the target itself must be written to."""
        there = path.exists()
        if str(path.absolute()).startswith(_NO_FILES) or (there and not (path.is_file() and os.access(path, os.W_OK))):
            return None
        try:
            handle, name = tempfile.mkstemp(dir=self._target.parent, prefix=f".{self._target.name}.")
        except OSError:
            return None
        self._file = _opened(handle)
        return Path(name)

    def write(self, text: str) -> None:
        """Add text."""
        self._file.write(text)

    def close(self, *, keep: bool) -> None:
        """End the file; without `keep` what stood there stays."""
        try:
            self._file.close()
            if self._beside and keep:
                if self._target.exists():
                    shutil.copymode(self._target, self._beside)
                else:
                    self._beside.chmod(0o666 & ~_umask())
                self._beside.replace(self._target)
        finally:
            if self._beside:
                with suppress(OSError):
                    self._beside.unlink()


def _opened(file: Path | int) -> IO[str]:
    return open(file, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: PTH123


def _umask() -> int:
    """Return the permissions that new files do not get."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
