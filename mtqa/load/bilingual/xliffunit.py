"""The units of XLIFF: their segments in pairs, each with what is said of its state."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from mtqa.errors import InputError
from mtqa.load.bilingual.inline import Content, Part, Sentence, Tell
from mtqa.load.bilingual.units import XML, Pair, Walk
from mtqa.load.xml.read import Start

TRANSPARENT = frozenset(["g", "mrk", "pc", "sm", "em"])
PROTECTED = frozenset(["protected", "x-sdl-deleted"])
"""Types of `mrk` whose text is not the sentence's own."""
UNTRANSLATED = frozenset(["new", "needs-translation", "needs-adaptation", "needs-l10n", "initial"])
_LOCKED = frozenset(["true", "locked", "yes", "1"])


ROLES: Mapping[str, str] = {
    "title": "title", "x-title": "title", "caption": "caption", "heading": "heading",
    **{f"x-h{n}": "heading" for n in range(1, 7)},
}  # fmt: skip


class Row(NamedTuple):
    """A segment that may have been translated. `name` is its own in the unit; `state` is empty where none is told.

    `source_tag`, `target_tag`: the attributes of their elements.
    """

    name: str
    source: Sentence
    target: Sentence
    source_tag: Mapping[str, str]
    target_tag: Mapping[str, str]
    state: str

    @property
    def is_translated(self) -> bool:
        """Tell whether there is a translation to check, be it an empty one that should not be."""
        if self.target.blank:
            return self.state not in UNTRANSLATED and not self.source.blank
        return self.state not in UNTRANSLATED or self.source.text(False) != self.target.text(False)


def is_locked(attributes: Mapping[str, str]) -> bool:
    """Tell whether a tool has locked what has these attributes."""
    return any(name.rpartition("}")[2] == "locked" and told.lower() in _LOCKED for name, told in attributes.items())


@dataclass(frozen=True, slots=True)
class Scope:
    """What a file or group says of the units in it."""

    translate: bool = True
    preserve: bool = False
    item: str = ""

    def within(self, attributes: Mapping[str, str]) -> Scope:
        """Return what holds in an element."""
        told = attributes.get("translate")
        if not told and f"{XML}space" not in attributes:
            return self
        return replace(self, translate=told != "no" if told else self.translate, preserve=self.preserves(attributes))

    def preserves(self, attributes: Mapping[str, str]) -> bool:
        """Tell whether white space counts in an element."""
        told = attributes.get(f"{XML}space")
        return told == "preserve" if told else self.preserve


class Unit(NamedTuple):
    """What a unit says of itself, and what holds in it."""

    id: str
    role: str
    scope: Scope
    left_alone: bool

    @classmethod
    def of(cls, attributes: Mapping[str, str], around: Scope) -> Unit:
        """Read it in the attributes of a unit."""
        scope, role = around.within(attributes), ROLES.get(attributes.get("restype", ""), "body")
        return cls(attributes.get("id", ""), role, scope, not scope.translate or is_locked(attributes))

    def key(self, own: str, number: int, name: str) -> str:
        """Return the key of a segment in it: `own`, else `id`, else `number` names the unit in its file."""
        key = f"{self.scope.item}/{own or self.id or number}"
        return f"{key}/{name}" if name else key

    def pair(self, row: Row, key: str, measure: Callable[[str], int]) -> Pair:
        """Make a pair of a segment."""
        preserve = self.scope.preserves(row.target_tag)
        return Pair(
            key, self.scope.item, self.role,
            row.source.text(self.scope.preserves(row.source_tag)),
            *row.target.pieces_of(preserve, measure), *row.target.place(preserve),
        )  # fmt: skip


def part_of(walk: Walk) -> Tell:
    """Return what tells codes from text in a document."""

    def tell(start: Start) -> Part:
        name = walk.local(start)
        if name == "mrk":
            kind = start.attributes.get("mtype", "")
            if kind == "seg":
                return "segment"
            return "code" if kind in PROTECTED or start.attributes.get("translate") == "no" else "text"
        return "text" if name in TRANSPARENT else "code"

    return tell


def old_rows(walk: Walk, unit: Start, tell: Tell) -> Iterator[Row]:
    """Yield the segments of a `trans-unit` of XLIFF 1.x. Raises: InputError where it has no source."""
    found: dict[str, Content] = {}
    marks: dict[str, Mapping[str, str]] = {}
    for child in walk.children():
        name = walk.local(child)
        if name in ("source", "seg-source", "target") and name not in found:
            found[name] = walk.content(child, tell)
        else:  # Trados tells the state of segments in <sdl:seg-defs>, behind the target
            inside = [tag for tag in walk.skip() if tag.name.endswith("}seg")]
            marks |= {tag.attributes["id"]: tag.attributes for tag in inside if "id" in tag.attributes}
    cut, target = found.get("seg-source"), found.get("target")
    source = found.get("source", cut)
    if source is None:
        raise InputError("a trans-unit without a source", walk.where(unit), "mend the file, or what wrote it")
    if target is None:
        return
    state = target.start.attributes.get("state", "")
    for name, its_source, its_target in pairing(source, cut or source, target):
        mark = marks.get(name, {})
        if is_locked(mark) or (not name and any(map(is_locked, marks.values()))):
            continue
        told = "new" if name in marks and mark.get("conf", "Unspecified") == "Unspecified" else state
        yield Row(name, its_source, its_target, source.start.attributes, target.start.attributes, told)


def pairing(source: Content, cut: Content, target: Content) -> list[tuple[str, Sentence, Sentence]]:
    """Pair the segments of a target with those of its source by name.

    Where that cannot be done (other segments, text outside them), the whole is one segment: nothing is paired by
    position.
    """
    ours, theirs = dict(target.segments), dict(cut.segments)
    named = "" not in ours and len(ours) == len(target.segments) and len(theirs) == len(cut.segments)
    if ours and named and ours.keys() <= theirs.keys() and not target.outside:
        return [(name, theirs[name], text) for name, text in ours.items()]
    return [("", source.whole, target.whole)]


def new_rows(walk: Walk, unit: Start, tell: Tell) -> Iterator[Row]:
    """Yield the segments of a `unit` of XLIFF 2.x. Raises: InputError where one has no source."""
    rows: list[Row | None] = []
    for child in walk.children():
        if walk.local(child) == "segment":
            rows.append(_new_row(walk, child, tell))
        else:
            walk.pass_over()
    for number, row in enumerate(rows, 1):
        if row:
            yield row._replace(name=row.name or (str(number) if len(rows) > 1 else ""))


def _new_row(walk: Walk, segment: Start, tell: Tell) -> Row | None:
    found: dict[str, Content] = {}
    for child in walk.children():
        name = walk.local(child)
        if name in ("source", "target") and name not in found:
            found[name] = walk.content(child, tell)
        else:
            walk.pass_over()
    if "source" not in found:
        raise InputError("a segment without a source", walk.where(segment), "mend the file, or what wrote it")
    if "target" not in found or is_locked(segment.attributes):
        return None
    source, target = found["source"], found["target"]
    name, state = segment.attributes.get("id", ""), segment.attributes.get("state", "")
    return Row(name, source.whole, target.whole, source.start.attributes, target.start.attributes, state)
