"""The proper names of a chunk's two sides, and what became of those of the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mtqa.checks.bare_words import bare_words
from mtqa.checks.capitals import (
    TOKEN,
    Text,
    Word,
    is_headline,
    is_set_off,
    is_shouted,
)
from mtqa.checks.chunk import Chunk
from mtqa.checks.named import Known, Table, naming
from mtqa.checks.tracing import Trace, Tracer
from mtqa.checks.unkept import unkept
from mtqa.fold import SEPARATOR
from mtqa.lang.names import fold_name


@dataclass(frozen=True)
class Compared:
    """A segment whose source has names that its translation has not letter by letter.

    `theirs` tells the names of the translation from its words, and `tracer` where they come from.
    """

    segment: int
    source: Text
    target: Text
    traces: tuple[Trace, ...]
    theirs: Mapping[str, bool]
    tracer: Tracer

    @cached_property
    def new(self) -> tuple[Word, ...]:
        """The names of the translation that no word of the source accounts for; few rules ask."""
        names = [w for w in self.target.names if self.theirs[w.text] and not is_shouted(self.target, w)]
        return tuple(self.tracer.new(names))

    def lost(self) -> Iterator[Word]:
        """Yield the names of the source that left no trace."""
        return (t.name for t in self.traces if t.how == "lost")


def compared(chunk: Chunk, key: str, table: Table, *, every: bool) -> list[Compared]:
    """Return the segments whose names differ; `key` stands for the table, so that rules share the work.

    Unless `every` is asked for, some are left out of whose names of the source there is nothing to tell.
    """
    made: list[Compared] = chunk.memo(("names", key, every), lambda: list(_compare(chunk, key, table, every)))
    return made


def _compare(chunk: Chunk, key: str, table: Table, every: bool) -> Iterator[Compared]:
    assert chunk.source is not None
    tables: dict[str, Known] = chunk.document.setdefault("counterparts", {})
    if key not in tables:
        tables[key] = Known(table, chunk.langs)
    known = tables[key]
    for i, named in unkept(chunk, known, every=every):
        target = Text(chunk.target.plain(i), bare_words(chunk, chunk.target).of(i))
        if not target.plain:
            continue
        kept = TOKEN.findall(SEPARATOR + target.plain)
        kept[0] = kept[0][1:]
        lost = named.difference(kept)
        if lost and chunk.source.has(i) and _any_unaccounted(lost, kept, target, known):
            look = _look(chunk, i, target, lost, known)
            if look:
                yield look


def _any_unaccounted(lost: Iterable[str], kept: Iterable[str], target: Text, known: Known) -> bool:
    """Tell whether a name has neither its like nor a known counterpart in a translation: the cheap test."""
    rest = {*map(fold_name, lost)}.difference(map(fold_name, kept))
    return bool(rest) and _any_missing(rest, target.keys, known)


def _any_missing(names: Iterable[str], words: frozenset[str], known: Known) -> bool:
    return not all(any(words.issuperset(other) for other in known[name]) for name in names)


def _look(chunk: Chunk, segment: int, target: Text, lost: set[str], known: Known) -> Compared | None:
    """Trace the names of a segment that its translation has not letter by letter."""
    assert chunk.source is not None
    ours, theirs = naming(*chunk.langs)
    source = Text(chunk.source.plain(segment), bare_words(chunk, chunk.source).of(segment))
    if is_headline(source, ours) or is_headline(target, theirs):
        return None
    names = [w for w in source.names if w.text in lost and ours[w.text] and not is_set_off(source, w)]
    tracer = Tracer(source, target, known)
    traces = tuple(map(tracer.trace, names))
    if all(t.how in ("kept", "known") for t in traces):
        return None
    return Compared(segment, source, target, traces, theirs, tracer)
