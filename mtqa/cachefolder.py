"""The folder in which mtqa keeps what it can make or fetch again, and how files get there whole."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from zlib import crc32


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
    import tempfile

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


def sealed(key: str, body: bytes) -> bytes:
    """Return a body with a first line by which `unsealed` knows that it is whole and stands under its key."""
    return f"{key} {crc32(body):08x} {len(body)}\n".encode() + body


def unsealed(key: str, data: bytes) -> bytes | None:
    """Return the body that was sealed under a key; None where it is damaged or another."""
    head, _, body = data.partition(b"\n")
    return body if head == f"{key} {crc32(body):08x} {len(body)}".encode() else None


def trim(kind: str, most: int) -> None:
    """Delete all but the last written files of a kind. Raises: OSError."""
    stored = sorted(folder().glob(f"{kind}-*"), key=lambda p: p.stat().st_mtime, reverse=True)
    for old in stored[most:]:
        old.unlink(missing_ok=True)


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
