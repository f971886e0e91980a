"""Where a finding and its edits stand in a file, and the name a file goes by in a report.

Only the start of a finding is known in every format (`position`). Its end, and the places of its edits, are known where
a text stands in the file as it reads, which is so in plain text; behind entities, escapes and markup they are not.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import regex

from mtqa import rx
from mtqa.errors import MtqaError
from mtqa.model import Finding, Segment
from mtqa.report.base import FileResult
from mtqa.report.jsonl import position

AS_IT_READS = frozenset(["text"])
"""Formats whose texts stand in the file as they read."""
ROOTS = ("GITHUB_WORKSPACE", "CI_PROJECT_DIR")
"""Variables in which a CI service names the folder of the project."""
_LONE_RETURN = rx.compile(r"\r(?!\n)")
_PLACE = rx.compile(r"(.+?):(\d{1,9})(?::(\d{1,9}))?", regex.DOTALL)
_HOST = rx.compile(r"(?i)[a-z][a-z0-9+.-]+://[^/]*")
_SCHEME = rx.compile(r"(?i)[a-z][a-z0-9+.-]+://")


@dataclass(frozen=True, slots=True)
class Region:
    """A place in a file, its end exclusive. Units: lines and columns start at 1; `end_line` 0: not known."""

    line: int
    column: int
    end_line: int = 0
    end_column: int = 0


def exact(result: FileResult, finding: Finding) -> bool:
    """Tell whether every code point of the finding's text stands in the file as it reads."""
    return (
        result.format in AS_IT_READS
        and finding.side == "target"
        and not finding.line
        and not _LONE_RETURN.search(finding.segment.target)
    )


def region(result: FileResult, finding: Finding) -> Region:
    """Return where a finding stands, with its end where that is known."""
    line, column = position(finding)
    if not exact(result, finding):
        return Region(line, column)
    return Region(line, column, *_point(finding.segment, finding.end))


def edits(result: FileResult, finding: Finding) -> Sequence[tuple[Region, str]]:
    """Return the places and texts of a fix; nothing where the places are not known, or the file cannot be written."""
    if not (finding.fix and result.fixable and exact(result, finding)):
        return ()
    own = finding.segment
    return [(Region(*_point(own, e.start), *_point(own, e.end)), e.text) for e in finding.fix.edits]


def _point(segment: Segment, at: int) -> tuple[int, int]:
    before = segment.target[:at]
    if "\n" in before:
        return segment.line + before.count("\n"), at - before.rfind("\n")
    return segment.line, segment.column + at


def in_bytes(segment: Segment, place: Region) -> Region | None:
    """Count the columns of an exact place in bytes of UTF-8; None where the line begins before the segment."""
    starts = _byte_column(segment, place.line, place.column), _byte_column(segment, place.end_line, place.end_column)
    if not all(starts):
        return None
    return Region(place.line, starts[0], place.end_line, starts[1])


def _byte_column(segment: Segment, line: int, column: int) -> int:
    if line == segment.line and segment.column != 1:
        return 0
    text = segment.target.split("\n")[line - segment.line]
    return len(text[: column - 1].encode("utf-8", "surrogatepass")) + 1


def failed(error: MtqaError) -> tuple[str, Region | None]:
    """Return the file that an error is about, and where in it, as far as it says so."""
    whole = os.path.exists(error.where) or _HOST.fullmatch(error.where)  # noqa: PTH110 (this one takes any text)
    found = None if whole else _PLACE.fullmatch(error.where)
    if not found:
        return error.where, None
    return found[1], Region(max(1, int(found[2])), max(1, int(found[3] or 1)))


def project() -> Path:
    """Return the folder that file names are told from: the CI service's, else the current one."""
    named = next((os.environ[name] for name in ROOTS if os.environ.get(name)), "")
    return Path(named) if named else Path.cwd()


def is_file(path: str) -> bool:
    """Tell a file's name from an address and from standard input."""
    return path != "<stdin>" and not _SCHEME.match(path)


def within(path: str, root: Path) -> str:
    """Return a path from the project's folder on, with forward slashes; one that lies elsewhere as it is, whole."""
    if not is_file(path):
        return path
    for resolve in (os.path.abspath, os.path.realpath):
        own = Path(resolve(path))
        if own.is_relative_to(resolve(root)):
            return own.relative_to(resolve(root)).as_posix()
    return Path(os.path.abspath(path)).as_posix()  # noqa: PTH100


def location(path: str, root: Path) -> Mapping[str, Any]:
    """Return a path as SARIF has it: a URI, under SRCROOT where it lies in the project."""
    own = within(path, root)
    if not is_file(path):
        return {"uri": quote(_bytes(own), safe=":/?#@!$&'()*+,;=%" if "://" in own else "")}
    if own.startswith("/") or own[1:3] == ":/":
        return {"uri": "file://" + ("" if own.startswith("/") else "/") + quote(_bytes(own), safe="/:")}
    return {"uri": quote(_bytes(own)), "uriBaseId": "SRCROOT"}


def _bytes(path: str) -> bytes:
    try:
        return os.fsencode(path)
    except UnicodeEncodeError:
        return path.encode("utf-8", "replace")
