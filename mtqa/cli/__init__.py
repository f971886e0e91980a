"""The command line: one module a command, imported when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module

import click

import mtqa
from mtqa import exits

COMMANDS: Mapping[str, tuple[str, str]] = {
    "check": ("mtqa.cli.check", "Show what marks a text as machine-translated."),
    "fix": ("mtqa.cli.fix", "Apply the safe fixes."),
    "review": ("mtqa.cli.review", "Go through the findings one by one and apply what is decided."),
    "gate": ("mtqa.cli.gate", "Hold texts to a policy: the verdict for a CI."),
    "baseline": ("mtqa.cli.baseline", "Keep the findings that are known, so that only new ones are told."),
    "suppress": ("mtqa.cli.suppress", "Leave findings alone in texts without comments, each for a reason."),
    "score": ("mtqa.cli.score", "Score texts by what is found and against references, and show the trend."),
    "serve": ("mtqa.cli.serve", "Check over HTTP, as LanguageTool's server does."),
    "lsp": ("mtqa.cli.lsp", "Check in an editor, as the text is written."),
    "rules": ("mtqa.cli.rules", "List, show, test and lint rules."),
    "config": ("mtqa.cli.config", "Show the values in force and where they came from."),
    "init": ("mtqa.cli.init", "Write a commented mtqa.yaml, a CI workflow and a pre-commit entry."),
    "completion": ("mtqa.cli.completion", "Print the script that completes commands in your shell."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the commands in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, told) for name, (_, told) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(mtqa.__version__, prog_name="mtqa", message="%(prog)s %(version)s")
def cli() -> None:
    """Find the marks of machine translation in a text before it is published."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit code (0 clean, 1 findings, 2 error, 130 interrupted)."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads would wait for matrices that never come
    code = exits.run(cli, "mtqa", arguments)
    if rx := sys.modules.get("mtqa.rx"):
        rx.keep()
    return code
