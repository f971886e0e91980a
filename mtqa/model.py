"""The nouns of mtqa: frozen values, no logic beyond their own invariants.

Units: spans are half-open offsets in code points of the unmodified segment text; lines and columns start at 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Severity = Literal["info", "warning", "error"]
Safety = Literal["safe", "unsafe", "display"]
Side = Literal["target", "source"]

SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
SAFETIES: tuple[Safety, ...] = ("safe", "unsafe", "display")


ASIDE = frozenset(["author", "category"])
"""Roles of texts beside an article: only rules that name them in their `scope` look at these."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace text[start:end] by `text`."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"an edit cannot span {self.start}..{self.end}")


@dataclass(frozen=True, slots=True)
class Fix:
    """What an editor would change: edits sorted by position, and other wordings for the first."""

    edits: tuple[Edit, ...]
    safety: Safety
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file."""

    path: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Segment:
    """One unit of translation: a sentence, line or paragraph.

    `item`: its article; empty where the file is one. `system`: what translated it; empty where the file does not say.
    """

    key: str
    target: str
    source: str | None = None
    reference: str | None = None
    role: str = "body"
    line: int = 1
    column: int = 1
    item: str = ""
    system: str = ""


@dataclass(frozen=True, slots=True)
class ByteEdit:
    """Replace the bytes start..end of a file."""

    start: int
    end: int
    data: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A comment to mtqa in a text: leave findings of `rules` (ids or other selectors) alone, for a `reason`.

    `whole`: in all of the file. `problem`: why it cannot be heeded; empty where it can. `text`: what it says.
    """

    text: str
    rules: tuple[str, ...]
    reason: str
    line: int
    column: int
    whole: bool = False
    problem: str = ""


class WholeTextError(Exception):
    """An edit that can only be written with the whole text: `locate` asks for one edit of all of it."""


Locate = Callable[[int, Edit], "Sequence[ByteEdit]"]
Place = Callable[[int, int], tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive segments as columns, so that work over them need not touch each one.

    `keys` None: keys are "L" and the line. `items` None: the whole document is one item (an article); else the
    item of each segment. `locate(i, edit)` turns an edit of target i into edits of the file's bytes, in order: several
    where the edit runs over markup, which stays; None where the file cannot be written back. `place(i, at)` is the line
    and column of the file where code point `at` of target i stands; None where a target stands in the file as it reads.
    `codes`: inline codes stand in the texts as U+FFFC, which is then no stray sign. `notes`: the comments to mtqa that
    belong to each segment, those of the whole file among them; None where there are none.
    """

    targets: Sequence[str]
    lines: Sequence[int]
    keys: Sequence[str] | None = None
    columns: Sequence[int] | None = None
    sources: Sequence[str | None] | None = None
    references: Sequence[str | None] | None = None
    roles: Sequence[str] | None = None
    items: Sequence[str] | None = None
    systems: Sequence[str] | None = None
    locate: Locate | None = None
    place: Place | None = None
    codes: bool = False
    notes: Sequence[Sequence[Note]] | None = None

    @property
    def size(self) -> int:
        """How much text there is. Units: code points of sources and targets."""
        return sum(map(len, self.targets)) + sum(len(source) for source in self.sources or () if source)

    def segment(self, i: int) -> Segment:
        """Return segment i as a value of its own."""
        return Segment(
            key=self.keys[i] if self.keys else f"L{self.lines[i]}",
            target=self.targets[i],
            source=self.sources[i] if self.sources else None,
            reference=self.references[i] if self.references else None,
            role=self.roles[i] if self.roles else "body",
            line=self.lines[i],
            column=self.columns[i] if self.columns else 1,
            item=self.items[i] if self.items else "",
            system=self.systems[i] if self.systems else "",
        )


@dataclass(frozen=True, slots=True)
class Document:
    """A text to check. `batches()` reads it from the start, each time it is called.

    `read_only` says why it cannot be written back; empty where it can. `encoding`: that of its bytes, empty where the
    byte order mark tells it, or else UTF-8. `loose()`, once the batches are read: the comments to mtqa that belong to
    no segment or to all; None where its format has no comments.
    """

    path: str
    format: str
    source_lang: str
    target_lang: str
    batches: Callable[[], Iterator[Batch]]
    read_only: str = ""
    encoding: str = ""
    loose: Callable[[], Sequence[Note]] | None = None

    @property
    def segments(self) -> Iterator[Segment]:
        """Every segment in order."""
        return (b.segment(i) for b in self.batches() for i in range(len(b.targets)))


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of rules."""

    name: str
    version: str
    title: str
    source_lang: str
    target_lang: str
    path: str


@dataclass(frozen=True, slots=True)
class RuleTest:
    """An example that a rule carries: what it flags (`bad`) or must leave alone (`ok`).

    `known` marks a known miss or false alarm (todo_bad, todo_ok), which is counted and does not fail.
    """

    text: str
    bad: bool
    where: Where
    marks: tuple[str, ...] = ()
    fixed: str | None = None
    source: str | None = None
    known: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule, ready to run: `options` is what its kind's `prepare` made of the YAML."""

    id: str
    name: str
    pack: str
    kind: str
    langs: tuple[str, str]
    severity: Severity
    category: str
    status: str
    message: str
    explain: str
    where: Where
    options: Mapping[str, Any]
    fix: Mapping[str, Any] | None = None
    scope: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    tests: tuple[RuleTest, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Finding:
    """One place in a text that a rule objects to. `line` 0: its place in the file is not worked out.

    `base` is the fingerprint without the ordinal that tells equal findings of a run apart.
    """

    rule: str
    name: str
    pack: str
    segment: Segment
    side: Side
    start: int
    end: int
    text: str
    message: str
    severity: Severity
    category: str
    fix: Fix | None
    fingerprint: str
    line: int = 0
    column: int = 0
    base: str = ""
