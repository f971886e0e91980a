"""Read a file's text piece by piece, decoded as it comes."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from mtqa.load.bytesource import ByteSource, Encoding, read
from mtqa.load.whole import Whole, not_decoded

READ = 1 << 18
"""Units: bytes read at a time."""


def texts(source: ByteSource, encoding: Encoding) -> Iterator[str]:
    """Yield a file's text as it is read, and "" or what is left at its end. Raises: InputError."""
    decoder = codecs.getincrementaldecoder(encoding.name)()
    lines, done = 0, 0
    with source.open() as file:
        lines += read(file, encoding.skip, source.name).count(b"\n")
        done += encoding.skip
        while True:
            data = read(file, READ, source.name)
            try:
                text = decoder.decode(data, not data)
            except UnicodeDecodeError as error:
                kept = len(error.object) - len(data)  # of the read before
                at = error.start - kept
                line = lines + (data.count(b"\n", 0, at) if at >= 0 else -error.object.count(b"\n", error.start, kept))
                raise not_decoded(error, encoding.name, done + at, line + 1, source.name) from error
            yield text
            if not data:
                return
            done += len(data)
            lines += data.count(b"\n")


class Reading:
    """The text of a file, and what of it is not handed out yet. `ended`: there is no more to be read than that."""

    def __init__(self, read: Iterator[str], encoding: Encoding) -> None:
        self.text = ""
        self.ended = False
        self._read, self._encoding = read, encoding.name
        self._offset, self._line, self._column = encoding.skip, 1, 1

    @property
    def line(self) -> int:
        """The line, from 1, that the text begins in."""
        return self._line

    def fill(self, size: int) -> None:
        """Read until so much text is there, or all. Units: code points."""
        made = [self.text]
        length = len(self.text)
        while length < size and not self.ended:
            text = next(self._read, None)
            self.ended = text is None
            made.append(text or "")
            length += len(made[-1])
        self.text = "".join(made)

    def take(self, size: int) -> Whole:
        """Hand out so much of the text."""
        whole = Whole(self.text[:size], self._encoding, self._offset, self._line, self._column)
        self._offset = whole.byte(size)
        self._line, self._column = whole.where(size)
        self.text = self.text[size:]
        return whole
