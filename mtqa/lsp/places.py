"""Where findings stand in an open text. Units: code points of it."""

from __future__ import annotations

from mtqa.errors import MtqaError
from mtqa.lsp.encoded import Encoded
from mtqa.lsp.text import Text
from mtqa.model import Batch, Edit, Finding, WholeTextError
from mtqa.report.jsonl import position

Span = tuple[int, int]


def span_of(text: Text, own: Encoded, batch: Batch, i: int, finding: Finding) -> Span:
    """Return where a finding about segment i stands; one about the source is told of the whole translation."""
    start, end = finding.start, finding.end
    if finding.side == "source":
        start, end = 0, len(batch.targets[i])
    begun = _sign(own, batch, i, start) if start < end else None
    ended = _sign(own, batch, i, end - 1) if start < end else None
    first = begun[0] if begun else _placed(text, batch, i, start, finding)
    last = ended[1] if ended else _after(text, batch, i, end, finding, first)
    return first, max(first, last)


def ends_of(text: Text, own: Encoded, batch: Batch, i: int) -> Span:
    """Return where segment i begins and ends."""
    target = batch.targets[i]
    begun, ended = _sign(own, batch, i, 0), _sign(own, batch, i, len(target) - 1)
    first = begun[0] if begun else _place(text, batch, i, 0)
    return first, max(first, ended[1] if ended else _place(text, batch, i, len(target)))


def _sign(own: Encoded, batch: Batch, i: int, at: int) -> Span | None:
    """Return where one sign of a segment is written; None where its format does not tell."""
    if batch.locate is None or not 0 <= at < len(batch.targets[i]):
        return None
    try:
        parts = list(batch.locate(i, Edit(at, at + 1, "")))
    except (MtqaError, WholeTextError, ValueError):
        return None
    return (own.offset(parts[0].start), own.offset(parts[-1].end)) if parts else None


def _place(text: Text, batch: Batch, i: int, at: int) -> int:
    if batch.place:
        return text.place(*batch.place(i, at))
    before = batch.targets[i][:at]
    column = batch.columns[i] if batch.columns else 1
    return text.place(batch.lines[i], column) + len(before) if "\r" not in before else text.place(batch.lines[i], 1)


def _placed(text: Text, batch: Batch, i: int, at: int, finding: Finding) -> int:
    if batch.place or finding.side == "source":
        return _place(text, batch, i, at)
    return text.place(*position(finding))


def _after(text: Text, batch: Batch, i: int, at: int, finding: Finding, first: int) -> int:
    """Return where a finding ends whose last sign is not told: on its line."""
    if at == 0 or finding.start == finding.end:
        return first
    return min(_place(text, batch, i, at - 1) + 1, text.line_end(text.line_at(first)))
