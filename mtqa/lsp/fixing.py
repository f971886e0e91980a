"""The edits of fixes in an open text: written in its format's own syntax, as `mtqa fix` writes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa import fix
from mtqa.errors import MtqaError
from mtqa.lsp.checking import Checked, Told
from mtqa.lsp.encoded import Encoded
from mtqa.model import Batch, Edit, Finding, Safety


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to mend a finding. `edits`: of the text; `old` and `new`: what it changes in the segment."""

    edits: Sequence[Edit]
    old: str
    new: str
    safe: bool


def offers(checked: Checked, told: Told) -> Iterator[Offer]:
    """Yield the fix of a finding and its other wordings, but for those that its format cannot hold."""
    made, own, batch = told.finding.fix, checked.encoded, told.batch
    if not (made and made.edits and own and batch and checked.fixable) or told.finding.side == "source":
        return
    first, *rest = made.edits
    others = [(Edit(first.start, first.end, text), *rest) for text in made.alternatives]
    for number, edits in enumerate([made.edits, *others]):
        written = _written(own, batch, told.i, edits)
        if written:
            start, end = edits[0].start, edits[-1].end
            text = batch.targets[told.i]
            new = fix.apply(text[:end], edits)[start:]
            yield Offer(written, text[start:end], new, made.safety == "safe" and not number)


def every_safe(checked: Checked) -> tuple[list[Edit], int]:
    """Return the edits that make all safe fixes of a text, in order, and how many fixes these are."""
    edits: list[Edit] = []
    number = 0
    for batch, i, findings in _segments(checked):
        allowed: tuple[Safety, ...] = ("safe",)
        chosen, _ = fix.choose(findings, allowed)
        if not (chosen and checked.encoded and checked.fixable):
            continue
        if written := _written(checked.encoded, batch, i, fix.edits_of(chosen)):
            edits += written
            number += len(chosen)
    return sorted(edits, key=lambda e: (e.start, e.end)), number


def _segments(checked: Checked) -> Iterator[tuple[Batch, int, list[Finding]]]:
    """Yield the segments that have findings, with all they have."""
    found: dict[tuple[int, int], tuple[Batch, list[Finding]]] = {}
    for told in checked.told:
        if told.batch is not None:
            found.setdefault((id(told.batch), told.i), (told.batch, []))[1].append(told.finding)
    for (_, i), (batch, findings) in found.items():
        yield batch, i, findings


def _written(own: Encoded, batch: Batch, i: int, edits: Sequence[Edit]) -> list[Edit]:
    """Return the edits of the text that make edits of a segment; none where they cannot be written."""
    try:
        return own.edits(fix.placed(batch, i, edits))
    except (MtqaError, ValueError):
        return []
