"""The command line: one module a command, imported when it is asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

import mtqa

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
    try:
        code = _run(arguments)
        _keep_patterns()
        return code
    except BrokenPipeError:  # whoever read the output has gone; what was not read counts as not checked
        _drop(sys.stdout, sys.stderr)
        return 2
    except OSError as error:  # such as a full disk behind standard output
        from mtqa.report.safe import visible

        with suppress(OSError):
            told = visible(f"{error.filename or 'the output'}: {error.strerror or error}")
            print(f"mtqa: {told}", file=sys.stderr, flush=True)
        _drop(sys.stdout, sys.stderr)
        return 2
    except Exception as error:  # a mistake of ours: what was not checked has not passed, and is no finding either
        _tell_fault(error)
        return 2


def _keep_patterns() -> None:
    """Store what was compiled, if anything was."""
    if rx := sys.modules.get("mtqa.rx"):
        rx.keep()


def _tell_fault(error: Exception) -> None:
    """Print a mistake of mtqa's own, and where it happened."""
    import traceback

    from mtqa.report.safe import visible

    hint = "please report this with the lines above; `--isolated`, `--select` and `-j1` help to find what it comes of"
    with suppress(OSError):
        for line in "".join(traceback.format_exception(error)).splitlines():
            print(visible(line), file=sys.stderr)
        print(f"mtqa: an unforeseen {type(error).__name__}: nothing counts as checked\n  {hint}", file=sys.stderr)


def _drop(*streams: Any) -> None:
    """Send what is still to be written nowhere, so that the end of the process does not fail of it."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in streams:
        with suppress(OSError, ValueError):
            os.dup2(nowhere, stream.fileno())


def _run(arguments: Sequence[str] | None) -> int:
    import gc

    from mtqa.errors import MtqaError

    gc.set_threshold(200_000)  # rules are many small values that live to the end; looking for cycles in them costs time
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = cli.main(args=arguments, prog_name="mtqa", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show(sys.stderr)
        return 2
    except MtqaError as error:
        from mtqa.report.safe import told

        print(told(error), file=sys.stderr)
        return 2
    except (KeyboardInterrupt, click.Abort):
        print("mtqa: interrupted", file=sys.stderr)
        return 130
