"""JSON that stands in a file in one piece or several: where in the file what is read of it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from mtqa.errors import InputError
from mtqa.load import jsontext
from mtqa.load.bytesource import size_of
from mtqa.load.jsontext import Lines
from mtqa.model import ByteEdit, Edit


@dataclass(frozen=True)
class Piece:
    """A text that stands in a file in one piece. Units: `at` code points before it in what it is a part of.

    `offset` is in bytes; `line` and `column`, from 1, are those of its first code point.
    """

    at: int
    text: str
    offset: int = 0
    line: int = 1
    column: int = 1

    def place(self, position: int) -> tuple[int, int]:
        """Return line and column of a code point of the whole."""
        line, column = self._lines.place(position - self.at)
        return self.line + line - 1, column if line > 1 else self.column + column - 1

    @cached_property
    def _lines(self) -> Lines:
        return Lines(self.text)


@dataclass(frozen=True, slots=True)
class Pieced:
    """JSON put together of pieces of a file; nothing that is asked for stands outside of them."""

    text: str
    pieces: Sequence[Piece]
    encoding: str
    way: str = ""
    _ats: list[int] = field(default_factory=list, init=False, repr=False)

    def place(self, position: int) -> tuple[int, int]:
        """Return line and column in the file of a code point. Units: from 1."""
        return self._piece(position).place(position)

    def edits(self, edits: Iterable[Edit]) -> list[ByteEdit]:
        """Turn edits of the text into edits of the file's bytes."""
        made = []
        for edit in edits:
            piece = self._piece(edit.start)
            start, end = (
                piece.offset + size_of(piece.text, at - piece.at, self.encoding) for at in (edit.start, edit.end)
            )
            made.append(ByteEdit(start, end, edit.text.encode(self.encoding)))
        return made

    def _piece(self, position: int) -> Piece:
        if not self._ats:
            self._ats.extend(piece.at for piece in self.pieces)
        return self.pieces[max(bisect_right(self._ats, position) - 1, 0)]


def parsed(read: Pieced, name: str, hint: str, deep: str, parse: Callable[[str], Any] = jsontext.parse) -> Any:
    """Return a value, strings as `Placed`. Raises: InputError, with a `hint`; `deep` where it is nested too deeply."""
    try:
        return parse(read.text)
    except ValueError as error:
        line, column = read.place(getattr(error, "pos", 0))
        raise InputError(f"not JSON: {getattr(error, 'msg', error)}", f"{name}:{line}:{column}", hint) from error
    except RecursionError as error:
        raise InputError("nested too deeply", name, deep) from error
