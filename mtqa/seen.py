"""Remember which items (articles, units) a run has seen, so that the next looks only at what is new.

An item counts as seen while its texts stay as they were: one that was changed since is checked again, and so is one
that takes over the name of another. What cannot be remembered is checked, never passed over.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import partial
from hashlib import blake2b
from typing import Any

from mtqa import cachefolder
from mtqa.errors import InputError, UsageError
from mtqa.load.bytesource import ByteSource, is_url
from mtqa.model import Batch, ByteEdit, Document, Edit, Locate, Place

KEPT_DAYS, KEPT_ITEMS = 400, 500_000
"""Units: days since an item was last in its file; items of one file."""


@dataclass(slots=True)
class Memory:
    """What runs of one command have seen. `skip` are the items of this run's inputs that need no look, by name."""

    command: str
    skip: dict[str, frozenset[str]] = field(default_factory=dict)
    items: int = 0
    _marks: dict[str, list[str]] = field(default_factory=dict)

    def unseen(self, source: ByteSource, document: Document) -> Document:
        """Return a document with the new items only. Raises: InputError; UsageError where there is no name to go by."""
        name = name_of(source)
        marks = marks_of(document)
        known = _recall(self._place(name), name)
        self.skip[name] = frozenset(item for item, mark in marks.items() if mark in known)
        self.items += len(marks)
        self._marks[name] = list(marks.values())
        return without(document, self.skip[name])

    def save(self) -> None:
        """Add what this run has seen to what is remembered. Raises: OSError."""
        for name, marks in self._marks.items():
            place = self._place(name)
            with cachefolder.locked(place):
                today = int(time.time() // 86400)
                seen = {**_recall(place, name), **dict.fromkeys(marks, today)}
                recent = [(mark, day) for mark, day in seen.items() if today - day <= KEPT_DAYS]
                recent.sort(key=lambda entry: -entry[1])
                stored = {"name": name, "seen": dict(recent[: max(KEPT_ITEMS, len(marks))])}
                cachefolder.replace(place, json.dumps(stored).encode())

    def told(self) -> str:
        """Tell how much is new."""
        seen = sum(map(len, self.skip.values()))
        return f"{self.items - seen:,} of {self.items:,} items are new"

    def _place(self, name: str) -> Any:
        return cachefolder.place(f"seen-{self.command}", name)


def marks_of(document: Document) -> dict[str, str]:
    """Return a hash of the texts of each item. Raises: InputError where there are none."""
    marks: dict[str, bytes] = {}
    for batch in document.batches():
        names = _items(batch)
        if names is None:
            raise InputError(
                f"--new-items: this {document.format} file has no items", document.path,
                "feeds, translation files and JSON Lines with ids have; check this file as a whole",
            )  # fmt: skip
        for i, name in enumerate(names):
            parts = (batch.targets[i], (batch.sources[i] if batch.sources else None) or "")
            digest = blake2b(marks.get(name) or name.encode("utf-8", "surrogatepass"), digest_size=12)
            digest.update("\0".join(("", *parts)).encode("utf-8", "surrogatepass"))
            marks[name] = digest.digest()
    return {name: mark.hex() for name, mark in marks.items()}


def without(document: Document, skip: Set[str]) -> Document:
    """Return a document that leaves out some items."""
    return replace(document, batches=partial(_batches, document, skip)) if skip else document


def _batches(document: Document, skip: Set[str]) -> Iterator[Batch]:
    for batch in document.batches():
        names = _items(batch) or ()
        kept = [i for i, name in enumerate(names) if name not in skip] if names else range(len(batch.targets))
        if len(kept) == len(batch.targets):
            yield batch
        elif kept:
            yield _chosen(batch, kept)


def _chosen(batch: Batch, kept: Sequence[int]) -> Batch:
    columns: dict[str, Any] = {}
    for name in ("targets", "lines", "keys", "columns", "sources", "references", "roles", "items", "systems", "notes"):
        column = getattr(batch, name)
        columns[name] = None if column is None else [column[i] for i in kept]
    locate = partial(_locate, batch.locate, kept) if batch.locate else None
    place = partial(_place, batch.place, kept) if batch.place else None
    return replace(batch, **columns, locate=locate, place=place)


def _locate(locate: Locate, kept: Sequence[int], i: int, edit: Edit) -> Sequence[ByteEdit]:
    return locate(kept[i], edit)


def _place(place: Place, kept: Sequence[int], i: int, at: int) -> tuple[int, int]:
    return place(kept[i], at)


def _items(batch: Batch) -> Sequence[str] | None:
    return batch.items if batch.items is not None else batch.keys


def name_of(source: ByteSource) -> str:
    """Return what a text is remembered by. Raises: UsageError for standard input without a name."""
    if source.path is not None:
        return str(source.path.resolve())
    if is_url(source.name):
        return source.name
    if source.name == "<stdin>":
        raise UsageError("--new-items: standard input has no name to remember it by", hint="give --stdin-filename NAME")
    return f"-{source.name}"


def _recall(place: Any, name: str) -> dict[str, int]:
    """Return the marks remembered and the day of each; nothing where there is none, or the file is damaged."""
    try:
        stored = json.loads(place.read_bytes())
        seen = {str(mark): int(day) for mark, day in stored["seen"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}
    return seen if stored["name"] == name else {}
