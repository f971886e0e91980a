"""Colours, light and dark, and texts made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from rich.console import Console
from rich.text import Text
from textual.theme import Theme

from mtqa.report.diff import NEW, OLD, SPOT, Part
from mtqa.report.safe import visible


@dataclass(frozen=True, slots=True)
class Palette:
    """Styles of the parts of a text, as Rich takes them."""

    strong: str
    muted: str
    accent: str
    old: str
    new: str
    spot: str
    error: str
    warning: str
    info: str

    def of(self, kind: str) -> str:
        """Return the style of a part of a diff."""
        return {OLD: self.old, NEW: self.new, SPOT: self.spot}.get(kind, kind)

    def severity(self, severity: str) -> str:
        """Return the style of a severity."""
        return {"error": self.error, "warning": self.warning}.get(severity, self.info)


DARK = Palette(
    strong="bold #e8ebf0", muted="#8b93a1", accent="#82aaff", old="strike #ff8f9c on #3b2329",
    new="bold #a5dd8a on #21351f", spot="underline #ecc27c on #3a3120", error="bold #ff8f9c",
    warning="bold #ecc27c", info="bold #7fd1e0",
)  # fmt: skip
LIGHT = Palette(
    strong="bold #14171c", muted="#666d78", accent="#2456c4", old="strike #a3182b on #fbe3e5",
    new="bold #14652d on #dcf1df", spot="underline #7a4d00 on #fbeecb", error="bold #a3182b",
    warning="bold #7a4d00", info="bold #0b6374",
)  # fmt: skip
THEMES = (
    Theme(
        "mtqa-dark", primary="#82aaff", secondary="#82aaff", accent="#82aaff", foreground="#cfd5de",
        background="#15181d", surface="#1b1f26", panel="#242a33", success="#a5dd8a", warning="#ecc27c",
        error="#ff8f9c", dark=True,
    ),
    Theme(
        "mtqa-light", primary="#2456c4", secondary="#2456c4", accent="#2456c4", foreground="#2a2f37",
        background="#fcfcfa", surface="#f3f3ef", panel="#e6e6e0", success="#14652d", warning="#7a4d00",
        error="#a3182b", dark=False,
    ),
)  # fmt: skip


@cache
def _console() -> Console:
    return Console(width=80, color_system=None, markup=False, emoji=False, highlight=False)


def text_of(parts: Sequence[Part], palette: Palette, base: str = "") -> Text:
    """Make one text of the parts of a diff, fit to be shown."""
    text = Text(style=base, end="")
    for shown, kind in parts:
        text.append(visible(shown), style=palette.of(kind) if kind else None)
    return text


def wrapped(text: Text, width: int) -> list[Text]:
    """Break a text into lines of at most so many cells."""
    lines = list(text.wrap(_console(), max(8, width), tab_size=4))
    for line in lines:
        line.end = ""
    return lines or [Text(end="")]


def cut(text: str, width: int) -> str:
    """Cut a text to so many cells, an ellipsis for what is left out."""
    short = Text(visible(text), end="")
    short.truncate(max(1, width), overflow="ellipsis")
    return short.plain


def ends(left: Text, right: Text, width: int) -> Text:
    """Put two texts at either end of a line; the left one is cut where both are too long."""
    room = max(1, width - right.cell_len - 2)
    if left.cell_len > room:
        left = left.copy()
        left.truncate(room, overflow="ellipsis")
    return Text.assemble(left, " " * max(1, width - left.cell_len - right.cell_len), right, end="")
