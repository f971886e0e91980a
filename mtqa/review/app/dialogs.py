"""Screens over the card: long texts to read, the question before applying, and small choices."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from mtqa.review.app.lines import Lines, Make
from mtqa.review.app.look import Palette


class Reading(ModalScreen[bool]):
    """A long text. A `question` is answered by y or Enter, True, or by Esc, False."""

    def __init__(
        self, title: Text, make: Make, palette: Palette, question: str = "", closing: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._title, self._make, self._palette, self._question = title, make, palette, question
        self._closers = {"escape", "q", "n", *closing}

    def compose(self) -> ComposeResult:
        """Make the parts."""
        with Vertical(id="sheet"):
            yield Static(self._title, id="title", markup=False)
            yield Lines(self._make, id="lines")
            hint = Text(style=self._palette.muted, end="")
            if self._question:
                hint.append(f"{self._question}  ", self._palette.strong)
                hint.append("y Enter", self._palette.accent)
                hint.append(" yes   ")
            hint.append("Esc", self._palette.accent)
            hint.append(" back   ")
            hint.append("↑ ↓ PgUp PgDn", self._palette.accent)
            hint.append(" scroll")
            yield Static(hint, id="keys", markup=False)

    def on_mount(self) -> None:
        """Let the keys scroll."""
        self.query_one(Lines).focus()

    def on_key(self, event: events.Key) -> None:
        """Answer."""
        yes = self._question and (event.key == "enter" or event.character in ("y", "Y"))
        if yes:
            self.dismiss(True)
        elif event.key in self._closers or (event.character or "") in self._closers:
            self.dismiss(False)
        else:
            return
        event.stop()
        event.prevent_default()


class Choosing(ModalScreen[int]):
    """A few answers, each with a digit and a letter; Enter takes the first. Returns its number, -1 for none."""

    def __init__(self, title: Text, answers: Sequence[tuple[str, str]], palette: Palette) -> None:
        super().__init__()
        self._title, self._answers, self._palette = title, answers, palette

    def compose(self) -> ComposeResult:
        """Make the parts."""
        lines = []
        for number, (letter, answer) in enumerate(self._answers):
            lines.append(Text.assemble((f"{number + 1} {letter}  ", self._palette.accent), answer))
        with Vertical(id="box"):
            yield Static(self._title, id="title", markup=False)
            yield Static(Text("\n").join(lines), id="answers", markup=False)
            yield Static(Text("Enter the first · Esc back", self._palette.muted), id="keys", markup=False)

    def on_key(self, event: events.Key) -> None:
        """Answer."""
        event.stop()
        event.prevent_default()
        for number, (letter, _) in enumerate(self._answers):
            if event.character in (letter, str(number + 1)):
                self.dismiss(number)
                return
        if event.key in ("enter", "escape"):
            self.dismiss(0 if event.key == "enter" else -1)

    def on_click(self, event: events.Click) -> None:
        """Answer by the mouse."""
        if event.widget is not None and event.widget.id == "answers":
            at = event.get_content_offset(event.widget)
            if at is not None and 0 <= at.y < len(self._answers):
                self.dismiss(at.y)
