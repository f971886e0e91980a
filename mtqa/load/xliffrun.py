"""The ordinary units of XLIFF: one source and one translation, without inline codes, and notes at most."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mtqa.load.bilingual import Pair
from mtqa.load.ordinary import (
    ATTRIBUTES,
    SPACE,
    TEXT,
    Cursor,
    attributes,
    closing,
    named,
    opening,
    passed_over,
    unplaced,
)
from mtqa.load.xliffunit import UNTRANSLATED, Row, Scope, Unit, is_locked
from mtqa.load.xmlevents import Ordinary, Run
from mtqa.load.xmlwrite import width

_SIDES = (
    opening("source") + TEXT + closing("source")
    + b"(?:" + opening("target") + TEXT + closing("target") + b")?+"
)  # fmt: skip
_OLD = (
    opening("trans-unit", named("id") + ATTRIBUTES) + SPACE + b"()()" + passed_over("note") + _SIDES
    + passed_over("note") + closing("trans-unit")
)  # fmt: skip
_NEW = (
    opening("unit", named("id") + ATTRIBUTES) + SPACE + opening("segment", named("id") + ATTRIBUTES) + SPACE + _SIDES
    + closing("segment") + closing("unit")
)  # fmt: skip
PATTERNS = {"1": re.compile(_OLD), "2": re.compile(_NEW)}
OF_UNIT, OF_SEGMENT, OF_SOURCE, SOURCE, OF_TARGET, TARGET = 2, 4, 5, 6, 8, 9
"""Groups: attributes, and texts. Before those of unit and segment is its id, behind a text what may not read as it is.
"""


def ordinary(version: str) -> Ordinary:
    """Return what is read as runs in a major version."""
    return Ordinary(PATTERNS[version], _among)


def _among(path: Sequence[str]) -> bool:
    """Tell whether units stand in the innermost of the open elements."""
    prefix = path[0][: path[0].rfind("}") + 1]
    inner = (prefix + "body", prefix + "group")
    return len(path) > 1 and path[1] == prefix + "file" and all(name in inner for name in path[2:])


class _Told(NamedTuple):
    """What the tags of a unit say, but for ids. `left_alone`: it is not read, or has no translation."""

    unit: Unit
    name: str
    state: str
    left_alone: bool
    sides: tuple[Mapping[str, str], Mapping[str, str]]


class _Units:
    """The units of a run, in order."""

    def __init__(self, run: Run, around: Scope, version: str, encoding: str) -> None:
        self.cursor, self.encoding, self.measure = Cursor(run, encoding), encoding, width(encoding)
        self.base, self.around, self.old = run.base, around, version == "1"
        self.seen: dict[tuple[bytes, ...], _Told] = {}

    def pair(self, match: re.Match[bytes], number: int) -> Pair | None:
        """Return the pair of unit `number` of the file, None where there is nothing to check."""
        own, of_unit, name, of_segment, of_source, source, odd, of_target, target, odd_too = match.groups()
        told = self.seen.get((of_unit, of_segment, of_source, of_target)) or self._tell(match)
        if told.left_alone:
            return None
        unit, encoding = told.unit, self.encoding
        key = unit.key(own.decode(encoding) if own else "", number, name.decode(encoding) if name else told.name)
        if odd or odd_too or told.state in UNTRANSLATED:
            return self._by_row(match, told, key)
        text, its_source = target.decode(encoding), source.decode(encoding)
        if not text.strip() and not its_source.strip():
            return None
        first = match.start(TARGET)
        line, column = self.cursor.to(first if target else match.start(OF_TARGET) - len("<target"))
        return Pair(key, unit.scope.item, unit.role, its_source, text, self.base + first, line, column)

    def _tell(self, match: re.Match[bytes]) -> _Told:
        tags = match.group(OF_UNIT, OF_SEGMENT, OF_SOURCE, OF_TARGET)
        of_unit, segment, source, target = (attributes(tag, self.encoding) for tag in tags)
        unit = Unit.of(of_unit, self.around)
        left_alone = unit.left_alone or match[TARGET] is None or is_locked(segment)
        state = (target if self.old else segment).get("state", "")
        told = self.seen[tags] = _Told(unit, segment.get("id", ""), state, left_alone, (source, target))
        return told

    def _by_row(self, match: re.Match[bytes], told: _Told, key: str) -> Pair | None:
        """Return the pair of a unit in whose texts not all is written as it reads, or that may not be translated."""
        source = unplaced(match[SOURCE] + match[SOURCE + 1], self.encoding)
        tag = match.start(OF_TARGET) - len("<target")
        target = self.cursor.sentence(tag, match.start(TARGET), match.end(TARGET + 1))
        row = Row("", source, target, *told.sides, told.state)
        return told.unit.pair(row, key, self.measure) if row.is_translated else None


def run_pairs(run: Run, around: Scope, number: int, version: str, encoding: str) -> list[Pair]:
    """Return the pairs in a run of units; `number` units stand before it in the file."""
    pair = _Units(run, around, version, encoding).pair
    return [made for i, match in enumerate(run.found, number + 1) if (made := pair(match, i))]
