"""Files that decide what is found, where an editor has them open: their own mistakes are told in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from mtqa import config
from mtqa.errors import MtqaError, ProblemsError
from mtqa.lsp.checking import Checked, Failure
from mtqa.lsp.text import Text
from mtqa.suppress import entries

READERS: Mapping[str, Callable[[Path], object]] = {
    config.FILE_NAME: config.load, "pyproject.toml": config.load, entries.FILE_NAME: entries.read,
}  # fmt: skip
"""By file name; each reads the file as it was saved. Raises: MtqaError."""


def decides(path: Path) -> bool:
    """Tell whether this is such a file, and so no text to check."""
    return path.name in READERS


def checked(text: Text, path: Path) -> Checked:
    """Tell what is wrong with such a file."""
    found = Checked(text)
    try:
        READERS[path.name](path)
    except ProblemsError as error:
        for problem in error.problems:
            start = text.place(problem.line, problem.column)
            end = text.line_end(text.line_at(start))
            what = problem.what + (f" ({problem.hint})" if problem.hint else "")
            found.failures.append(Failure(what, (start, end)))
    except MtqaError as error:
        found.failures.append(Failure(str(error), (0, text.line_end(0))))
    return found
