"""Change a suppression file by lines: what is not added or taken out stays byte for byte, comments and order too."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mtqa import cachefolder, rx
from mtqa.errors import InputError
from mtqa.suppress.entries import FIELDS, Entry, EntryFile, entries_of, read

_DASH = rx.compile(r"([ \t]*)-[ \t]")
_HEADER = """\
# Findings of mtqa that are left alone; each has its reason. See docs/suppressions.md.
# `mtqa suppress add`, `list` and `prune` keep this file; it may also be edited by hand.
"""


@contextmanager
def changing(path: Path) -> Iterator[EntryFile]:
    """Read a suppression file to change it, while no other run of mtqa can. Raises: ConfigError, InputError."""
    try:  # the lock is not beside the file, where it would be one more file of the repository
        with cachefolder.locked(cachefolder.place("suppressions", str(path.resolve()))):
            yield read(path) if path.is_file() else EntryFile(path, str(path))
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", str(path), "check the folder's permissions") from error


def changed(file: EntryFile, added: Sequence[Entry], dropped: Collection[Entry]) -> str:
    """Return the text of a suppression file with entries added at its end and others taken out.

    Raises: InputError where its entries do not each begin a line with a dash.
    """
    lines = file.text.splitlines(keepends=True)
    dashes = [match[1] for entry in file.entries if (match := _DASH.match(lines[entry.line - 1]))]
    if len(dashes) < len(file.entries):
        raise InputError(
            "not every suppression begins a line with a dash", file.shown,
            "write them one below the other: - fingerprint:",
        )  # fmt: skip
    gone = {number for entry in dropped for number in range(entry.line, entry.last + 1)}
    kept = "".join(line for number, line in enumerate(lines, 1) if number not in gone)
    if not added:
        return kept
    if not file.entries:
        kept = "".join(line for line in lines if line.strip() not in ("[]", "---")) if file.text else _HEADER
    end = "\r\n" if "\r\n" in file.text else "\n"
    kept += end if kept and not kept.endswith("\n") else ""
    return kept + "".join(written(entry, dashes[0] if dashes else "", end) for entry in added)


def written(entry: Entry, indent: str = "", end: str = "\n") -> str:
    """Write an entry as YAML."""
    given = [(name, getattr(entry, name)) for name in FIELDS if getattr(entry, name)]
    lines = [f"{name}: {value if name in ('added', 'expires') else _quoted(value)}" for name, value in given]
    return f"{indent}- " + f"{end}{indent}  ".join(lines) + end


def _quoted(text: str) -> str:
    """Write text in double quotes, in which YAML reads what JSON does but for pairs of surrogates."""
    whole = text.encode("utf-8", "replace").decode()
    return "".join(
        sign if sign.isprintable() else f"\\U{ord(sign):08x}" for sign in json.dumps(whole, ensure_ascii=False)
    )


def write(file: EntryFile, added: Sequence[Entry], dropped: Collection[Entry]) -> None:
    """Write a suppression file anew, once it is known to read as meant. Raises: InputError."""
    if file.path is None:
        raise InputError("there is no suppression file", hint="`mtqa suppress add` makes one")
    text = changed(file, added, dropped)
    wanted = [_bare(entry) for entry in (*(e for e in file.entries if e not in dropped), *added)]
    if [_bare(entry) for entry in entries_of(text, file.shown)] != wanted:
        raise InputError("cannot be changed by mtqa without changing what else it says", file.shown, "edit it by hand")
    mark = "\ufeff" if file.path.is_file() and file.path.read_bytes().startswith(b"\xef\xbb\xbf") else ""
    cachefolder.replace(file.path.resolve(), (mark + text).encode())


def _bare(entry: Entry) -> Entry:
    return replace(entry, line=0, last=0)
