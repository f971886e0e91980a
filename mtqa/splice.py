"""Write a file anew with some bytes replaced: every other byte is copied as it is."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from mtqa.errors import InputError
from mtqa.model import ByteEdit

COPIED = 1 << 20


def splice(source: BinaryIO, edits: Iterable[ByteEdit], out: BinaryIO) -> None:
    """Copy `source` to `out` with edits applied; they come in order and do not overlap."""
    at = 0
    source.seek(0)
    for edit in edits:
        if edit.start < at:
            raise ValueError("edits overlap or are out of order")
        _copy(source, out, edit.start - at)
        out.write(edit.data)
        source.seek(edit.end)
        at = edit.end
    shutil.copyfileobj(source, out, COPIED)


def _copy(source: BinaryIO, out: BinaryIO, size: int) -> None:
    while size > 0:
        data = source.read(min(size, COPIED))
        if not data:
            raise ValueError("an edit lies outside the file")
        out.write(data)
        size -= len(data)


def replace_file(path: Path, source: BinaryIO, edits: Iterable[ByteEdit]) -> None:
    """Write `path` atomically: a new file beside it takes its place, with its permissions."""
    target = path.resolve()
    name = ""
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as out:
            splice(source, edits, out)
        if target.exists():
            shutil.copymode(target, name)
        else:
            Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException as error:
        with suppress(OSError):
            Path(name).unlink()
        if not isinstance(error, OSError):
            raise
        raise InputError(f"cannot be written: {error.strerror}", str(path), "nothing was changed in it") from error
