"""A line of progress for long work: on a terminal only, after a second, and never among the findings."""

from __future__ import annotations

import sys
import time
from typing import Any

DELAY = 1.0
"""Units: seconds before it shows."""


class Progress:
    """Tells on stderr how far a run is; silent where stderr is no terminal or stdout is one."""

    def __init__(self) -> None:
        self._wanted = sys.stderr.isatty() and not sys.stdout.isatty()
        self._start = time.monotonic()
        self._status: Any = None

    def update(self, path: str, segments: int) -> None:
        """Tell the file at hand and the segments checked so far."""
        if not self._wanted or time.monotonic() - self._start < DELAY:
            return
        if self._status is None:
            from rich.console import Console

            self._status = Console(stderr=True, markup=False).status("")
            self._status.start()
        from rich.text import Text

        from mtqa.report.safe import visible

        self._status.update(Text(f"checking {visible(path)}: {segments:,} segments"))

    def close(self) -> None:
        """Clear the line."""
        if self._status is not None:
            self._status.stop()


class Bar:
    """A bar on stderr for work of a known size; it shows on a terminal only, after a second."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._start = time.monotonic()
        self._bar: Any = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(self, *stopped: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, count: int) -> None:
        """Tell that so many segments more are done."""
        self._done += count
        if self._bar is None:
            if not sys.stderr.isatty() or time.monotonic() - self._start < DELAY:
                return
            from rich.console import Console
            from rich.progress import Progress as RichProgress

            self._bar = RichProgress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task(self._what, total=self._total)
            self._bar.start()
        self._bar.update(self._task, completed=self._done, description=self._what)

    def step(self, what: str) -> None:
        """Tell what is being done now, one step of the total."""
        self._what = what
        self.advance(1)
