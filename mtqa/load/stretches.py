"""A file's text in stretches that begin and end where its format lets them, and that know their place in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from mtqa.load.bytesource import BLOCK, Block, ByteSource, Encoding, blocks, decode, locate
from mtqa.load.located import Located
from mtqa.model import ByteEdit, Edit

LEAST = BLOCK // 4
"""Units: code points of a stretch that others follow; a block holds as many in any encoding."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Whole lines of a file. Units: `offset` in bytes, `line` from 1, of the first."""

    text: str
    offset: int
    line: int
    encoding: str
    _begins: list[int] = field(default_factory=list, init=False, repr=False)

    def place(self, at: int) -> tuple[int, int]:
        """Return the line and column of a code point of the text."""
        if not self._begins:
            begin = 0
            for line in self.text.split("\n"):
                self._begins.append(begin)
                begin += len(line) + 1
        number = bisect_right(self._begins, at) - 1
        return self.line + number, at - self._begins[number] + 1

    def places(self, ats: Iterable[int]) -> tuple[list[int], list[int]]:
        """Return the lines and the columns of code points of the text that are given in order."""
        lines, columns = [], []
        line, last = self.line, 0
        for at in ats:
            line += self.text.count("\n", last, at)
            last = at
            lines.append(line)
            columns.append(at - self.text.rfind("\n", 0, at))
        return lines, columns

    def edits(self, edits: Iterable[Edit]) -> list[ByteEdit]:
        """Turn edits of the text into edits of the file's bytes."""
        block = Block(b"", self.offset, 0)
        return [locate(block, self.text, self.encoding, e.start, e.end, e.text) for e in edits]


class Ways:
    """The ways from texts to the file that they stand in. `located` reads text i of a stretch with its places."""

    def __init__(self, stretch: Stretch, located: Callable[[int], Located]) -> None:
        self._stretch = stretch
        self._located = lru_cache(maxsize=1)(located)

    def place(self, i: int, at: int) -> tuple[int, int]:
        """Return the line and column of a code point of text i."""
        return self._stretch.place(self._located(i).place(at))

    def edits(self, i: int, edit: Edit) -> list[ByteEdit]:
        """Turn an edit of text i into edits of the file's bytes."""
        return self._stretch.edits(self._located(i).edits(edit))


def stretches(source: ByteSource, encoding: Encoding, cut: Callable[[str], int]) -> Iterator[Stretch]:
    """Yield a file's text, about a block at a time. `cut` tells where a text that goes on can end; 0 if nowhere.

    What has no end is not looked through anew until twice as much is there. Raises: InputError.
    """
    offset, line, text, least = encoding.skip, 1, "", LEAST
    for block in blocks(source, encoding):
        if len(text) >= least:
            at = cut(text)
            least = LEAST if at else 2 * len(text)
            if at:
                stretch, text = Stretch(text[:at], offset, line, encoding.name), text[at:]
                offset += len(stretch.text.encode(encoding.name))
                line += stretch.text.count("\n")
                yield stretch
        text += decode(block, encoding, source.name)
    if text:
        yield Stretch(text, offset, line, encoding.name)
