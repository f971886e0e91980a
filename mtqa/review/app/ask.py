"""A line to type an answer in, where the suggestions stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from mtqa.review.app.look import Palette


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `answer` gets the text and whether it is meant for all `identical` ones."""

    label: str
    answer: Callable[[str, bool], None]
    given: str = ""
    hint: str = ""
    identical: int = 0
    everything: bool = False
    digits: bool = False


class Ask(Vertical):
    """The line, under what it asks. Shown only while there is a question."""

    def __init__(self) -> None:
        super().__init__(id="ask")
        self.question: Question | None = None
        self._all = False

    def compose(self) -> ComposeResult:
        """Make the parts."""
        yield Static(id="asked", markup=False)
        yield Input(id="answer", compact=True, select_on_focus=False)
        yield Static(id="hint", markup=False)

    def put(self, question: Question, palette: Palette) -> None:
        """Ask."""
        self.question, self._all = question, question.everything
        self.display = True
        line = self.query_one(Input)
        line.restrict = r"[0-9]*" if question.digits else None
        line.value = question.given
        line.cursor_position = len(question.given)
        self.show(palette)
        line.focus()

    def show(self, palette: Palette) -> None:
        """Show the question in some colours."""
        if self.question is None:
            return
        count = self.question.identical
        label, hint = Text(self.question.label, palette.accent), Text(style=palette.muted)
        if count > 1:
            label.append(f"   all {count} identical" if self._all else "", palette.strong)
            hint.append(f"Ctrl-A {'only here' if self._all else f'all {count} identical'} · ")
        hint.append(f"Enter {self.question.hint or 'go on'} · Esc back")
        self.query_one("#asked", Static).update(label)
        self.query_one("#hint", Static).update(hint)

    def drop(self) -> None:
        """Ask no more."""
        self.question = None
        self.display = False

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Hand the answer on."""
        event.stop()
        question, everything = self.question, self._all
        self.drop()
        self.screen.set_focus(None)
        if question is not None:
            question.answer(event.value, everything)

    def on_key(self, event: events.Key) -> None:
        """Go back, or answer for all."""
        if event.key == "escape":
            self.drop()
            self.screen.set_focus(None)
        elif event.key == "ctrl+a" and self.question is not None and self.question.identical > 1:
            self._all = not self._all
            self.show(self.app.palette)  # type: ignore[attr-defined]
        else:
            return
        event.stop()
        event.prevent_default()
