"""The errors a user can meet: each says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


class MtqaError(Exception):
    """Stop with a message for the user; the command line turns it into exit code 2."""

    def __init__(self, what: str, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.hint = hint

    def __reduce__(self) -> tuple[type[MtqaError], tuple[str, str, str]]:
        return type(self), (self.what, self.where, self.hint)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}\n  {self.hint}" if self.hint else head


class InputError(MtqaError):
    """A text that cannot be read or written."""


class ExcludedError(InputError):
    """A path of which the configuration excludes everything."""


class EmptyError(InputError):
    """A folder without a text."""


class UsageError(MtqaError):
    """An option or argument that makes no sense."""


class WorkerError(MtqaError):
    """A worker process that died; what it was at is checked again."""


class LostError(MtqaError):
    """A part of a text that could not be checked; the rest of it can."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a YAML or TOML file, with the lines it stands on.

    Units: line and column start at 1; line 0 means that the position is not known.
    """

    path: str
    line: int
    column: int
    what: str
    hint: str = ""
    shown: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}:{self.column}" if self.line else self.path
        lines = [f"{place}: {self.what}"]
        lines += [f"  {self.line + i:>5} | {text}" for i, text in enumerate(self.shown)]
        if self.hint:
            lines.append(f"        = {self.hint}")
        return "\n".join(lines)


class ProblemsError(MtqaError):
    """Every mistake of a file at once."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        ordered = sorted(problems, key=lambda p: (p.path, p.line, p.column))
        super().__init__("\n".join(str(p) for p in ordered))
        self.problems = tuple(ordered)

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[Sequence[Problem]]]:  # type: ignore[override]
        return type(self), (self.problems,)


class PackError(ProblemsError):
    """A rule pack that cannot be used."""


class ConfigError(ProblemsError):
    """A configuration that cannot be used."""


class TermbaseError(ProblemsError):
    """A termbase that cannot be used."""
