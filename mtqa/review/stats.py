"""What journals tell a team: which rules are taken and which refused, how fast it goes, what was corrected."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.report.base import counted
from mtqa.report.safe import visible
from mtqa.review.events import read, when
from mtqa.review.replay import standing_of

LEAST = 5
"""Units: seconds of work under which a speed says nothing."""

PAUSE = 60.0
"""Units: seconds; who does nothing for longer is away, and that time does not count."""

KINDS = ("accept", "retype", "leave", "false-alarm", "allow")
REFUSALS = ("leave", "false-alarm", "allow")


@dataclass(slots=True)
class Figures:
    """Counts over journals. `rules`: of each rule, how often each kind of decision stands, written or not.

    Units: `words` of the segments that something was decided on, each once; `seconds` of work on them.
    """

    rules: dict[str, Counter[str]] = field(default_factory=dict)
    words: int = 0
    seconds: float = 0.0
    journals: int = 0
    sessions: int = 0
    corrected: int = 0

    @property
    def decisions(self) -> int:
        """All decisions that stand."""
        return sum(sum(kinds.values()) for kinds in self.rules.values())

    @property
    def words_per_minute(self) -> float:
        """How fast it went; 0 where nothing is known of the time."""
        return 60 * self.words / self.seconds if self.seconds else 0.0

    def add(self, other: Figures) -> None:
        """Take the figures of other journals in."""
        for rule, kinds in other.rules.items():
            self.rules.setdefault(rule, Counter()).update(kinds)
        for name in ("words", "seconds", "journals", "sessions", "corrected"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


def refused(kinds: Mapping[str, int]) -> int:
    """Return how many of a rule's findings were decided not to be mended."""
    return sum(kinds.get(kind, 0) for kind in REFUSALS)


def figures_of(path: Path) -> Figures:
    """Return the figures of one journal. Raises: InputError."""
    standing = standing_of(path)
    figures = Figures(journals=1, corrected=len(standing.corrected))
    for name, made in (*standing.done, *standing.decisions.items()):
        if about := standing.about.get(name):
            figures.rules.setdefault(about.rule, Counter())[made.kind] += 1
    seen: set[str] = set()
    last = 0.0
    for event in read(path):
        now = when(event)
        if event["event"] == "session":
            figures.sessions += 1
        elif 0 < now - last <= PAUSE:
            figures.seconds += now - last
        last = now
        for row in event.get("decisions", ()):
            figures.words += 0 if row["segment"] in seen else row["words"]
            seen.add(row["segment"])
    return figures


def report(journals: Iterable[Path]) -> Figures:
    """Return the figures of several journals together. Raises: InputError."""
    figures = Figures()
    for path in journals:
        figures.add(figures_of(path))
    return figures


def lines(figures: Figures) -> Iterator[str]:
    """Yield the figures as text, the rules most often refused first."""
    if not figures.decisions:
        yield "Nothing is decided."
        return
    head = ("rule", "decided", "accepted", "retyped", "left", "false alarm", "allowed", "refused")
    width = max(len(head[0]), *(len(visible(rule)) for rule in figures.rules))
    yield "  ".join([head[0].ljust(width), *head[1:]])
    for rule, kinds in sorted(figures.rules.items(), key=lambda item: (-refused(item[1]), -item[1].total(), item[0])):
        total = kinds.total()
        cells = [total, *(kinds[kind] for kind in KINDS), f"{refused(kinds) / total:.0%}"]
        row = [f"{cell:>{len(name)}}" for cell, name in zip(cells, head[1:], strict=True)]
        yield "  ".join([visible(rule).ljust(width), *row])
    yield ""
    told = f"{counted(figures.decisions, 'decision')}, {counted(figures.corrected, 'segment')} corrected"
    speed = f"; {figures.words:,} words in {clock(figures.seconds)}, {figures.words_per_minute:,.0f} a minute"
    yield told + (speed if figures.seconds >= LEAST else "") + "."


def clock(seconds: float) -> str:
    """Return a span of time as minutes and seconds, or hours and minutes."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def corrections(journals: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield the corrected segments, each once: what was written to a file, with the post-edit as its reference.

    Raises: InputError.
    """
    seen: set[tuple[str | None, str, str]] = set()
    for path in journals:
        for row in standing_of(path).corrected:
            texts = row.get("source"), row["target"], row["reference"]
            if texts not in seen:
                seen.add(texts)
                yield {name: row[name] for name in ("id", "source", "target", "reference") if name in row}


def exported(journals: Iterable[Path]) -> Iterator[str]:
    """Yield the corrected segments as JSON Lines, which `mtqa rules score` and `mine` read. Raises: InputError."""
    for row in corrections(journals):
        text = json.dumps(row, ensure_ascii=False)
        half_a_pair = any("\ud800" <= char <= "\udfff" for char in text)  # which UTF-8 cannot hold, and JSON can
        yield (json.dumps(row) if half_a_pair else text) + "\n"


__all__ = ["Figures", "clock", "corrections", "exported", "figures_of", "lines", "refused", "report"]
