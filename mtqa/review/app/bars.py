"""The lines at the top and the bottom."""

from __future__ import annotations

from rich.text import Text

from mtqa.report.safe import visible
from mtqa.review.app.look import Palette, ends
from mtqa.review.keymap import Keymap
from mtqa.review.state import State, View

FOOTER = (
    ("accept", "accept"), ("retype", "retype"), ("leave", "leave"), ("false-alarm", "false alarm"), ("undo", "undo"),
    ("apply", "apply"), ("help", "keys"), ("quit", "quit"),
    ("accept-all", "accept all"), ("allow", "allow"), ("next", "next"), ("previous", "back"), ("search", "search"),
    ("list", "list"), ("diff", "diff"), ("context", "context"), ("rule", "rule"), ("editor", "editor"),
)  # fmt: skip
"""Keys worth a place in the footer, the most needed first."""
ORDER = (
    "accept", "accept-all", "retype", "editor", "leave", "false-alarm", "allow", "rule", "undo", "next",
    "previous", "search", "list", "diff", "context", "apply", "quit", "help",
)  # fmt: skip
"""The order they stand in."""


def header(state: State, width: int, palette: Palette) -> Text:
    """Return the title with how far the review is, and its bar."""
    total, done = len(state.deck.spots), len(state.decisions)
    inner = max(10, width - 4)
    left = Text.assemble(("mtqa review", palette.strong))
    if state.view != View():
        left.append(f"   only {_view(state.view)}", palette.accent)
        left.append("   Esc shows all", palette.muted)
    if state.order == "severity":
        left.append("   gravest first", palette.muted)
    right = Text.assemble((f"{done:,}", palette.strong), (f" of {total:,} decided", palette.muted))
    filled = inner * done // total if total else inner
    bar = Text.assemble(("━" * filled, palette.accent), ("─" * (inner - filled), palette.muted), end="")
    return Text("\n", end="").join([ends(left, right, inner), bar])


def _view(view: View) -> str:
    parts = [view.rule, view.path.rsplit("/", 1)[-1], f"“{view.text}”" if view.text else ""]
    return visible(" · ".join(part for part in parts if part))


def footer(keymap: Keymap, width: int, palette: Palette) -> Text:
    """Return as many keys as there is room for."""
    room = max(10, width - 4)
    taken: list[tuple[str, str, str]] = []
    for action, word in FOOTER:
        key = keymap.first(action)
        if action == "accept":
            key = f"{key} {keymap.all('suggestion')}"
        need = len(key) + 1 + len(word) + (2 if taken else 0)
        if key and need <= room:
            room -= need
            taken.append((action, key, word))
    text = Text(end="")
    for _, key, word in sorted(taken, key=lambda own: ORDER.index(own[0])):
        text.append("  " if text else "")
        text.append(key, palette.accent)
        text.append(f" {word}", palette.muted)
    return text
