"""The folder in which mtqa keeps what it can make or fetch again, and how files get there whole."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path


def folder() -> Path:
    """Return the cache folder; MTQA_CACHE_DIR names another."""
    if named := os.environ.get("MTQA_CACHE_DIR"):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("mtqa", appauthor=False)


def place(kind: str, name: str) -> Path:
    """Return where something of a kind is kept under a name of any form."""
    return folder() / f"{kind}-{blake2b(name.encode('utf-8', 'surrogatepass'), digest_size=16).hexdigest()}"


def replace(path: Path, data: bytes) -> None:
    """Write a file at once: a reader meets the old one or the new one. Raises: OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except OSError:
        with suppress(OSError):
            Path(name).unlink()
        raise


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other runs of mtqa from changing `path` meanwhile, where the system has file locks. Raises: OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_name(f"{path.name}.lock").open("ab") as file:
        try:
            import fcntl
        except ImportError:  # no such locks: the last writer wins, and the file is whole all the same
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def folder_locked(path: Path) -> Iterator[None]:
    """Do as `locked` does by a lock of the folder: no lock file lies about there. Raises: OSError."""
    try:
        import fcntl
    except ImportError:  # no such locks: the last writer wins, and the file is whole all the same
        yield
        return
    handle = os.open(path.resolve().parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
