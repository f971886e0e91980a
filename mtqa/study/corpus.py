"""Corpora: machine translation beside human text, read segment by segment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from mtqa.engine import Engine
from mtqa.errors import MtqaError
from mtqa.model import Batch, Document, Finding
from mtqa.packs import RuleSet

WORDS = regex.compile(r"\w+")
Tick = Callable[[int], None]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Triple:
    """A segment in three texts. `source` may be empty."""

    source: str
    target: str
    reference: str


def run(
    ruleset: RuleSet, documents: Iterable[Document], tick: Tick
) -> Iterator[tuple[Batch, dict[int, list[Finding]]]]:
    """Yield each batch with its findings by segment. Raises: MtqaError where a rule took too long: some are missing."""
    engine = Engine(ruleset)
    for document in documents:
        for result in engine.run(document):
            tick(len(result.batch.targets))
            yield result.batch, dict(result.findings)
    if engine.problems:
        raise MtqaError(engine.problems[0], hint="mend the rule, or leave it out with --ignore")


def triples(ruleset: RuleSet, documents: Iterable[Document], tick: Tick) -> tuple[list[Triple], list[list[Span]]]:
    """Return the segments that have a reference, and for each the spans that rules flag in its target."""
    rows: list[Triple] = []
    spans: list[list[Span]] = []
    for batch, found in run(ruleset, documents, tick):
        for i, reference in enumerate(batch.references or ()):
            if reference is not None:
                source = batch.sources[i] if batch.sources else None
                rows.append(Triple(source or "", batch.targets[i], reference))
                spans.append([(f.start, f.end) for f in found.get(i, ())])
    return rows, spans


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
