"""Standard input that can be read again and again: a small one in memory, a large one in a file without a name."""

from __future__ import annotations

import io
import os
import tempfile
from typing import TYPE_CHECKING, BinaryIO

from mtqa.errors import InputError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

KEPT = 8 * 1024 * 1024
"""Units: bytes that are kept in memory."""
_PART = 1024 * 1024


def spooled(stream: BinaryIO) -> bytes | Spool:
    """Read a stream to its end. Raises: InputError where the folder of temporary files has no room for it."""
    begun = stream.read(KEPT)
    if not (more := stream.read(_PART)):
        return begun
    spool = Spool()
    try:
        spool.add(begun)
        while more:
            spool.add(more)
            more = stream.read(_PART)
    except OSError as error:
        raise InputError(
            f"cannot be kept in {tempfile.gettempdir()}: {error.strerror}", "<stdin>",
            "give the text as a file, or set TMPDIR to a folder with room",
        ) from error  # fmt: skip
    return spool


class Spool:
    """Bytes in a temporary file that goes when the process does."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile(prefix="mtqa-", buffering=0)

    def add(self, part: bytes) -> None:
        """Write bytes to the end. Raises: OSError."""
        rest = memoryview(part)
        while rest:
            rest = rest[self._file.write(rest) :]

    def open(self) -> BinaryIO:
        """Return the bytes as a file of their own, to be read from the beginning."""
        return io.BufferedReader(_Reader(self._file))


class _Reader(io.RawIOBase):
    """One of several readers of a file, each at a place of its own."""

    def __init__(self, file: io.FileIO) -> None:
        self._file = file
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        base = (0, self._at, os.fstat(self._file.fileno()).st_size)[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: WriteableBuffer) -> int:
        self._file.seek(self._at)
        size = self._file.readinto(buffer)
        self._at += size
        return size
