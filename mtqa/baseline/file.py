"""The baseline's file: JSON, sorted, one line an entry, so that git merges it line by line.

The entries are sorted by hash, so that those which two branches add seldom stand side by side; each line ends with a
comma, and an empty entry closes the list, so that a line added touches no other.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from mtqa import rx
from mtqa.baseline.entry import Entry, Key, merged, total
from mtqa.cachefolder import folder_locked
from mtqa.errors import InputError, UsageError
from mtqa.splice import replace_file

NAME = ".mtqa-baseline.json"
VERSION = 1
MARKERS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")

_TEXTS = ("base", "segment", "place", "rule", "path", "text")
_NOTES = ("reason", "author")
_HASH = rx.compile(r"s?[0-9a-f]{12,16}")
_HIDDEN = rx.compile(r"[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\p{Cs}]")


def read(path: Path) -> dict[Key, Entry]:
    """Return the entries of a baseline by key. Raises: InputError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        hint = "check the path, or write one with `mtqa baseline create`"
        raise InputError("there is no such baseline", str(path), hint) from error
    except OSError as error:
        raise InputError(f"the baseline cannot be read: {error.strerror}", str(path)) from error
    except UnicodeDecodeError as error:
        raise _damaged(f"not UTF-8: byte {error.start}", str(path)) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(MARKERS):
            hint = "keep the entries of both sides and take the markers out; see docs/baseline.md for merge=union"
            raise InputError("a merge conflict is left in the baseline", f"{path}:{number}", hint)
    return merged(_entries(_parsed(text, path), str(path)))


def _parsed(text: str, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _damaged(error.msg, f"{path}:{error.lineno}:{error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise _damaged(str(error), str(path)) from error


def _damaged(what: str, where: str) -> InputError:
    hint = "take it from git again, or write it anew with `mtqa baseline create --force`"
    return InputError(f"the baseline is damaged: {what}", where, hint)


def _entries(stored: Any, where: str) -> Iterator[Entry]:
    if not isinstance(stored, dict) or not isinstance(stored.get("findings"), list):
        raise _damaged('there is no list of "findings"', where)
    if stored.get("version") != VERSION or isinstance(stored["version"], bool):
        hint = "it was written by another version of mtqa: install that one, or `mtqa baseline create --force`"
        raise InputError(f"the baseline has version {stored.get('version')!r}, and {VERSION} is known", where, hint)
    for number, row in enumerate(stored["findings"]):
        if row != {}:
            yield _entry(row, f"{where}: findings[{number}]")


def _entry(row: Any, where: str) -> Entry:
    if not isinstance(row, dict):
        raise _damaged("an entry is no object", where)
    if strange := sorted(set(row) - {*_TEXTS, *_NOTES, "count"}):
        raise _damaged(f"an entry has no {strange[0]!r}", where)
    for name in (*_TEXTS, *_NOTES):
        if not isinstance(row.get(name, "" if name in _NOTES else None), str):
            raise _damaged(f"{name!r} is missing or no text", where)
    count = row.get("count")
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise _damaged("'count' is no number from 1 up", where)
    if not all(_HASH.fullmatch(row[name]) for name in ("base", "segment", "place")) or "\0" in row["path"]:
        raise _damaged("an entry is not one that mtqa wrote", where)
    return Entry(**row)


def written(entries: Mapping[Key, Entry]) -> bytes:
    """Return the file that holds entries."""
    lines = ["{", f'"version": {VERSION},', '"findings": [']
    lines += [f"{_line(entry)}," for _, entry in sorted(entries.items())]
    return "\n".join([*lines, "{}", "]", "}", ""]).encode()


def _line(entry: Entry) -> str:
    row = {name: value for name, value in asdict(entry).items() if value or name not in _NOTES}
    text = json.dumps(row, ensure_ascii=False)
    return _HIDDEN.sub(lambda m: f"\\u{ord(m.group()):04x}", text)  # nothing in it may hide from a reviewer


def create(path: Path, entries: Iterable[Entry], *, force: bool = False) -> int:
    """Write a new baseline; return the number of its entries. Raises: UsageError where there is one; InputError."""
    with _locked(path):
        vacant(path, force=force)
        found = merged(total(entries).values())
        _store(path, found)
    return len(found)


def vacant(path: Path, *, force: bool = False) -> None:
    """Refuse to write over a baseline. Raises: UsageError."""
    if not force and os.path.lexists(path):
        hint = "`mtqa baseline update` adds what is new; --force writes it anew"
        raise UsageError("there is a baseline already", str(path), hint)


def add(path: Path, entries: Iterable[Entry], seen: Mapping[Key, Entry] | None = None) -> None:
    """Add entries to a baseline, which is made where there is none.

    `seen` is what the caller read before, and found these not to be in: what another has added meanwhile is then not
    added twice. Raises: InputError.
    """
    with _locked(path):
        found = read(path) if os.path.lexists(path) else {}
        _store(path, _added(found, entries, found if seen is None else seen))


def change(path: Path, added: Iterable[Entry], dropped: Iterable[Entry], seen: Mapping[Key, Entry]) -> None:
    """Add and drop findings of a baseline that was read as `seen`; what others wrote meanwhile stays.

    Raises: InputError.
    """
    gone = total(dropped)
    with _locked(path):
        found = read(path)
        left = {key: replace(e, count=e.count - gone[key].count) if key in gone else e for key, e in seen.items()}
        for key in gone:
            if key in found and found[key].count <= seen[key].count:
                found[key] = replace(found[key], count=min(found[key].count, left[key].count))
        kept = {key: entry for key, entry in found.items() if entry.count > 0}
        _store(path, _added(kept, added, left))


def _added(found: Mapping[Key, Entry], entries: Iterable[Entry], seen: Mapping[Key, Entry]) -> Mapping[Key, Entry]:
    more = total(entries)
    wanted = [replace(e, count=e.count + seen[key].count) if key in seen else e for key, e in more.items()]
    return merged(found.values(), wanted)


def _store(path: Path, entries: Mapping[Key, Entry]) -> None:
    replace_file(path, io.BytesIO(written(entries)), ())


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other runs from changing a baseline meanwhile. Its folder is locked, so that no lock file lies about."""
    with ExitStack() as stack:
        try:
            stack.enter_context(folder_locked(path))
        except OSError as error:
            folder = str(path.resolve().parent)
            raise InputError(f"the folder of the baseline cannot be opened: {error.strerror}", folder) from error
        yield
