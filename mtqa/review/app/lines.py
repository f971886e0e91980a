"""Many lines to scroll through, made only as far as they are looked at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from mtqa.review.app.look import wrapped

Make = Callable[[int], Iterator[Text]]
"""Yields lines for a width in cells."""


class Lines(ScrollView, can_focus=True):
    """Shows lines; those not looked at yet are not made."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "scroll_down", show=False),
        Binding("k", "scroll_up", show=False),
        Binding("space", "page_down", show=False),
    ]

    def __init__(self, make: Make, id: str | None = None) -> None:
        super().__init__(id=id)
        self._make = make
        self._lines: list[Text] = []
        self._source: Iterator[Text] = iter(())
        self._width = 0

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        width = self.scrollable_content_region.width
        if width != self._width:
            self._width, self._lines = width, []
            self._source = (part for line in self._make(width) for part in wrapped(line, width))
        self._need(int(self.scroll_y) + 3 * self.size.height)

    def _need(self, number: int) -> None:
        """Make lines up to a number."""
        while len(self._lines) < number:
            line = next(self._source, None)
            if line is None:
                break
            self._lines.append(line)
        self.virtual_size = Size(self._width, len(self._lines))

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Make more lines before they come into sight."""
        super().watch_scroll_y(old_value, new_value)
        self._need(int(new_value) + 3 * self.size.height)

    def action_scroll_end(self) -> None:
        """Go to the end, which takes all lines."""
        self._need(1_000_000_000)
        self.scroll_end(animate=False)

    def render_line(self, y: int) -> Strip:
        """Return one line of what is in sight."""
        at = y + int(self.scroll_offset.y)
        style = self.rich_style
        if at >= len(self._lines):
            return Strip.blank(self.size.width, style)
        line = self._lines[at]
        strip = Strip(line.render(self.app.console), line.cell_len)
        return strip.apply_style(style).adjust_cell_length(self.size.width, style)
