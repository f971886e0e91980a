"""What goes to a worker process and comes back: plain columns there, findings without their texts back.

The main process keeps what cannot be sent (how a batch finds its places in the file) and what need not be.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from mtqa.checks.chunk import Chunk, Neighbour
from mtqa.cli.rows import Rows
from mtqa.model import Batch, Edit, Finding, Fix, Safety, Segment, Severity, Side

BySegment = list[tuple[int, list[Finding]]]


class Sent(NamedTuple):
    """A chunk on its way to a worker."""

    path: str
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

    `found` is pickled, as it is seldom asked for where there are `rows`.
    """

    found: bytes
    problems: list[str]
    rows: Rows | None


def sent(path: str, chunk: Chunk) -> Sent:
    """Make a chunk ready to be sent."""
    batch = replace(chunk.batch, locate=None, place=None, notes=None)
    return Sent(path, batch, chunk.before, chunk.after, chunk.langs, chunk.batch.place is not None)


def chunk_of(sent: Sent, recurring: Mapping[str, int], document: dict[str, Any]) -> Chunk:
    """Return the chunk that was sent."""
    return Chunk(sent.batch, sent.before, sent.after, recurring, langs=sent.langs, document=document)


def packed(found: BySegment) -> bytes:
    """Make findings ready to be sent."""
    return pickle.dumps([(i, [_packed(f) for f in findings]) for i, findings in found], pickle.HIGHEST_PROTOCOL)


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


def unpacked(found: bytes, batch: Batch, names: Mapping[str, Names]) -> BySegment:
    """Return the findings that were sent; their fingerprints are still without ordinals."""
    return [(i, _findings(batch.segment(i), findings, names)) for i, findings in pickle.loads(found)]


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
