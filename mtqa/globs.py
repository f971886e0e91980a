"""Patterns that name files and addresses."""

from __future__ import annotations

import os
import re
from pathlib import Path

_PARTS = re.compile(r"\*\*/|\*\*|\*|\?|.", re.DOTALL)
_IN_PATH = {"**/": "(?:[^/]*/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
_IN_URL = {"**/": ".*/", "**": ".*", "*": ".*"}


def names(pattern: str, path: str) -> bool:
    """Tell whether a pattern names a path, or its end from a folder on; an address it names whole.

    In a path `*` and `?` stand for what is no slash, `**` for any folders; in an address `*` stands for anything.
    """
    url = "://" in pattern
    table = _IN_URL if url else _IN_PATH
    pattern = pattern if url else pattern.removeprefix("./")
    body = "".join(table.get(part, re.escape(part)) for part in _PARTS.findall(pattern))
    rooted = url or pattern.startswith("/")
    return re.fullmatch(body if rooted else f"(?:.*/)?{body}", path, re.DOTALL) is not None


def from_folder(path: str, folder: Path) -> tuple[str, ...]:
    """Return what patterns may call a path: as seen from a folder it is in (else as it is), and in full."""
    if "://" in path:
        return (path,)
    full = Path(os.path.abspath(path))  # noqa: PTH100 - it takes ".." out, and leaves links as they are
    inside = full.is_relative_to(above := os.path.abspath(folder))  # noqa: PTH100
    return (full.relative_to(above) if inside else Path(path)).as_posix(), full.as_posix()


def named_by(pattern: str, path: str, folder: Path) -> bool:
    """Tell whether a pattern written in a file of a folder names a path."""
    seen, *full = from_folder(path, folder)
    return names(pattern, full[0] if full and pattern.startswith("/") else seen)
