"""The review as a full-screen application: keys become actions, and what comes of them is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtqa.review.apply import Applied
    from mtqa.review.keymap import Keymap
    from mtqa.review.session import Session


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a sitting ended. `applied`: what was written; None where nothing was to be, and decisions are only kept.

    `decided` are the findings decided at the end, `left` the others.
    """

    decided: int
    left: int
    applied: Applied | None = None
    code: int = 0


def there() -> bool:
    """Tell whether what the application needs is installed."""
    from importlib.util import find_spec

    return find_spec("textual") is not None


def run(session: Session, keymap: Keymap) -> Outcome:
    """Run the review in the terminal until the editor leaves. Raises: MtqaError where the journal cannot be written."""
    from mtqa.review.app.app import ReviewApp

    app = ReviewApp(session, keymap)
    left = app.run()
    if app.problem is not None:
        raise app.problem
    return left or app.outcome(code=2 if app.return_code else 0)
