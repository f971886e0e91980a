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
