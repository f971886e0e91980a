"""Regular expressions of the `regex` module, compiled once and kept between runs.

`regex` compiles in Python: a thousand patterns of rules take it a third of a second, each run anew. What it compiles to
is plain data (it is what a pickled pattern holds), so it is kept in the cache folder as JSON, which cannot execute
code: a line for each pattern's name and one for what it is, which is parsed when it is asked for. A store is used only
by the `regex` that wrote it, only whole, and only where nobody but this user or the system's can have written it: what
`regex` is told to match by could crash it.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
import sys
from base64 import b64decode, b64encode
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, AnyStr

import regex

from mtqa.cachefolder import folder, replace, sealed, unsealed

MOST = 20_000
"""Patterns that a store may hold; a fuller one is begun anew."""
SHIPPED = Path(__file__).resolve().parent / "_rules" / "patterns.json"
"""The patterns of the shipped packs, made when the wheel was built."""

Row = list[Any]
Store = dict[bytes, bytes]
"""Patterns by name, both as JSON."""

_made: dict[Any, Any] = {}
_rows: Store | None = None
_shipped: Store | None = None
_new: Store = {}
"""What the store does not hold yet: compiled in this run, or taken from the shipped ones."""


def compile(pattern: AnyStr, flags: int = 0) -> regex.Pattern[AnyStr]:
    """Compile a pattern, or make it of what an earlier run compiled. Raises: regex.error."""
    key = (pattern, int(flags))
    if key not in _made:
        _made[key] = _stored(pattern, int(flags)) or _compiled(pattern, int(flags))
    known: regex.Pattern[AnyStr] = _made[key]
    return known


def keep() -> None:
    """Store what this run had to compile; where the folder cannot be written, do without."""
    if not _new:
        return
    rows = {**(_read(_path()) or {}), **_new}
    if len(rows) > MOST:
        rows = dict(_new)
    with contextlib.suppress(OSError):
        replace(_path(), dump(rows))
    _new.clear()


def dump(rows: Store) -> bytes:
    """Write patterns as a store."""
    return sealed(_maker(), b"\n".join(line for pair in rows.items() for line in pair))


def row_of(made: Any) -> Row | None:
    """Return a compiled pattern as plain data; None where that cannot be done."""
    try:
        _, flags, code, groups, names, lists, list_indexes, *rest = made._pickled_data
        if lists or list_indexes or not isinstance(code, bytes):
            return None
        offset, chars, required_flags, count = rest
        return [
            flags, b64encode(code).decode("ascii"), groups, {str(n): name for n, name in names.items()}, offset,
            None if chars is None else list(chars), required_flags, count,
        ]  # fmt: skip
    except (AttributeError, TypeError, ValueError):
        return None


def entry_of(pattern: str, flags: int, made: Any) -> Store:
    """Return what to store of a compiled pattern; nothing where it cannot be stored."""
    row = row_of(made)
    return {} if row is None else {name_of(pattern, flags): _json(row)}


def name_of(pattern: str, flags: int) -> bytes:
    """Return the name of a pattern in a store."""
    return _json([flags, pattern])


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _compiled(pattern: Any, flags: int) -> Any:
    made = regex.compile(pattern, flags, cache_pattern=False)
    if isinstance(pattern, str):
        _new.update(entry_of(pattern, flags, made))
    return made


def _stored(pattern: Any, flags: int) -> Any:
    """Make a pattern of what a store holds; None where it holds none."""
    row = _row_of_store(name_of(pattern, flags)) if isinstance(pattern, str) else None
    if row is None:
        return None
    try:
        compiler: Any = import_module("regex._regex")
        flagged, code, groups, names, offset, chars, required_flags, count = json.loads(row)
        named = {int(n): name for n, name in names.items()}
        needed = None if chars is None else tuple(chars)
        return compiler.compile(
            pattern, flagged, b64decode(code), groups, named, {}, [], offset, needed, required_flags, count
        )
    except Exception:  # another `regex` than the one known: it compiles for itself
        return None


def _row_of_store(name: bytes) -> bytes | None:
    global _rows, _shipped
    if _rows is None:
        _rows = _read(_path()) or {}
    if name in _rows:
        return _rows[name]
    if _shipped is None:
        _shipped = _read(SHIPPED) or {}
    if name in _shipped:
        _new[name] = _shipped[name]
    return _shipped.get(name)


def _maker() -> str:
    """Name what compiled a pattern: the code of one `regex` means nothing to another."""
    python = ".".join(map(str, sys.version_info[:3]))
    return f"regex-{regex.__version__}-{python}-{sys.byteorder}-{sys.maxsize.bit_length()}"


def _path() -> Path:
    return folder() / f"patterns-{blake2b(_maker().encode(), digest_size=8).hexdigest()}.json"


def _read(path: Path) -> Store | None:
    """Return the patterns of a store; None where there is none, or it is damaged or of another `regex`."""
    try:
        with path.open("rb") as file:
            body = unsealed(_maker(), file.read()) if _is_ours(os.fstat(file.fileno())) else None
    except OSError:
        return None
    if not body:
        return None
    lines = body.split(b"\n")
    return dict(zip(lines[::2], lines[1::2], strict=True))


def _is_ours(found: os.stat_result) -> bool:
    """Tell whether a file is this user's or the system's, and not everybody's; where there are no users, any is."""
    if not hasattr(os, "geteuid"):
        return True
    return found.st_uid in (os.geteuid(), 0) and not found.st_mode & stat.S_IWOTH
