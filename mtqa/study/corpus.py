"""Corpora: machine translation beside human text, read segment by segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from mtqa.checks.chunk import Chunk
from mtqa.engine import Engine
from mtqa.model import Batch, Document
from mtqa.packs import RuleSet

WORDS = regex.compile(r"\w+")
Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Triple:
    """A segment in three texts. `source` may be empty."""

    source: str
    target: str
    reference: str


def triples(documents: Iterable[Document], tick: Tick) -> Iterator[Triple]:
    """Yield the segments that have a reference."""
    for document in documents:
        for batch in document.batches():
            tick(len(batch.targets))
            for i, reference in enumerate(batch.references or ()):
                if reference is not None:
                    yield Triple((batch.sources[i] if batch.sources else None) or "", batch.targets[i], reference)


def words(texts: Iterable[str]) -> int:
    """Count words."""
    return sum(len(WORDS.findall(text)) for text in texts)


def human(document: Document) -> Document:
    """Return a document with each reference in its target's place; segments without one are left out."""
    return replace(document, batches=lambda: (b for b in map(_human, document.batches()) if b.targets))


def _human(batch: Batch) -> Batch:
    references = batch.references or ()
    kept = [i for i, reference in enumerate(references) if reference is not None]

    def column(values: Sequence[str | None] | None) -> list[str | None] | None:
        return [values[i] for i in kept] if values else None

    return Batch(
        targets=[references[i] or "" for i in kept],
        lines=[batch.lines[i] for i in kept],
        sources=column(batch.sources),
    )


def flagged_spans(ruleset: RuleSet, rows: Sequence[Triple]) -> list[list[tuple[int, int]]]:
    """Return the spans that rules flag in each target."""
    spans: list[list[tuple[int, int]]] = [[] for _ in rows]
    engine = Engine(ruleset)
    for first in range(0, len(rows), 2000):
        part = rows[first : first + 2000]
        batch = Batch([r.target for r in part], range(len(part)), sources=[r.source or None for r in part])
        for i, findings in engine.check(Chunk(batch)):
            spans[first + i] = [(f.start, f.end) for f in findings]
    return spans
