"""An open text as the bytes that mtqa reads, and the way back from places in these to places in the text."""

from __future__ import annotations

import codecs
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate
from typing import ClassVar

from mtqa.errors import LostError
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.load.notes.noted import encoding_for
from mtqa.lsp.text import Text
from mtqa.model import ByteEdit, Document, Edit

UTF16 = "utf-16-le"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text's bytes. Units: `starts` are where every STEP-th code point stands; () where a byte is a code point."""

    text: str
    data: bytes
    encoding: str
    starts: tuple[int, ...] = ()

    STEP: ClassVar[int] = 512

    def offset(self, byte: int) -> int:
        """Return the code point of the text that a byte of a file belongs to."""
        if not self.starts:
            return min(byte, len(self.text))
        at = bisect_right(self.starts, byte) - 1
        part = self.data[self.starts[at] : byte]
        return min(at * self.STEP + len(part.decode(self.encoding, "ignore")), len(self.text))

    def edits(self, edits: Iterable[ByteEdit]) -> list[Edit]:
        """Turn edits of the bytes into edits of the text."""
        return [Edit(self.offset(e.start), self.offset(e.end), e.data.decode(self.encoding)) for e in edits]


def encoded(text: str, encoding: str) -> Encoded:
    """Encode a text, as UTF-16 behind a byte order mark. Raises: UnicodeEncodeError."""
    mark = codecs.BOM_UTF16_LE if encoding == UTF16 and not text.startswith("\ufeff") else b""
    data = mark + text.encode(encoding)
    if text.isascii() and len(data) == len(text):
        return Encoded(text, data, encoding)
    parts = (text[at : at + Encoded.STEP] for at in range(0, len(text), Encoded.STEP))
    sizes = accumulate((len(part.encode(encoding)) for part in parts), initial=len(mark))
    return Encoded(text, data, encoding, tuple(sizes))


def read(text: Text, name: str, options: LoadOptions) -> tuple[Encoded, Document]:
    """Read a text as `mtqa check` reads the file that an editor would save: in the encoding that it declares.

    Raises: InputError; LostError where that encoding has no sign for something in it.
    """
    own = encoded(text.text, "utf-8")
    source = ByteSource(name, data=own.data)
    document = load(source, options)
    encoding = _known(encoding_for(source, document))
    if encoding == "utf-8":
        return own, document
    try:
        own = encoded(text.text, encoding)
    except UnicodeEncodeError as error:
        place = text.position(error.start)
        raise LostError(
            f"the text says that it is {encoding}, which has no {error.object[error.start]!r}",
            f"{name}:{place.line + 1}:{error.start - text.line_start(place.line) + 1}", "let it say UTF-8",
        ) from error  # fmt: skip
    return own, load(ByteSource(name, data=own.data), options)


def _known(encoding: str) -> str:
    """Return the encoding to write in."""
    name = codecs.lookup(encoding).name
    if name.startswith("utf-16"):
        return UTF16
    return "utf-8" if name in ("ascii", "utf-8", "utf-8-sig") else name
