"""The suppression file: findings left alone, each by its fingerprint, with who said so, why and until when.

It is for formats that have no comments. Where a path is given, an entry is for the finding that has the fingerprint
when this file is checked alone; so it does not matter what else is checked. An entry with a phrase in place of the
fingerprint is for all that its rule says of this phrase, in the file of its path or in any.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from mtqa.config import Config
from mtqa.errors import ConfigError, InputError, Problem, UsageError
from mtqa.load.bytesource import is_url
from mtqa.nodes import Node, read_yaml
from mtqa.schema import TEXT, Report, Scalar, Spec, Struct

FILE_NAME = ".mtqa-suppressions.yaml"


def _day(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"{text!r} is no date: write it as 2027-03-31"
    return "" if len(text) == 10 else f"{text!r} is no date: write it as 2027-03-31"


def _said(text: str) -> str:
    return "" if text.strip() else "this is empty: say something"


_DAY, _SAID = Scalar("str", _day), Scalar("str", _said)
FIELDS: Mapping[str, Spec] = {
    "fingerprint": _SAID, "phrase": _SAID, "rule": _SAID, "path": TEXT, "text": TEXT, "reason": _SAID, "author": TEXT,
    "added": _DAY, "expires": _DAY,
}  # fmt: skip
_ENTRY = Struct(FIELDS, required=("rule", "reason"))


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding that is left alone, or by `phrase` many. Units: `line`, `last` are the first and last of its lines."""

    fingerprint: str
    rule: str
    reason: str
    path: str = ""
    text: str = ""
    author: str = ""
    added: str = ""
    expires: str = ""
    phrase: str = ""
    line: int = 0
    last: int = 0

    def has_expired(self, today: date) -> bool:
        """Tell whether its last day has passed."""
        return bool(self.expires) and today > date.fromisoformat(self.expires)


@dataclass(frozen=True, slots=True)
class EntryFile:
    """A suppression file as it was read; `path` None: there is none."""

    path: Path | None = None
    shown: str = ""
    text: str = ""
    entries: tuple[Entry, ...] = ()

    def place_of(self, entry: Entry) -> str:
        """Return the full path of the text an entry is for; empty for any."""
        folder = self.path.parent if self.path else Path()
        return full(entry.path, folder) if entry.path else ""


def phrase_of(text: str) -> str:
    """Return a text in the form that phrases go by: capitals and spaces are no matter."""
    return " ".join(text.casefold().split())


def full(path: str, folder: Path | None = None) -> str:
    """Return the one name of a path, however it is written; an address or the name of standard input stays."""
    if is_url(path) or path.startswith("<"):
        return path
    return os.path.realpath(folder / path if folder else path)


def beside(path: str, file: Path) -> str:
    """Name a text from the folder of a suppression file."""
    if is_url(path) or path.startswith("<"):
        return path
    return Path(os.path.relpath(full(path), full(str(file.parent)))).as_posix()


def nearest(start: Path) -> Path | None:
    """Return the suppression file in `start` or the nearest folder above."""
    return next((folder / FILE_NAME for folder in (start, *start.parents) if (folder / FILE_NAME).is_file()), None)


def in_force(config: Config, folder: Path) -> Path | None:
    """Return the suppression file of a folder: the one named, else that beside the configuration, else the nearest."""
    if named := config["suppressions"]["file"]:
        return Path(named)
    beside = config.folder / FILE_NAME if config.path else None
    return beside if beside and beside.is_file() else nearest(folder)


def read(path: Path | None) -> EntryFile:
    """Read a suppression file. Raises: ConfigError with every mistake; InputError where it cannot be read."""
    if path is None:
        return EntryFile()
    shown = os.path.relpath(path) if not path.is_absolute() or Path.cwd() in path.parents else str(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        hint = "name a suppression file that is there; `mtqa suppress add` makes one"
        raise InputError(f"cannot be read: {error.strerror}", shown, hint) from error
    except UnicodeDecodeError as error:
        raise ConfigError([Problem(shown, 0, 0, f"not UTF-8: byte {error.start}", "save it as UTF-8")]) from error
    return EntryFile(path, shown, text, tuple(entries_of(text, shown)))


def entries_of(text: str, shown: str) -> list[Entry]:
    """Return the entries of a suppression file's text. Raises: ConfigError with every mistake."""
    node, problems = read_yaml(text, shown)
    report = Report(shown, text.splitlines())
    report.problems += problems
    entries: list[Entry] = []
    if node is not None and node.kind not in ("seq", "null"):
        report.add(node, "expected a list of suppressions", "each begins with `- fingerprint:`")
    elif node is not None and node.kind == "seq":
        entries = list(_entries(node, report))
        _unique(node, entries, report)
    if report.problems:
        raise ConfigError(report.problems)
    return entries


def _entries(node: Node, report: Report) -> Iterator[Entry]:
    for item in node.value:
        before = len(report.problems)
        values = _ENTRY.read(item, report)
        if len(report.problems) == before:
            last = max(value.last_line for _, value in item.pairs())
            if bool(values.get("fingerprint")) is bool(values.get("phrase")):
                report.add(item, "what is left alone is not told", "give either its fingerprint or a phrase")
                continue
            yield Entry(**{"fingerprint": "", **values}, line=item.line, last=max(last, item.line))


def _unique(node: Node, entries: list[Entry], report: Report) -> None:
    first: dict[tuple[str, ...], int] = {}
    for entry in entries:
        own = (entry.fingerprint,) if entry.fingerprint else (phrase_of(entry.phrase), entry.rule)
        line = first.setdefault((*own, entry.path), entry.line)
        if line != entry.line:
            item = next(item for item in node.value if item.line == entry.line)
            report.add(item, f"this finding is suppressed already, on line {line}", "keep one of them")


def today() -> date:
    """Return the day it is; MTQA_TODAY stands in for it in tests, as 2027-03-31. Raises: UsageError."""
    given = os.environ.get("MTQA_TODAY")
    if not given:
        return date.today()
    try:
        return date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"MTQA_TODAY {given!r} is no date", hint="write it as 2027-03-31") from error
