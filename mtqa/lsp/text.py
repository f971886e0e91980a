"""A text as an editor has it: changed by ranges, its places told in the units that both sides agreed on.

Units: offsets are code points of the text. Lines end at a line feed, a carriage return or both, as the protocol has it
(which is why pygls' own documents are not used: they break lines at form feeds and U+2028 too).
Source: Language Server Protocol 3.17, "Text Documents", "Position".
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from lsprotocol import types

from mtqa import rx
from mtqa.lang import encodable

_LINE_END = rx.compile(r"\r\n|\r|\n")


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def _utf8(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8"))


_MEASURES: Mapping[str, Callable[[str], int]] = {"utf-8": _utf8, "utf-16": _utf16, "utf-32": len}
_CUTS: Mapping[str, tuple[str, int]] = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
"""How each unit is encoded, and its bytes."""


@dataclass(frozen=True, slots=True)
class Text:
    """One version of an open text. `units`: utf-8, utf-16 or utf-32; `language`: what the editor says it is."""

    uri: str
    text: str
    version: int
    units: str = "utf-16"
    language: str = ""
    _starts: list[int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", encodable(self.text))
        object.__setattr__(self, "_starts", _starts_of(self.text))

    def changed(self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int) -> Text:
        """Return the text after some changes, each of which is about what the one before it left."""
        now = self
        for change in changes:
            whole = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                start, end = now.offset(change.range.start), now.offset(change.range.end)
                whole = now.text[:start] + change.text + now.text[max(start, end) :]
            now = Text(self.uri, whole, version, self.units, self.language)
        return now

    def offset(self, position: types.Position) -> int:
        """Return where a position is; one behind the end of a line or of the text is that end."""
        if position.line >= len(self._starts):
            return len(self.text)
        start, line = self._starts[position.line], self.line(position.line)
        if line.isascii():
            return start + min(position.character, len(line))
        encoding, width = _CUTS[self.units]
        return start + len(line.encode(encoding)[: position.character * width].decode(encoding, "ignore"))

    def position(self, offset: int) -> types.Position:
        """Return the position of an offset."""
        number = bisect_right(self._starts, offset) - 1
        before = self.text[self._starts[number] : offset]
        return types.Position(number, _MEASURES[self.units](before))

    def range(self, start: int, end: int) -> types.Range:
        """Return the range from one offset to another."""
        return types.Range(self.position(start), self.position(end))

    def line(self, number: int) -> str:
        """Return a line without its end. Units: `number` from 0."""
        return self.text[self._starts[number] : self.line_end(number)]

    def line_at(self, offset: int) -> int:
        """Return the number of the line an offset is in, from 0."""
        return bisect_right(self._starts, offset) - 1

    def line_start(self, number: int) -> int:
        """Return where a line begins."""
        return self._starts[number]

    def line_end(self, number: int) -> int:
        """Return where a line ends, before its line end."""
        last = number + 1 == len(self._starts)
        end = len(self.text) if last else self._starts[number + 1]
        if not last:
            end -= 2 if self.text[end - 2 : end] == "\r\n" else 1
        return end

    def place(self, line: int, column: int) -> int:
        """Return the offset of a line and column that start at 1, kept within the line."""
        number = min(max(line, 1), len(self._starts)) - 1
        return min(self._starts[number] + max(column, 1) - 1, self.line_end(number))

    @property
    def newline(self) -> str:
        """The line end that the text has."""
        return "\r\n" if "\r\n" in self.text else "\n"


def _starts_of(text: str) -> list[int]:
    """Return where each line begins."""
    if "\r" not in text:
        return [0, *accumulate(len(line) + 1 for line in text.split("\n")[:-1])]
    return [0, *(match.end() for match in _LINE_END.finditer(text))]
