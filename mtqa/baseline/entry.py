"""What a baseline knows a finding by."""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from mtqa.load.bytesource import is_url
from mtqa.model import Finding, Segment, Side

SHOWN = 60
"""Units: characters of a flagged text that an entry shows."""

ROWS = frozenset(["jsonl", "json", "csv", "tsv", "parquet", "po", "xliff", "tmx"])
"""Formats in which a text that is part of no item is one by itself; of others the whole file is one."""

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """Findings that are known. `path` is relative to the baseline's folder; `text` is for people only."""

    base: str
    segment: str
    place: str
    count: int = 1
    rule: str = ""
    path: str = ""
    text: str = ""
    reason: str = ""
    author: str = ""

    @property
    def key(self) -> Key:
        """What tells entries apart."""
        return self.base, self.segment, self.place


def merged(entries: Iterable[Entry], others: Iterable[Entry] = ()) -> dict[Key, Entry]:
    """Return entries by key, sorted; of two with one key the larger count holds, as both may mean the same findings.

    A sum would let a finding in that nobody has looked at.
    """
    found: dict[Key, Entry] = {}
    for entry in [*entries, *others]:
        known = found.get(entry.key, entry)
        reasoned = known if known.reason or known.author else entry
        count = max(known.count, entry.count)
        found[entry.key] = replace(known, count=count, reason=reasoned.reason, author=reasoned.author)
    return dict(sorted(found.items()))


def total(entries: Iterable[Entry]) -> dict[Key, Entry]:
    """Return entries by key, those of one key counted together."""
    found: dict[Key, Entry] = {}
    for entry in entries:
        known = found.get(entry.key)
        found[entry.key] = replace(known, count=known.count + entry.count) if known else entry
    return found


def segment_hash(text: str, side: Side = "target") -> str:
    """Hash a whole segment; how its lines are broken and indented does not count."""
    digest = blake2b(" ".join(text.split()).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return f"s{digest}" if side == "source" else digest


def place_hash(path: str, item: str) -> str:
    """Hash a file and an item of it."""
    return blake2b(f"{path}\0{item}".encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def place_of(path: str, form: str, segment: Segment) -> str:
    """Hash the file and the item that a segment is in."""
    return place_hash(path, segment.item or (segment.key if form in ROWS else ""))


def entry_of(path: str, finding: Finding, base: str, form: str = "") -> Entry:
    """Return the entry that knows a finding in the file that a baseline calls `path`, of a format.

    Where the format is not told, the text around the finding may not be edited in a table of texts.
    """
    segment = finding.segment
    own = segment.target if finding.side == "target" else segment.source or ""
    flagged = " ".join(finding.text.split())
    shown = flagged if len(flagged) <= SHOWN else flagged[: SHOWN - 1] + "…"
    place = place_of(path, form, segment)
    return Entry(base, segment_hash(own, finding.side), place, 1, finding.rule, path, shown)


def based(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Give equal findings of one segment a base each, so that an entry stands for one finding a segment."""
    seen: Counter[str] = Counter()
    for finding in findings:
        ordinal = seen[finding.base]
        seen[finding.base] += 1
        own = blake2b(f"{finding.base}#{ordinal}".encode(), digest_size=8).hexdigest() if ordinal else finding.base
        yield finding, own


class Places:
    """Names files as a baseline does: relative to its folder, with forward slashes, from whatever working directory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.name = lru_cache(maxsize=1024)(self._name)
        self.exists = lru_cache(maxsize=1024)(self._exists)

    def _name(self, path: str) -> str:
        if is_url(path) or path.startswith("<"):
            return path
        own = Path(path)
        real = own.parent.resolve() / own.name  # a link to a file keeps its own name
        try:
            name = os.path.relpath(real, self.folder)
        except ValueError:  # another drive
            name = str(real)
        return unicodedata.normalize("NFC", name.replace(os.sep, "/"))

    def _exists(self, name: str) -> bool:
        """Tell whether a file that goes by this name here is on disk."""
        forms = {name, unicodedata.normalize("NFD", name)}
        return not is_url(name) and any(os.path.lexists(self.folder / form) for form in forms)
