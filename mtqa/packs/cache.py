"""Keep compiled packs in the user's cache folder, as JSON, keyed by content: a changed pack is a new key."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import mtqa
from mtqa.cachefolder import folder, replace

if TYPE_CHECKING:
    from mtqa.packs import RuleSet

KEPT = 12


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


def stored_of(ruleset: RuleSet) -> dict[str, Any]:
    """Return compiled packs as plain data."""
    packs = [[p.name, p.version, p.title, p.source_lang, p.target_lang, p.path] for p in ruleset.packs]
    return {"rules": list(ruleset.rows), "packs": packs}


def write(key: str, value: Any) -> None:
    """Store a value; where the folder cannot be written, do without."""
    with contextlib.suppress(OSError):
        where = folder()
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        replace(where / f"packs-{key}.json", data.encode())
        stored = sorted(where.glob("packs-*.json"), key=lambda p: p.stat().st_mtime, reverse=True)
        for old in stored[KEPT:]:
            old.unlink()
