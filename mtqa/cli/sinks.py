"""Where a command's reports go: one to standard output, others to files that --output names."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mtqa.cli import common
from mtqa.errors import UsageError
from mtqa.report import FORMATS, Reporter, Style, Summary, reporter

if TYPE_CHECKING:
    from mtqa.cli.outfile import OutFile


class Sinks:
    """Reports and the streams they are written to; to be used in a `with`.

    `chosen` is the format for standard output, None for none; `others` are names that --output takes beside FORMATS:
    those are left to the command, under `apart`. Files are written in whole: a run that breaks off leaves them be.
    """

    def __init__(self, chosen: str | None, options: Mapping[str, Any], others: Iterable[str] = ()) -> None:
        self._files: list[tuple[str, OutFile]] = []
        self.apart: list[tuple[str, Callable[[str], Any]]] = []
        self._sinks: list[tuple[Reporter, Callable[[str], Any]]] = []
        if chosen is not None:
            color = common.wants_color(options["color"])
            self._sinks.append((reporter(chosen, color=color, width=common.width_of()), sys.stdout.write))
        known = dict.fromkeys([*others, *FORMATS])
        outputs = [common.output_of(output, known) for output in options["outputs"]]
        for name, path in outputs:
            file = self._open(path)
            if name in FORMATS:
                self._sinks.append((reporter(name, width=100), file))
            else:
                self.apart.append((name, file))

    def __enter__(self) -> Sinks:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        failed: UsageError | None = None
        for path, file in self._files:
            try:
                file.close(keep=kind is None)
            except OSError as error:
                failed = _unwritable(path, error)
        if failed and kind is None:
            raise failed

    @property
    def measure(self) -> bool:
        """Whether a report asks for words and titles."""
        return any(made.measure for made, _ in self._sinks)

    @property
    def styles(self) -> Sequence[Style]:
        """What makes the reports."""
        return [made.style for made, _ in self._sinks]

    def write(self, make: Callable[[Reporter], Iterable[str]]) -> None:
        """Write what each report makes of the same news. Raises: UsageError where a file cannot be written."""
        for made, write in self._sinks:
            write("".join(make(made)))

    def end(self, summary: Summary, *, quiet: bool = False) -> None:
        """Close the reports, and tell what they note beside; `quiet` spares people the words on clean input."""
        hushed = quiet and not summary.total
        for made, write in self._sinks:
            if not (hushed and made.for_people):
                write("".join(made.end(summary)))
            for note in made.notes:
                click.echo(f"mtqa: {note}", err=True)

    def _open(self, path: Path) -> Callable[[str], Any]:
        from mtqa.cli.outfile import OutFile

        try:
            file = OutFile(path)
        except OSError as error:
            with suppress(OSError):
                for _, opened in self._files:
                    opened.close(keep=False)
            raise _unwritable(str(path), error) from error
        self._files.append((str(path), file))

        def write(text: str) -> None:
            try:
                file.write(text)
            except OSError as error:
                raise _unwritable(str(path), error) from error

        return write


def _unwritable(path: str, error: OSError) -> UsageError:
    return UsageError(f"cannot be written: {error.strerror}", path)
