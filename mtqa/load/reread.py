"""Read parts of a file again, to tell the line and column of what stands within a text that was read as a stream."""

from __future__ import annotations

import weakref
from dataclasses import dataclass, field
from typing import BinaryIO

from mtqa.load.bytesource import ByteSource, read


@dataclass(slots=True, weakref_slot=True)
class Reread:
    """A file whose parts are read in order, so that a packed one is unpacked once. Opened when first asked."""

    source: ByteSource
    _file: BinaryIO | None = field(default=None, init=False)

    def part(self, first: int, last: int) -> bytes:
        """Return some bytes. Raises: InputError."""
        if self._file is None:
            self._file = self.source.open().__enter__()
            weakref.finalize(self, self._file.close)
        self._file.seek(first)
        return read(self._file, last - first, self.source.name)
