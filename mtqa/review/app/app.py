"""The application: keys become actions, the session takes them, and the state that comes of it is shown."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType

from mtqa.errors import MtqaError
from mtqa.review.app import Outcome
from mtqa.review.app.look import DARK, LIGHT, THEMES, Palette
from mtqa.review.app.screen import ReviewScreen
from mtqa.review.apply import Applied
from mtqa.review.keymap import Keymap
from mtqa.review.session import Session


class ReviewApp(App[Outcome]):
    """Runs the review. `problem`: what stopped it."""

    CSS_PATH = "style.tcss"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "mtqa review"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+q", "keep", show=False, priority=True),
    ]

    def __init__(self, session: Session, keymap: Keymap) -> None:
        super().__init__()
        self.session = session
        self.keymap_ = keymap
        self.problem: MtqaError | None = None

    def on_mount(self) -> None:
        """Open the one screen."""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = "mtqa-light" if _light() else "mtqa-dark"
        self.push_screen(ReviewScreen(self.session, self.keymap_))

    @property
    def palette(self) -> Palette:
        """The styles of the theme."""
        return LIGHT if self.theme == "mtqa-light" else DARK

    def turn(self) -> None:
        """Change between light and dark."""
        self.theme = "mtqa-dark" if self.theme == "mtqa-light" else "mtqa-light"

    def outcome(self, applied: Applied | None = None, code: int = 0) -> Outcome:
        """Return how it ends."""
        state = self.session.state
        return Outcome(len(state.decisions), state.left, applied, applied.code if applied else code)

    def stop(self, problem: MtqaError) -> None:
        """Leave because of a problem."""
        self.problem = problem
        self.exit(self.outcome(code=2))

    def action_keep(self) -> None:
        """Leave and apply nothing."""
        self.exit(self.outcome())

    def action_interrupt(self) -> None:
        """Leave at once and apply nothing."""
        self.exit(self.outcome(code=130))

    def away(self) -> AbstractContextManager[None]:
        """Give the terminal to another program for a while."""
        return nullcontext() if self.is_headless else self.suspend()


def _light() -> bool:
    """Tell whether the terminal says that its background is light."""
    background = os.environ.get("COLORFGBG", "").rpartition(";")[2]
    return background in ("7", "15")
