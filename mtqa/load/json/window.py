"""The text of a JSON file of any size, read on where a value in it is not all there yet."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, BinaryIO

from mtqa.errors import InputError
from mtqa.load.bytesource import BLOCK, MOST_WHOLE, Block, ByteSource, Encoding, decode, read

_CUT = 16
"""Units: code points before the end of what is read in which an end or a mistake may be none: "1" may be from "1.5"."""


class Window:
    """The text of a file from some place on, as far as it is read. `at`: up to where in it all is done.

    Units: `offset` in bytes, `line` and `column` from 1, of its first code point.
    """

    def __init__(self, source: ByteSource, file: BinaryIO, encoding: Encoding) -> None:
        self._source, self._file, self._encoding = source, file, encoding
        self.text, self.at = "", 0
        self.offset, self.line, self.column = encoding.skip, 1, 1
        self._next = Block(b"", encoding.skip, 1)  # bytes of a character that is cut in two, and their place
        self._last = b""
        self.ended, self.ascii, self.escapes = False, True, False

    def drop(self) -> None:
        """Begin the text where all before it is done."""
        done, self.text, self.at = self.text[: self.at], self.text[self.at :], 0
        self.offset += len(done.encode(self._encoding.name))
        self.line += done.count("\n")
        self.column = len(done) - done.rfind("\n") + (0 if "\n" in done else self.column - 1)

    def grow(self) -> None:
        """Drop what is done, and read on: as much as is there, a block at least. Raises: InputError."""
        self.drop()
        if len(self.text) > MOST_WHOLE:
            raise InputError(
                f"one value in this is over {MOST_WHOLE >> 20} MiB, and can only be read as a whole",
                f"{self._source.name}:{self.line}:{self.column}", "split it into smaller ones",
            )  # fmt: skip
        parts = [self.text]
        wanted = max(BLOCK, len(self.text))
        while wanted > 0 and not self.ended:
            fresh = read(self._file, BLOCK, self._source.name)
            self.ended = not fresh
            wanted -= len(fresh)
            parts.append(self._decoded(fresh))
        self.text = "".join(parts)

    def _decoded(self, fresh: bytes) -> str:
        rest, offset, line = self._next.data, self._next.offset, self._next.line
        self.ascii = self.ascii and fresh.isascii()
        self.escapes = self.escapes or b"\\u" in self._last + fresh
        self._last = fresh[-1:]
        data = rest + fresh
        whole = len(data) if self.ended else _whole(data)
        self._next = Block(data[whole:], offset + whole, line + data.count(b"\n", 0, whole))
        return decode(Block(data[:whole], offset, line), self._encoding, self._source.name)

    def take(self, reader: Callable[[str, int], tuple[Any, int]], before: str) -> Any:
        """Read something whole with `reader`, which is given the text and a place, and go to its end.

        `before` is JSON after which the text at this place is what it is. Raises: ValueError, InputError.
        """
        while True:
            try:
                value, end = reader(self.text, self.at)
                if self.ended or end < len(self.text) - _CUT:
                    self.at = end
                    return value
            except (StopIteration, IndexError, ValueError) as error:
                self.heed(error, before)
            self.grow()

    def heed(self, error: Exception, before: str) -> None:
        """Return where an error only means that the text is cut short. Raises: ValueError."""
        pos = error.value if isinstance(error, StopIteration) else getattr(error, "pos", -1)
        cut = isinstance(error, IndexError) or pos > len(self.text) - _CUT
        if self.ended or not (cut or getattr(error, "msg", "").startswith("Unterminated string")):
            self.refuse(before)

    def refuse(self, before: str) -> None:
        """Have the standard library say what is wrong at this place. Raises: ValueError, with line and column."""
        try:
            json.loads(before + self.text[self.at :])
        except json.JSONDecodeError as error:
            pos = max(error.pos - len(before) + self.at, 0)
            line = self.text.count("\n", 0, pos)
            error.lineno = self.line + line
            error.colno = pos - self.text.rfind("\n", 0, pos) + (0 if line else self.column - 1)
            raise
        raise ValueError("it cannot be read")


def _whole(data: bytes) -> int:
    """Return how many bytes are whole characters of UTF-8, as far as its end tells."""
    for back in range(1, min(4, len(data) + 1)):
        byte = data[-back]
        if byte >= 0xC0:  # begins a character of 2 to 4 bytes
            return len(data) if back >= (2 if byte < 0xE0 else 3 if byte < 0xF0 else 4) else len(data) - back
        if byte < 0x80:
            break
    return len(data)
