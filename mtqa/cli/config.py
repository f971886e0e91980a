"""`mtqa config show`: every value in force and where it came from."""

from __future__ import annotations

import json
from typing import Any

import click

from mtqa.cli import common
from mtqa.penalty import in_force


@click.group("config")
def command() -> None:
    """Show the values in force and where they came from."""


@command.command("show")
@common.rule_options
@common.config_options
@click.option("--source-lang", metavar="LANG", help="As for check.")
@click.option("--target-lang", metavar="LANG", help="As for check.")
@click.option("--fail-on", metavar="SEVERITY", help="As for check.")
def show(**options: Any) -> int:
    """Print each value and its origin: the command line, a file and line, or the default."""
    config = common.config_of(options)
    values = {**config.values, "score": {**config["score"], **in_force(config["score"])}}
    shown = {name: json.dumps(value, ensure_ascii=False) for name, value in values.items()}
    width = max(map(len, shown.values()))
    for name, value in shown.items():
        click.echo(f"{name:<14} {value:<{min(width, 60)}}  # {config.origins[name]}")
    return 0
