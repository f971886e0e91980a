"""Options that tell only what is new: `--baseline FILE` and `--new-from-merge-base REF`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from mtqa.cli import common
from mtqa.cli.running import Run
from mtqa.errors import UsageError

known_options = common.stacked(
    click.option(
        "--baseline",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="Leave out the findings in this file (see mtqa baseline).",
    ),
    click.option(
        "--new-from-merge-base",
        metavar="REF",
        help="Check what changed in git since HEAD left REF, and leave out what stood there already.",
    ),
)


def add(run: Run, paths: Sequence[str], options: Mapping[str, Any]) -> None:
    """Make a run that was read tell only what is new, where options ask for it. Raises: MtqaError."""
    if options.get("baseline") or options.get("new_from_merge_base"):
        raise UsageError("--baseline and --new-from-merge-base are not ready yet")
