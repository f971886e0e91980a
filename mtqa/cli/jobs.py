"""The option -j: in how many processes a command checks."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

_QUOTA = Path("/sys/fs/cgroup/cpu.max")
"""Where Linux tells what share of the machine a container has: microseconds of computing in a period, and that."""


def cores() -> int:
    """Return how many cores this process may use."""
    affinity: Callable[[int], Any] | None = getattr(os, "sched_getaffinity", None)
    there = len(affinity(0)) if affinity else os.cpu_count() or 1
    with suppress(OSError, ValueError):  # "max 100000": no limit
        quota, period = map(int, _QUOTA.read_text(encoding="ascii").split())
        return max(1, min(there, -(-quota // period)))
    return there


jobs_option = click.option(
    "-j", "--jobs", type=click.IntRange(1), default=cores, metavar="N",
    help="Check in so many processes, a large file by parts (default: one for each core).",
)  # fmt: skip
