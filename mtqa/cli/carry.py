"""What goes to a worker process and comes back: plain columns there, findings without their texts back.

The main process keeps what cannot be sent (how a batch finds its places in the file) and what need not be.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import Any, NamedTuple, cast

from mtqa.checks import bulk
from mtqa.checks.chunk import CONTEXT, Chunk, Neighbour
from mtqa.cli.rows import Rows, joined
from mtqa.engine import neighbours
from mtqa.model import Batch, Edit, Finding, Fix, Safety, Segment, Severity, Side

COLUMNS = ("targets", "lines", "keys", "columns", "sources", "references", "roles", "items", "systems")
"""What a batch holds of each segment, but for notes."""

BySegment = list[tuple[int, list[Finding]]]


class Sent(NamedTuple):
    """A part of a chunk on its way to a worker, from segment `start` on. `placed`: it has places in its file."""

    path: str
    start: int
    batch: Batch
    before: Sequence[Neighbour]
    after: Sequence[Neighbour]
    langs: tuple[str, str]
    placed: bool


class Packed(NamedTuple):
    """A finding on its way back; what its rule or its segment says as well is left out."""

    rule: str
    side: Side
    start: int
    end: int
    message: str
    severity: Severity
    fix: tuple[tuple[tuple[int, int, str], ...], Safety, tuple[str, ...]] | None
    base: str


class Answer(NamedTuple):
    """What the checks of a worker gave for a chunk: findings by segment, and rules that took too long.

    `found` is pickled, part by part, as it is seldom asked for where there are `rows`. `letters` spare the checks that
    go by order some work; none where hashes differ between processes.
    """

    found: Sequence[bytes]
    problems: list[str]
    rows: Rows | None
    letters: Sequence[bytes] = ()


def sent(path: str, chunk: Chunk, start: int, end: int) -> Sent:
    """Make a part of a chunk ready to be sent."""
    before, after, placed = chunk.before, chunk.after, chunk.batch.place is not None
    batch = replace(chunk.batch, locate=None, place=None, notes=None)
    if placed and batch.sources is None:  # columns of findings in targets are filled in by the main process
        batch = replace(batch, columns=None)
    if end - start < len(batch.targets):
        before = [*before, *neighbours(batch, range(max(0, start - CONTEXT), start))][-CONTEXT:]
        after = [*neighbours(batch, range(end, min(end + CONTEXT, len(batch.targets)))), *after][:CONTEXT]
        columns = {name: getattr(batch, name) for name in COLUMNS}
        parts: Any = {name: [*islice(column, start, end)] for name, column in columns.items() if column}
        batch = replace(batch, **parts)
    return Sent(path, start, batch, before, after, chunk.langs, placed)


def chunk_of(sent: Sent, recurring: Mapping[str, int], document: dict[str, Any]) -> Chunk:
    """Return the chunk that was sent. Where there is work for several processes each of them will need arrays."""
    return Chunk(
        sent.batch, sent.before, sent.after, recurring, langs=sent.langs, document=document, large=bulk.WORTH
    )  # fmt: skip


def packed(found: BySegment) -> bytes:
    """Make findings ready to be sent."""
    return pickle.dumps([(i, [_packed(f) for f in findings]) for i, findings in found], pickle.HIGHEST_PROTOCOL)


def together(answers: Sequence[Answer | Exception]) -> Answer:
    """Return the answers for the parts of a chunk as one. Raises: what a check did."""
    for answer in answers:
        if isinstance(answer, Exception):
            raise answer
    found, problems, rows, letters = zip(*cast("Sequence[Answer]", answers), strict=True)
    sides = [*map(b"".join, zip(*letters, strict=True))] if all(letters) else []
    return Answer([*chain(*found)], [*chain(*problems)], None if None in rows else joined(rows), sides)


def _packed(finding: Finding) -> Packed:
    fix = finding.fix
    told = (tuple((e.start, e.end, e.text) for e in fix.edits), fix.safety, fix.alternatives) if fix else None
    return Packed(
        finding.rule, finding.side, finding.start, finding.end, finding.message, finding.severity, told, finding.base
    )


class Names(NamedTuple):
    """What a rule says of each of its findings."""

    name: str
    pack: str
    category: str


def names_of(rows: Iterable[Mapping[str, Any]]) -> dict[str, Names]:
    """Return what rules say of their findings, by id."""
    return {row["id"]: Names(row["name"], row["pack"], row["category"]) for row in rows}


def unpacked(found: Iterable[bytes], batch: Batch, names: Mapping[str, Names]) -> BySegment:
    """Return the findings that were sent; their fingerprints are still without ordinals."""
    return [(i, _findings(batch.segment(i), findings, names)) for i, findings in chain(*map(pickle.loads, found))]


def _findings(segment: Segment, found: Iterable[Packed], names: Mapping[str, Names]) -> list[Finding]:
    findings = []
    for rule, side, start, end, message, severity, fix, base in found:
        name, pack, category = names[rule]
        text = (segment.target if side == "target" else segment.source or "")[start:end]
        findings.append(
            Finding(
                rule, name, pack, segment, side, start, end, text, message, severity, category,
                _fix(*fix) if fix else None, base, base=base,
            )
        )  # fmt: skip
    return findings


def _fix(edits: Iterable[tuple[int, int, str]], safety: Safety, alternatives: tuple[str, ...]) -> Fix:
    return Fix(tuple(Edit(*edit) for edit in edits), safety, alternatives)


def merged(one: BySegment, other: BySegment) -> BySegment:
    """Put the findings of two runs over a batch in the order that a single run has."""
    if not one or not other:
        return one or other
    both: dict[int, list[Finding]] = {i: list(findings) for i, findings in one}
    for i, findings in other:
        both.setdefault(i, []).extend(findings)
    return [(i, sorted(both[i], key=_order)) for i in sorted(both)]


def _order(finding: Finding) -> tuple[bool, int, int, str]:
    return finding.side == "source", finding.start, finding.end, finding.rule
