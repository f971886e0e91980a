"""What a check is given: many segments at once, their neighbours, and views of single ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mtqa.checks import bulk
from mtqa.checks.side import Side
from mtqa.model import Batch, Edit
from mtqa.model import Side as SideName
from mtqa.textview import TextView

CONTEXT = 12
"""How many segments before and after a chunk a check may look at."""


Found = tuple[int, int, int, int]
"""A literal of a rule stands here: segment, start, end, number of the literal. Units: offsets of its plain view."""
Owner = tuple[int, int, int, bool, bytes]
"""A rule's number, the number of its literal, the word edges that asks for, and whether the rule is of phrases; the
literal where only its beginning was looked for."""
BEGINS, ENDS, AFTER_DIGIT = 1, 2, 4
"""Edges: a word must begin at a literal's start, or end at its end, or a digit stand before it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One match of a rule, not yet a finding.

    `suggest`: other wordings for the span; `replace`: a template over `groups`; `edits`: a fix made by the check.
    `side`: whose text the span is of; a hit on the source offers no fix.
    """

    segment: int
    start: int
    end: int
    groups: Mapping[str, str] = field(default_factory=dict)
    suggest: Sequence[str] | None = None
    replace: str | None = None
    edits: tuple[Edit, ...] | None = None
    source: Mapping[str, Any] | None = None  # what the matcher asks of the source, in place of the rule
    exact_case: bool = False  # the matcher asks for its capitals, so they say nothing of the sentence
    side: SideName = "target"


class Neighbour(NamedTuple):
    """A segment outside the chunk."""

    text: str
    item: str | None


class Chunk:
    """A batch of segments with what stands around it.

    `before` and `after` hold up to CONTEXT neighbours; fewer mean that the document begins or ends there.
    `source` is None where no segment has one. `langs` are the languages of source and target, as primary subtags.
    `document` is what checks remember from chunk to chunk of a document, each under its rule's id. `large`: from how
    many characters of both sides on it is looked at by arrays; None: from `bulk.LARGE` on.
    """

    __slots__ = (
        "_memo", "after", "batch", "before", "document", "langs", "large", "recurring", "source", "target",
        "texts",
    )  # fmt: skip

    def __init__(
        self,
        batch: Batch,
        before: Sequence[Neighbour] = (),
        after: Sequence[Neighbour] = (),
        recurring: Mapping[str, int] | None = None,
        *,
        langs: tuple[str, str] = ("fr", "en"),
        document: dict[str, Any] | None = None,
        large: int | None = None,
    ) -> None:
        self.batch = batch
        self.texts = batch.targets
        self.before = before
        self.after = after
        self.recurring = recurring or {}
        self.langs = langs
        self.document: dict[str, Any] = {} if document is None else document
        self.target = Side(batch.targets)
        self.source = Side(batch.sources) if batch.sources is not None else None
        self.large = bulk.LARGE if large is None else large
        self._memo: dict[Any, Any] = {}

    @property
    def is_large(self) -> bool:
        """Tell whether there is so much text that it is looked at by arrays (`mtqa.checks.bulk`)."""
        return len(self.target.joined) + (len(self.source.joined) if self.source else 0) >= self.large

    def view(self, segment: int) -> TextView:
        """Return the plain view of a segment's target."""
        return self.target.view(segment)

    def folded(self, segment: int) -> str:
        """Return the plain view of a segment's target folded, a letter for a byte."""
        return self.target.folded_text(segment)

    def item(self, segment: int) -> str | None:
        """Return the item a segment belongs to; None: the document is one item."""
        return self.batch.items[segment] if self.batch.items else None

    def around(self, segment: int, step: int) -> Iterator[str]:
        """Yield the texts after (step 1) or before (step -1) a segment, nearest first, within its item."""
        item = self.item(segment)
        i = segment + step
        while 0 <= i < len(self.texts):
            if self.item(i) != item:
                return
            yield self.texts[i]
            i += step
        for text, other in self.after if step > 0 else reversed(self.before):
            if other != item:
                return
            yield text

    def memo(self, key: Any, make: Any) -> Any:
        """Return what `make()` gave for `key` the first time."""
        if key not in self._memo:
            self._memo[key] = make()
        return self._memo[key]
