"""XLIFF 1.x and 2.x, with what Trados, memoQ and Phrase add to it: each translated segment, with its source.

Left alone are units that say `translate="no"` or are locked, alternatives, notes, and what is not yet translated: no
target, an empty one whose state says so, or the source copied under such a state. An inline code reads as one sign, in
both texts, and is never changed. A key is "file/unit" or "file/unit/segment"; each file is an item.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mtqa.errors import InputError
from mtqa.lang import primary
from mtqa.load.bilingual.units import Pair, Walk, batches
from mtqa.load.bilingual.xliffrun import ordinary, run_pairs
from mtqa.load.bilingual.xliffunit import TRANSPARENT, Scope, Unit, new_rows, old_rows, part_of
from mtqa.load.bytesource import ByteSource
from mtqa.load.options import LoadOptions
from mtqa.load.xml.events import Run
from mtqa.load.xml.read import Start, encoding_in
from mtqa.load.xml.write import width
from mtqa.model import Batch, Document

READERS = {"1": old_rows, "2": new_rows}

Languages = tuple[str, str]


def load(source: ByteSource, options: LoadOptions) -> Document:
    """Read an XLIFF file. Raises: InputError, also where its languages are not those asked for."""
    encoding = encoding_in(source)
    walk = Walk(source, "xliff")
    version = _version(walk)
    told = _told(walk, _first_file(walk))
    if not (options.source_lang or told[0]):
        raise InputError("the source language is not told", walk.where(walk.root), "give --source-lang")
    languages = options.source_lang or told[0], options.target_lang or told[1] or "en"

    def read() -> Iterator[Batch]:
        strict = not (options.source_lang or options.target_lang)
        reader = _Reader(Walk(source, "xliff", ordinary(version)), languages, strict, encoding)
        return batches(reader.pairs(), source, encoding, TRANSPARENT)

    return Document(source.name, "xliff", *languages, read)


def _version(walk: Walk) -> str:
    """Return the major version. Raises: InputError for one that is not read."""
    told = walk.root.attributes.get("version", "") or walk.prefix.rstrip("}").rpartition(":")[2]
    if told[:1] not in READERS or told[1:2] not in ("", "."):
        raise InputError(f'XLIFF of version "{told}" is not read', walk.where(walk.root), "read are 1.0 to 2.2")
    return told[:1]


def _first_file(walk: Walk) -> Start:
    """Return the first file element, the root where there is none."""
    for start in walk.children():
        if walk.local(start) == "file":
            return start
        walk.pass_over()
    return walk.root


def _told(walk: Walk, file: Start) -> Languages:
    """Return the languages that a file element, or for XLIFF 2 the root, names."""
    old, new = file.attributes, walk.root.attributes
    return (
        old.get("source-language") or new.get("srcLang") or "",
        old.get("target-language") or new.get("trgLang") or "",
    )


@dataclass
class _Reader:
    """One reading of a file. `strict`: a part in other languages is an error, for nobody chose between them."""

    walk: Walk
    languages: Languages
    strict: bool
    encoding: str
    labels: Counter[str] = field(default_factory=Counter)
    units: int = 0

    def __post_init__(self) -> None:
        self.version = _version(self.walk)
        self.rows, self.tell = READERS[self.version], part_of(self.walk)

    def pairs(self) -> Iterator[Sequence[Pair]]:
        """Yield the pairs of a document."""
        outer = Scope().within(self.walk.root.attributes)
        others: set[Languages] = set()
        count = 0
        for start in self.walk.children():
            if self.walk.local(start) != "file":
                self.walk.pass_over()
            elif self._is_asked_for(told := _told(self.walk, start), start):
                count += 1
                yield from self._in(replace(outer.within(start.attributes), item=self._label(start)))
            else:
                others.add(told)
                self.walk.pass_over()
        if others and not count:
            parts = ", ".join(f"from {a} into {b}" for a, b in sorted(others))
            raise InputError(
                f"translated {parts}, not from {self.languages[0]} into {self.languages[1]}", self.walk.name,
                "leave out --source-lang and --target-lang, or give what the file says",
            )  # fmt: skip

    def _is_asked_for(self, told: Languages, start: Start) -> bool:
        """Tell whether a part is in the languages that are read. Raises: InputError where nobody chose them."""
        if all(not ours or primary(ours) == primary(wanted) for ours, wanted in zip(told, self.languages, strict=True)):
            return True
        if self.strict:
            raise InputError(
                f"this part is translated from {told[0]} into {told[1]}, the first from {self.languages[0]} into"
                f" {self.languages[1]}", self.walk.where(start),
                "give --source-lang and --target-lang to read the parts in these languages",
            )  # fmt: skip
        return False

    def _label(self, start: Start) -> str:
        """Name a file in the keys of its segments."""
        told = start.attributes.get("original") or start.attributes.get("id") or "file"
        label = told.replace("\\", "/").rstrip("/").rpartition("/")[2] or "file"
        self.labels[label] += 1
        self.units = 0
        return f"{label}#{self.labels[label]}" if self.labels[label] > 1 else label

    def _in(self, scope: Scope) -> Iterator[Sequence[Pair]]:
        for member in self.walk.members():
            if isinstance(member, Run):
                yield run_pairs(member, scope, self.units, self.version, self.encoding)
                self.units += len(member.found)
                continue
            name = self.walk.local(member)
            if name in ("trans-unit", "unit"):
                self.units += 1
                yield self._unit(member, Unit.of(member.attributes, scope))
            elif name in ("body", "group"):
                yield from self._in(scope.within(member.attributes))
            else:
                self.walk.pass_over()

    def _unit(self, start: Start, unit: Unit) -> Sequence[Pair]:
        if unit.left_alone:
            self.walk.pass_over()
            return ()
        rows = self.rows(self.walk, start, self.tell)
        number, measure = self.units, width(self.encoding)
        return [unit.pair(row, unit.key("", number, row.name), measure) for row in rows if row.is_translated]
