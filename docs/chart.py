"""A line chart as SVG: two axes, a few series, the same bytes for the same figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 70, 36, 50, 60
COLORS = ("#0b6e99", "#c2410c", "#4d7c0f", "#7c3aed")
STYLE = "font-family='Helvetica,Arial,sans-serif' font-size='13' fill='#333'"

Points = Sequence[tuple[float, float]]
Scale = Callable[[float], float]


def chart(title: str, across: str, up: str, series: Mapping[str, Points], ticks: Sequence[float], log: bool) -> str:
    """Draw `series`, their points joined, over an axis marked at `ticks`; `log`: both axes are logarithmic."""
    xs = [x for points in series.values() for x, _ in points]
    ys = [y for points in series.values() for _, y in points]
    marks = [value for value in ticks if min(xs) <= value <= max(xs) * 1.01]
    heights = _decades(ys) if log else _steps(max(ys))
    x = _scale(min(xs), max(xs), LEFT, WIDTH - RIGHT, log)
    y = _scale(heights[0], heights[-1], HEIGHT - BOTTOM, TOP, log)
    parts = [_text(LEFT, 24, title, "font-weight='bold'")]
    for value in heights:
        parts.append(f"<path d='M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}' stroke='#ddd'/>")
        parts.append(_text(LEFT - 8, y(value) + 4, f"{value:,g}", "text-anchor='end'"))
    parts += [_text(x(value), HEIGHT - BOTTOM + 20, f"{value:,g}", "text-anchor='middle'") for value in marks]
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, across, "text-anchor='middle'"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    parts.append(_text(20, middle, up, f"text-anchor='middle' transform='rotate(-90 20 {middle:g})'"))
    for number, (name, points) in enumerate(series.items()):
        parts += _line([(x(a), y(b)) for a, b in points], COLORS[number % len(COLORS)])
        parts += _legend(name, number, COLORS[number % len(COLORS)])
    body = "\n".join(parts)
    size = f"width='{WIDTH}' height='{HEIGHT}' viewBox='0 0 {WIDTH} {HEIGHT}'"
    ground = f"<rect width='{WIDTH}' height='{HEIGHT}' fill='#fff'/>"
    return f"<svg xmlns='http://www.w3.org/2000/svg' {size}>\n{ground}\n{body}\n</svg>\n"


def _line(points: Points, color: str) -> list[str]:
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    dots = [f"<circle cx='{a:.1f}' cy='{b:.1f}' r='3.5' fill='{color}'/>" for a, b in points]
    return [f"<polyline points='{path}' fill='none' stroke='{color}' stroke-width='2'/>", *dots]


def _legend(name: str, number: int, color: str) -> list[str]:
    left = LEFT + 10 + 210 * number
    return [f"<rect x='{left}' y='34' width='14' height='4' fill='{color}'/>", _text(left + 20, 41, name)]


def _text(x: float, y: float, words: str, more: str = "") -> str:
    return f"<text x='{x:.1f}' y='{y:.1f}' {STYLE} {more}>{escape(words)}</text>"


def _scale(low: float, high: float, start: float, end: float, log: bool) -> Scale:
    bend: Scale = math.log10 if log else float
    span = bend(high) - bend(low) or 1.0
    return lambda value: start + (end - start) * (bend(value) - bend(low)) / span


def _decades(values: Sequence[float]) -> list[float]:
    """Return the powers of ten around values."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return [10.0**n for n in range(low, max(high, low + 1) + 1)]


def _steps(highest: float) -> list[float]:
    """Return round numbers from 0 to above a value."""
    unit = 10 ** math.floor(math.log10(highest))
    step = next(unit * part for part in (0.2, 0.5, 1, 2) if highest <= unit * part * 5)
    return [round(step * n, 6) for n in range(math.ceil(highest / step - 1e-9) + 1)]
