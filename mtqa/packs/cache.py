"""Keep compiled packs in the user's cache folder, each keyed by its content: a changed pack is a new key."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import mtqa
from mtqa.cachefolder import folder, replace, trim
from mtqa.model import Pack
from mtqa.packs.compiled import Row, decode

KEPT = 120
"""Compiled packs that stay in the folder, the last written."""


def code() -> str | None:
    """Tell the code that compiles packs from any other; None where it cannot be looked at, as inside a zip file."""
    digest = hashlib.blake2b(mtqa.__version__.encode(), digest_size=16)
    package = Path(__file__).resolve().parent.parent
    try:
        for part in (package, package / "packs", package / "checks", package / "lang", package / "termbase"):
            for entry in sorted(os.scandir(part), key=lambda e: e.name):
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    digest.update(f"{entry.name}:{stat.st_size}:{stat.st_mtime_ns};".encode())
    except OSError:
        return None
    return digest.hexdigest()


def key_of(code: str, shown: str, data: bytes) -> str:
    """Return the key of a pack: of the code that compiles it, the name it goes by and what stands in it."""
    digest = hashlib.blake2b(f"{code}\0{shown}\0".encode("utf-8", "surrogatepass"), digest_size=16)
    digest.update(data)
    return digest.hexdigest()


def read(key: str) -> tuple[Pack, list[Row]] | None:
    """Return the pack that is stored under a key, or None."""
    try:
        return decode((folder() / f"pack-{key}").read_bytes(), key)
    except OSError:
        return None


def write(packs: Iterable[tuple[str, bytes]]) -> None:
    """Store packs under their keys; where the folder cannot be written, do without."""
    with contextlib.suppress(OSError):
        for key, data in packs:
            replace(folder() / f"pack-{key}", data)
        trim("pack", KEPT)
