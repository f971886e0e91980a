"""The scores that the history knows of the texts a run is over, for reports that draw them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mtqa.config import Config

RUNS = 60
"""Runs that a report draws."""


def trend_of(paths: Sequence[str], config: Config) -> list[tuple[str, float]]:
    """Return the day (or label) and the penalty score of past runs over the same PATHS, oldest first.

    Only those since rules or scale last changed: earlier ones do not compare. Raises: InputError.
    """
    from mtqa import history

    path = config.folder / str(config["score"].get("history", history.FILE_NAME))
    if not paths or not path.is_file():
        return []
    points = history.trend(path, history.inputs_of(paths), limit=RUNS)
    since = max((i for i, point in enumerate(points) if point.changed), default=0)
    return [(p.ran.label or _day(p.ran.at), p.entry.score) for p in points[since:]]


def _day(at: str) -> str:
    return f"{datetime.fromisoformat(at):%d %b %Y}".lstrip("0")
