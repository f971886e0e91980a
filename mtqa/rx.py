"""Regular expressions of the `regex` module, compiled once and kept between runs.

`regex` compiles in Python: a thousand patterns of rules take it a third of a second, each run anew. What it compiles to
is plain data (it is what a pickled pattern holds), so it is kept in the cache folder as JSON, which cannot execute
code, and read from there in a few milliseconds. A store is used only by the `regex` that wrote it, and only whole.
"""

from __future__ import annotations

import contextlib
import json
import sys
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any, AnyStr

import regex

from mtqa.cachefolder import folder, replace

MOST = 20_000
"""Patterns that a store may hold; a fuller one is begun anew."""
SHIPPED = Path(__file__).resolve().parent / "_rules" / "patterns.json"
"""The patterns of the shipped packs, made when the wheel was built."""

Row = list[Any]

_made: dict[Any, Any] = {}
_rows: dict[str, Row] | None = None
_shipped: dict[str, Row] | None = None
_new: dict[str, Row] = {}
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


def dump(rows: dict[str, Row]) -> bytes:
    """Write patterns as the text of a store: a line that names the `regex` and the digest of the rest, and the rest."""
    body = json.dumps(rows, separators=(",", ":")).encode()
    return f"{_maker()} {blake2b(body, digest_size=16).hexdigest()}\n".encode() + body


def row_of(made: Any) -> Row | None:
    """Return a compiled pattern as plain data; None where that cannot be done."""
    try:
        _, flags, code, groups, names, lists, list_indexes, *rest = made._pickled_data
        if lists or list_indexes or not isinstance(code, bytes):
            return None
        offset, chars, required_flags, count = rest
        return [
            flags, code.decode("latin-1"), groups, {str(n): name for n, name in names.items()}, offset,
            None if chars is None else list(chars), required_flags, count,
        ]  # fmt: skip
    except (AttributeError, TypeError, ValueError):
        return None


def name_of(pattern: str, flags: int) -> str:
    """Return the name of a pattern in a store."""
    return f"{flags}:{pattern}"


def _compiled(pattern: Any, flags: int) -> Any:
    made = regex.compile(pattern, flags, cache_pattern=False)
    if isinstance(pattern, str) and (row := row_of(made)) is not None:
        _new[name_of(pattern, flags)] = row
    return made


def _stored(pattern: Any, flags: int) -> Any:
    """Make a pattern of what a store holds; None where it holds none."""
    row = _row_of_store(name_of(pattern, flags)) if isinstance(pattern, str) else None
    if row is None:
        return None
    try:
        compiler: Any = import_module("regex._regex")
        flagged, code, groups, names, offset, chars, required_flags, count = row
        named = {int(n): name for n, name in names.items()}
        needed = None if chars is None else tuple(chars)
        return compiler.compile(
            pattern, flagged, code.encode("latin-1"), groups, named, {}, [], offset, needed, required_flags, count
        )
    except Exception:  # another `regex` than the one known: it compiles for itself
        return None


def _row_of_store(name: str) -> Row | None:
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


def _read(path: Path) -> dict[str, Row] | None:
    """Return the patterns of a store; None where there is none, or it is damaged or of another `regex`."""
    try:
        first, _, body = path.read_bytes().partition(b"\n")
        if first.decode() != f"{_maker()} {blake2b(body, digest_size=16).hexdigest()}":
            return None
        rows = json.loads(body)
    except (OSError, ValueError):
        return None
    return rows if isinstance(rows, dict) else None
