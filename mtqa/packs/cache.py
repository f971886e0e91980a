"""Keep compiled packs in the user's cache folder, as JSON, keyed by content: a changed pack is a new key."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mtqa

KEPT = 12


def folder() -> Path:
    """Return the cache folder; MTQA_CACHE_DIR names another."""
    if named := os.environ.get("MTQA_CACHE_DIR"):
        return Path(named)
    from platformdirs import user_cache_path

    return user_cache_path("mtqa", appauthor=False)


def key_of(files: Sequence[tuple[Path, str]]) -> str | None:
    """Hash packs, their names and the code that compiles them; None if one cannot be read."""
    digest = hashlib.blake2b(mtqa.__version__.encode(), digest_size=16)
    package = Path(__file__).resolve().parent.parent
    try:
        for code in (package, package / "packs", package / "checks", package / "lang", package / "termbase"):
            for entry in sorted(os.scandir(code), key=lambda e: e.name):
                if entry.name.endswith(".py"):
                    stat = entry.stat()
                    digest.update(f"{entry.name}:{stat.st_size}:{stat.st_mtime_ns};".encode())
        for path, shown in files:
            data = path.read_bytes()
            digest.update(f"{shown}:{len(data)};".encode())
            digest.update(data)
    except OSError:
        return None
    return digest.hexdigest()


def read(key: str) -> Any:
    """Return what is stored under a key, or None."""
    try:
        stored = json.loads((folder() / f"packs-{key}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return stored if isinstance(stored, dict) and {"rules", "packs"} <= stored.keys() else None


def write(key: str, value: Any) -> None:
    """Store a value; where the folder cannot be written, do without."""
    with contextlib.suppress(OSError):
        where = folder()
        where.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=where, prefix=".packs-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(value, file, ensure_ascii=False, separators=(",", ":"))
        Path(name).replace(where / f"packs-{key}.json")
        stored = sorted(where.glob("packs-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in stored[KEPT:]:
            old.unlink()
