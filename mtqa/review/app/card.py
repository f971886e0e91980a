"""The card: one finding, the text it stands in, what may be done about it."""

from __future__ import annotations

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import Static

from mtqa.report.safe import visible
from mtqa.review.app.ask import Ask
from mtqa.review.app.look import Palette, ends
from mtqa.review.app.rows import GUTTER, choices, laid, rows, verdict
from mtqa.review.session import Around
from mtqa.review.state import State

READABLE = 100
"""Units: cells of a line that are read with ease."""


class Choices(Static):
    """The suggestions; a click on one accepts it."""

    class Chosen(Message):
        """A suggestion was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self) -> None:
        super().__init__(id="choices", markup=False)
        self.owners: list[int] = []

    def on_click(self, event: events.Click) -> None:
        """Choose."""
        if 0 <= event.y < len(self.owners) and self.owners[event.y] >= 0:
            self.post_message(self.Chosen(self.owners[event.y]))


class Body(VerticalScroll, can_focus=False):
    """The text, which scrolls."""


class Card(Vertical):
    """Shows the spot of a state."""

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Static(id="place", markup=False)
        with Body(id="body"):
            yield Static(id="text", markup=False)
        yield Choices()
        yield Ask()
        yield Static(id="told", markup=False)

    def show(self, state: State, position: tuple[int, int], around: Around | None, palette: Palette, told: str) -> None:
        """Show a state. `position`: which card of how many."""
        spot, made = state.spot, state.decisions.get(state.at)
        width = self.scrollable_content_region.width
        self.query_one("#place", Static).update(_place(state, position, width, palette))
        lines, mark = laid(list(rows(spot, made, palette, around)), min(width - 1, GUTTER + READABLE), palette)
        self.query_one("#text", Static).update(Text("\n", end="").join(lines))
        options = self.query_one(Choices)
        shown, options.owners = choices(spot, made, width, palette)
        options.update(Text("\n", end="").join(shown))
        ask = self.query_one(Ask)
        options.display = ask.question is None
        ask.show(palette)
        self.query_one("#told", Static).update(_told(state, told, palette))
        self._fit(len(lines), mark, 3 if ask.question else len(shown))

    def _fit(self, lines: int, mark: int, below: int) -> None:
        """Give the text the room that is left, and bring the mark into sight."""
        room = max(3, self.size.height - 3 - 1 - min(below, 9) - 2)
        body = self.query_one("#body", Body)
        body.styles.height = min(lines, room)
        body.show_vertical_scrollbar = lines > room
        y = max(0, mark - room // 3) if lines > room else 0
        body.call_after_refresh(body.scroll_to, y=y, animate=False, immediate=True)


def _place(state: State, position: tuple[int, int], width: int, palette: Palette) -> Text:
    """Return two lines: how grave it is by which rule, and where it stands."""
    spot, finding = state.spot, state.spot.finding
    card, cards = position
    alike = state.identical
    count = f"{card:,}/{cards:,}"
    if len(alike) > 1:
        count += f" · {alike.index(state.at) + 1} of {len(alike)} identical"
    title, line = visible(spot.title).strip(), f"line {finding.line or spot.segment.line}"
    where = Text(f"{visible(spot.path)} · {line}" if title else line, palette.muted)
    if spot.segment.role != "body":
        where.append(f" · {visible(spot.segment.role)}")
    head = Text.assemble((finding.severity, palette.severity(finding.severity)), "  ", (finding.rule, palette.strong))
    head.append(f" {visible(finding.name)}", palette.muted)
    lines = [ends(head, Text(count, palette.strong), width), ends(Text(title or visible(spot.path)), where, width)]
    return Text("\n", end="").join(lines)


def _told(state: State, told: str, palette: Palette) -> Text:
    """Return what was decided here, and what the last action has to say."""
    text = Text(end="")
    made = state.decisions.get(state.at)
    if made is not None:
        text.append("decided".ljust(GUTTER), palette.muted)
        text.append_text(verdict(made, palette))
        text.append("\n")
    text.append(visible(told or state.told), palette.warning)
    return text
