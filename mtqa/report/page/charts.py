"""Charts as inline SVG: bars by severity, and the line of a trend. Colours come from the style sheet, by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtqa.report.page.markup import Markup, joined, tag

ORDER = ("error", "warning", "info")
WIDTH, HEIGHT, LEFT, BOTTOM = 640, 180, 44, 24
"""Units: of the trend's own space; margins for the figures on its axes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its label, the parts it is made of, the figure beside it, and what it filters by."""

    label: str | Markup
    parts: Mapping[str, float]
    figure: str
    filter: str = ""
    note: str = ""


def stacked(parts: Mapping[str, float], longest: float) -> Markup:
    """Draw one bar, its parts in the order of severity, as long as its share of the longest."""
    rects = []
    at = 0.0
    for name in ORDER:
        width = 100 * parts.get(name, 0) / longest if longest else 0
        if width:
            rects.append(tag("rect", x=f"{at:.2f}", width=f"{width:.2f}", height=8, class_=name))
        at += width
    return tag("svg", *rects, viewBox="0 0 100 8", preserveAspectRatio="none", aria_hidden="true")


def bars(title: str, rows: Sequence[Bar], note: str = "") -> Markup:
    """Draw a list of bars; each is a link that filters the findings."""
    longest = max((sum(r.parts.values()) for r in rows), default=0)
    return tag(
        "section", tag("h3", title), tag("p", note) if note else None, tag("ol", *(_row(r, longest) for r in rows)),
        class_="chart",
    )  # fmt: skip


def _row(row: Bar, longest: float) -> Markup:
    label = tag("span", row.label, tag("small", row.note) if row.note else None, class_="label", dir="auto")
    figure = tag("span", row.figure, class_="figure")
    link = tag("a", label, stacked(row.parts, longest), figure, href="#findings", data_filter=row.filter or None)
    return tag("li", link)


def trend_svg(points: Sequence[tuple[str, float]]) -> Markup:
    """Draw the penalty score of each run as a line. `points`: label and score (0 to 100), oldest first.

    Nothing for fewer than two points.
    """
    if len(points) < 2:
        return Markup("")
    scores = [min(100.0, max(0.0, score)) for _, score in points]
    low, high = _axis(scores)
    step = (WIDTH - LEFT - 12) / (len(scores) - 1)
    placed = [(LEFT + i * step, _height(score, low, high)) for i, score in enumerate(scores)]
    grid = [_level(value, low, high) for value in (low, (low + high) / 2, high)]
    dots = [
        tag("circle", cx=f"{x:.1f}", cy=f"{y:.1f}", r=3.5 if i == len(placed) - 1 else 2)
        for i, (x, y) in enumerate(placed)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
    ends = [
        tag("text", points[0][0], x=LEFT, y=HEIGHT - 4),
        tag("text", points[-1][0], x=WIDTH - 12, y=HEIGHT - 4, text_anchor="end"),
    ]
    told = f"Penalty score over {len(points)} runs: from {scores[0]:.1f} to {scores[-1]:.1f}"
    return tag(
        "svg", tag("title", told), *grid, tag("polyline", points=line), *dots, *ends,
        viewBox=f"0 0 {WIDTH} {HEIGHT}", role="img", class_="trend",
    )  # fmt: skip


def _axis(scores: Sequence[float]) -> tuple[float, float]:
    """Choose an axis that shows what moved and does not make much of little."""
    low = max(0.0, 10 * (min(scores) // 10))
    high = min(100.0, 10 * (max(scores) // 10) + 10)
    return (max(0.0, high - 20), high) if high - low < 20 else (low, high)


def _height(score: float, low: float, high: float) -> float:
    return 12 + (HEIGHT - BOTTOM - 24) * (high - score) / (high - low)


def _level(value: float, low: float, high: float) -> Markup:
    y = _height(value, low, high)
    return joined(
        tag("line", x1=LEFT, x2=WIDTH - 12, y1=f"{y:.1f}", y2=f"{y:.1f}"),
        tag("text", f"{value:.0f}", x=LEFT - 8, y=f"{y + 4:.1f}", text_anchor="end"),
    )
