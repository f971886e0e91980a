"""What a card says of the finding shown, line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.text import Text

from mtqa.model import Edit
from mtqa.report.diff import after, before, shorten
from mtqa.report.safe import visible
from mtqa.review.app.look import Palette, text_of, wrapped
from mtqa.review.deck import Spot
from mtqa.review.session import Around
from mtqa.review.state import Decision

GUTTER = 9
"""Units: cells left of a text, for what it is."""
MOST = 9
"""How many suggestions have a number."""


@dataclass(frozen=True, slots=True)
class Row:
    """A text and what it is; `marked`: the finding is marked in it; `near`: no gap before it."""

    label: str
    text: Text
    marked: bool = False
    near: bool = False


def rows(spot: Spot, made: Decision | None, palette: Palette, around: Around | None) -> Iterator[Row]:
    """Yield what a card says of a spot; with `around`, all of its text and those before and after."""
    finding, segment = spot.finding, spot.segment
    own = (finding.start, finding.end)
    limit = shorten if around is None else list
    in_source = finding.side == "source"
    for near, other in enumerate(around[0] if around else ()):
        yield Row("" if near else "before", Text(visible(other.target), palette.muted), near=bool(near))
    if segment.source:
        parts = limit(before(segment.source, (), [own] if in_source else []))
        yield Row("source", text_of(parts, palette, "" if in_source else palette.muted), in_source)
    edits = _edits(spot, made)
    parts = limit(before(segment.target, edits, [] if in_source else [own])) or [("(empty)", "")]
    yield Row("text", text_of(parts, palette), not in_source)
    if edits:
        parts = limit(after(segment.target, edits)) or [("(nothing is left)", "")]
        yield Row("becomes", text_of(parts, palette))
    for near, other in enumerate(around[1] if around else ()):
        yield Row("" if near else "after", Text(visible(other.target), palette.muted), near=bool(near))
    yield Row("why", Text(visible(finding.message)))


def _edits(spot: Spot, made: Decision | None) -> tuple[Edit, ...]:
    """Return the edits to be shown: those decided, or else those of the first suggestion."""
    if made is not None:
        return made.edits
    return spot.suggestions[0] if spot.suggestions else ()


def laid(told: Sequence[Row], width: int, palette: Palette) -> tuple[list[Text], int]:
    """Lay rows out in lines; return them and the number of the first that a mark stands in."""
    lines: list[Text] = []
    mark = 0
    for row in told:
        if lines and not row.near:
            lines.append(Text(end=""))
        for i, line in enumerate(wrapped(row.text, width - GUTTER)):
            if row.marked and not mark and line.spans:
                mark = len(lines)
            label = (row.label if i == 0 else "").ljust(GUTTER)
            lines.append(Text.assemble((label, palette.muted), line, end=""))
    return lines, mark


def choices(spot: Spot, made: Decision | None, width: int, palette: Palette) -> tuple[list[Text], list[int]]:
    """Return the lines of the suggestions, and the number of the suggestion that each belongs to; -1 for none."""
    if spot.why_not:
        note = f"This file cannot be written back ({spot.why_not}): leave it, or call it a false alarm."
        lines = [
            Text.assemble(" " * GUTTER, line, end="") for line in wrapped(Text(note, palette.muted), width - GUTTER)
        ]
        return lines, [-1] * len(lines)
    lines, owners = [], []
    for number, edits in enumerate(spot.suggestions[:MOST]):
        taken = made is not None and made.edits == edits
        wording = visible(spot.reworded(edits)) or "(nothing)"
        text = Text(wording, palette.new if taken else palette.strong if number == 0 else "")
        for i, line in enumerate(wrapped(text, width - GUTTER)):
            key = f"{number + 1}" if i == 0 else ""
            sign = "✓ " if taken and i == 0 else "  "
            lines.append(
                Text.assemble((" " * (GUTTER - 5) + sign, palette.accent), (f"{key:<3}", palette.accent), line, end="")
            )
            owners.append(number)
    if not lines:
        return [Text.assemble(" " * GUTTER, ("No suggestion: retype it, or leave it.", palette.muted), end="")], [-1]
    return lines, owners


def verdict(made: Decision, palette: Palette) -> Text:
    """Say what was decided."""
    told = {
        "accept": "accepted",
        "retype": "retyped",
        "leave": "left as it is",
        "false-alarm": "false alarm",
        "allow": {"here": "allowed here", "file": "allowed in this file"}.get(made.scope, "allowed in the project"),
    }[made.kind]
    because = f": {visible(made.reason)}" if made.reason else ""
    return Text(told + because, palette.accent, end="")
