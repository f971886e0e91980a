"""The ordinary units of TMX: two variants without inline codes, with notes and properties at most."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mtqa.load import quick
from mtqa.load.bilingual.ordinary import (
    ATTRIBUTES,
    SPACE,
    TEXT,
    Cursor,
    attributes,
    closing,
    named,
    opening,
    passed_over,
)
from mtqa.load.bilingual.tmxunit import MARKS, Choice, lang_of, numbered, preserves
from mtqa.load.bilingual.units import Pair
from mtqa.load.xml.events import Ordinary, Run

_HAS_LANG = rb'(?=[^<>]*?[ \t\r\n](?:xml:)?lang="[^"])'
_ASIDE = SPACE + passed_over("note", "prop")
_VARIANT = (
    opening("tuv", _HAS_LANG + ATTRIBUTES) + _ASIDE + b"<seg>" + TEXT + closing("seg") + closing("tuv")
)  # fmt: skip
PATTERN = quick.compile(opening("tu", named("tuid") + ATTRIBUTES) + _ASIDE + _VARIANT + _VARIANT + closing("tu"))
OF_UNIT, OF_VARIANTS, TEXTS = 2, (3, 6), (4, 7)
"""Groups: attributes, and texts. Before those of the unit is its id, behind a text what may not read as it is."""


def _among(path: Sequence[str]) -> bool:
    """Tell whether units stand in the innermost of the open elements."""
    return len(path) == 2 and path[1] == path[0][: path[0].rfind("}") + 1] + "body"


ORDINARY = Ordinary(PATTERN, _among)


class _Told(NamedTuple):
    """What the tags of a unit say, but for an id that comes first."""

    id: str
    source: int | None
    targets: Sequence[int]
    preserve: tuple[bool, bool]


class Units(NamedTuple):
    """Units that stand one behind the other; `before` them is the number of the others."""

    before: int
    run: Run

    def pairs(self, choice: Choice, encoding: str) -> list[Pair]:
        """Return their translations, each with the source."""
        cursor = Cursor(self.run, encoding, MARKS)
        seen: dict[tuple[bytes, ...], _Told] = {}
        pairs: list[Pair] = []
        for count, match in enumerate(self.run.found, self.before + 1):
            tags = match.group(OF_UNIT, *OF_VARIANTS)
            told = seen.get(tags)
            if told is None:
                told = seen[tags] = _tell(tags, choice, encoding)
            if not told.targets:
                continue
            key = (match[1] or b"").decode(encoding) or told.id or f"tu-{count}"
            source = None
            if told.source is not None:
                text, odd = match.group(TEXTS[told.source], TEXTS[told.source] + 1)
                source = cursor.source(text, odd, told.preserve[told.source])
            for number, i in enumerate(told.targets):
                first, last = match.start(TEXTS[i]), match.end(TEXTS[i] + 1)
                odd = last > match.end(TEXTS[i])
                target = cursor.target(first, last, odd, told.preserve[i])
                pairs.append(Pair(numbered(key, number), "", "body", source, *target))
        return pairs


def _tell(tags: Sequence[bytes], choice: Choice, encoding: str) -> _Told:
    unit, *variants = (attributes(tag, encoding) for tag in tags)
    first, second = variants
    source, targets = choice.of((lang_of(first), lang_of(second)))
    return _Told(unit.get("tuid", ""), source, targets, (preserves(first, unit), preserves(second, unit)))
