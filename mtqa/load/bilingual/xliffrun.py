"""The ordinary units of XLIFF: one source and one translation, without inline codes, and notes at most.

In XLIFF 1 both may be cut into one segment each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mtqa.load import quick
from mtqa.load.bilingual.ordinary import (
    ATTRIBUTES,
    SPACE,
    TEXT,
    UNREAD,
    Cursor,
    attributes,
    closing,
    named,
    opening,
    passed_over,
)
from mtqa.load.bilingual.units import Pair
from mtqa.load.bilingual.xliffunit import TRANSPARENT, UNTRANSLATED, Row, Scope, Unit, is_locked
from mtqa.load.xml.events import Ordinary, Run
from mtqa.load.xml.write import width

_MRK = rb'<mrk(?=[^<>]* mtype="seg"[ >])(?: mtype="seg")?+ mid="%s"(?: mtype="seg")?+>'
_SOURCE = opening("source") + TEXT + closing("source")
_CUT = (
    b"(?:" + opening("seg-source", UNREAD) + _MRK % rb'(?P<mid>[^"<&\t\r\n]++)' + TEXT + b"</mrk>"
    + closing("seg-source") + b")?+"
)  # fmt: skip
_NEVER_CUT = b"(?:(?!)(?P<mid>)()())?+"
_TARGET = (
    b"(?:<target" + ATTRIBUTES + b"(?:/>" + SPACE + b"|>" + b"(?(mid)" + _MRK % b"(?P=mid)" + b")" + TEXT
    + b"(?(mid)</mrk>)" + closing("target") + b"))?+"
)  # fmt: skip
_OLD = (
    opening("trans-unit", named("id") + ATTRIBUTES) + SPACE + b"()()" + passed_over("note") + _SOURCE + _CUT + _TARGET
    + passed_over("note") + closing("trans-unit")
)  # fmt: skip
_NEW = (
    opening("unit", named("id") + ATTRIBUTES) + SPACE + opening("segment", named("id") + ATTRIBUTES) + SPACE + _SOURCE
    + _NEVER_CUT + _TARGET + closing("segment") + closing("unit")
)  # fmt: skip
PATTERNS = {"1": quick.compile(_OLD), "2": quick.compile(_NEW)}
OF_UNIT, OF_SEGMENT, OF_SOURCE, OF_TARGET, TARGET = 2, 4, 5, 11, 12
"""Groups: attributes, and a text. Before those of unit and segment is its id, behind a text what may not read as it is.
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
    preserve: tuple[bool, bool]


class _Units:
    """The units of a run, in order."""

    def __init__(self, run: Run, around: Scope, version: str, encoding: str) -> None:
        self.cursor, self.encoding, self.measure = Cursor(run, encoding, TRANSPARENT), encoding, width(encoding)
        self.base, self.around, self.old = run.base, around, version == "1"
        self.seen: dict[tuple[bytes, ...], _Told] = {}

    def pair(self, match: re.Match[bytes], number: int) -> Pair | None:
        """Return the pair of unit `number` of the file, None where there is nothing to check."""
        own, of_unit, name, of_segment, of_source, source, odd, mid, cut, odd_cut, of_target, target, odd_too = (
            match.groups()
        )
        told = self.seen.get((of_unit, of_segment, of_source, of_target)) or self._tell(match)
        if told.left_alone:
            return None
        first = match.start(TARGET)
        if target is None:  # one tag is all
            target, odd_too, first = b"", b"", match.end(OF_TARGET)
        elif mid:
            name, source, odd = mid, cut, odd_cut
        unit, encoding, last = told.unit, self.encoding, first + len(target) + len(odd_too)
        key = unit.key(own.decode(encoding) if own else "", number, name.decode(encoding) if name else told.name)
        if told.state in UNTRANSLATED:
            return self._by_row(told, key, source + odd, first, last)
        its_source = self.cursor.source(source, odd, told.preserve[0])
        text, pieces, line, column = self.cursor.target(first, last, bool(odd_too), told.preserve[1])
        if not text.strip() and not its_source.strip():
            return None
        return Pair(key, unit.scope.item, unit.role, its_source, text, pieces, line, column)

    def _tell(self, match: re.Match[bytes]) -> _Told:
        tags = match.group(OF_UNIT, OF_SEGMENT, OF_SOURCE, OF_TARGET)
        of_unit, segment, source, target = (attributes(tag, self.encoding) for tag in tags)
        unit = Unit.of(of_unit, self.around)
        left_alone = unit.left_alone or tags[-1] is None or is_locked(segment)
        state = (target if self.old else segment).get("state", "")
        preserve = unit.scope.preserves(source), unit.scope.preserves(target)
        told = self.seen[tags] = _Told(unit, segment.get("id", ""), state, left_alone, (source, target), preserve)
        return told

    def _by_row(self, told: _Told, key: str, source: bytes, first: int, last: int) -> Pair | None:
        """Return the pair of a unit that may not be translated."""
        target = self.cursor.sentence(first, last)
        row = Row("", self.cursor.unplaced(source), target, *told.sides, told.state)
        return told.unit.pair(row, key, self.measure) if row.is_translated else None


def run_pairs(run: Run, around: Scope, number: int, version: str, encoding: str) -> list[Pair]:
    """Return the pairs in a run of units; `number` units stand before it in the file."""
    pair = _Units(run, around, version, encoding).pair
    return [made for i, match in enumerate(run.found, number + 1) if (made := pair(match, i))]
