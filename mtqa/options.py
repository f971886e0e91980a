"""Options that the commands and the Spark job share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from mtqa.model import SEVERITIES

Command = Callable[..., Any]


def stacked(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Make one decorator of several options, shown in the order given."""

    def decorate(function: Command) -> Command:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


config_option = click.option(
    "--config", "config_file", metavar="FILE", type=click.Path(path_type=Path), help="Use this configuration."
)
rule_options = stacked(
    click.option("--pack", "packs", multiple=True, metavar="PATH", help="Add a rule pack or a folder of them."),
    click.option("--termbase", multiple=True, metavar="FILE", help="Hold the texts to a glossary as well."),
    click.option("--domain", multiple=True, metavar="NAME", help="Of the glossary, use this domain's terms."),
    click.option(
        "--select", multiple=True, metavar="RULES", help="Run only these: id, id prefix, name, pack, category."
    ),
    click.option("--extend-select", multiple=True, metavar="RULES", help="Run these as well."),
    click.option("--ignore", multiple=True, metavar="RULES", help="Leave these out."),
    click.option("--preview/--no-preview", default=None, help="Run rules of status preview as well."),
)
lang_options = stacked(
    click.option("--source-lang", metavar="LANG", help="Language of the source (default fr)."),
    click.option("--target-lang", metavar="LANG", help="Language of the translation (default en)."),
)
fail_option = stacked(
    click.option("--fail-on", type=click.Choice(SEVERITIES), help="Exit 1 on findings of this severity or above."),
    click.option("--exit-zero", is_flag=True, help="Exit 0 whatever is found."),
)


def split(names: Sequence[str]) -> list[str]:
    """Split selectors given as A,B."""
    return [part for name in names for part in name.split(",") if part]
