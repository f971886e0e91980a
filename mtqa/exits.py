"""How a command ends: whatever happens becomes an exit code, and never 0 or 1 where something was not checked."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import click

from mtqa.errors import MtqaError


def run(command: click.Command, name: str, arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit code (0 clean, 1 findings, 2 error, 130 interrupted)."""
    try:
        return _run(command, name, arguments)
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


def _run(command: click.Command, name: str, arguments: Sequence[str] | None) -> int:
    gc.set_threshold(1_000_000)  # rules are many small values that live on; looking for cycles in them costs time
    atexit.register(gc.freeze)  # and so it does at the end, when all memory is given back anyway
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = command.main(args=arguments, prog_name=name, standalone_mode=False)
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
