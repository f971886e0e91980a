"""A file read as a whole: its text, and where each code point of that stands in its bytes."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from mtqa.errors import InputError
from mtqa.model import ByteEdit, Edit

STEP = 8192
"""Units: code points between two places whose bytes are remembered."""
_LINE_END = re.compile("\n")
_ANY_LINE_END = re.compile(r"\r\n?|\n")


@dataclass(slots=True)
class Whole:
    """The text of a file or a part of it. Units: `skip`, bytes before; `line`, `column`: where it begins, from 1."""

    text: str
    encoding: str
    skip: int = 0
    line: int = 1
    column: int = 1
    _lines: array[int] = field(default_factory=lambda: array("q"))  # the first may begin before the text
    _bytes: list[int] = field(default_factory=list)

    def where(self, at: int) -> tuple[int, int]:
        """Return line and column, from 1, of a code point."""
        (line,), (column,) = self.places((at,))
        return line, column

    def places(self, ats: Sequence[int]) -> tuple[list[int], list[int]]:
        """Return the lines and the columns, from 1, of code points."""
        starts = self._lines
        if not starts:
            starts.append(1 - self.column)
            ends = _ANY_LINE_END if "\r" in self.text else _LINE_END
            starts.extend(match.end() for match in ends.finditer(self.text))
        lines = [bisect_right(starts, at) for at in ats]
        columns = [at - starts[line - 1] + 1 for at, line in zip(ats, lines, strict=True)]
        return ([line + self.line - 1 for line in lines] if self.line > 1 else lines), columns

    def byte(self, at: int) -> int:
        """Return the byte at which a code point begins."""
        if not self._bytes:
            self._bytes = [self.skip]
        while len(self._bytes) * STEP <= at:
            start = (len(self._bytes) - 1) * STEP
            self._bytes.append(self._bytes[-1] + len(self.text[start : start + STEP].encode(self.encoding)))
        start = at // STEP * STEP
        return self._bytes[at // STEP] + len(self.text[start:at].encode(self.encoding))

    def edits(self, edits: Iterable[Edit], lacking: str = "xmlcharrefreplace") -> Iterator[ByteEdit]:
        """Turn edits of the text into edits of the bytes; `lacking` is what to do where the encoding lacks a sign."""
        for edit in edits:
            data = edit.text.encode(self.encoding, lacking)
            yield ByteEdit(self.byte(edit.start), self.byte(edit.end), data)


def decoded(data: bytes, encoding: str, skip: int, name: str) -> Whole:
    """Decode a file. Raises: InputError, also where the text would not encode to the same bytes again."""
    try:
        text = data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        at = error.start + skip
        raise not_decoded(error, encoding, at, data.count(b"\n", 0, at) + 1, name) from error
    except (LookupError, ValueError) as error:
        raise InputError(f"the encoding {encoding} cannot be read: {error}", name, "save it as UTF-8") from error
    return Whole(text, encoding, skip)


def not_decoded(error: UnicodeDecodeError, encoding: str, at: int, line: int, name: str) -> InputError:
    """Say where a file is not in its encoding. Units: `at` in bytes."""
    return InputError(
        f"not {encoding.upper()}: byte 0x{error.object[error.start]:02x} at offset {at}",
        f"{name}:{line}", "save the file in the encoding it declares; UTF-8 is best",
    )  # fmt: skip


def survives(whole: Whole, data: bytes) -> bool:
    """Tell whether the text encodes to the file's own bytes, so that places in it are places in the file."""
    if whole.encoding == "utf-8":  # no other bytes than its own are read as a text
        return True
    try:
        return whole.text.encode(whole.encoding) == data[whole.skip :]
    except UnicodeEncodeError:
        return False
