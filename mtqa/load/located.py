"""Texts taken out of markup, and the way back: an edit of the text becomes edits of what it was taken from.

A text consists of pieces. A plain piece stands in the original as it reads; any other (an entity, a line end written
otherwise, a JSON escape) stands for it as a whole. Between two pieces the original may hold markup, which no edit
touches: an edit over several pieces writes its words into the first and takes the old ones out of the others. A piece
of kind KEPT (inline code, a placeholder) is no text at all: it reads as one sign and stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mtqa.model import Edit

KEPT = "kept"
OBJECT = "\ufffc"
"""What a KEPT piece reads as."""


class Piece(NamedTuple):
    """Part of a text and where it was taken from.

    Units: `start` and `end` in code points of the text, `first` and `last` in units of the original.
    """

    start: int
    end: int
    first: int
    last: int
    plain: bool = True
    kind: str = ""


Width = Callable[[str], int]
Escape = Callable[[str, str], str]
"""Writes new text so that it reads as given in a piece of that kind."""


def _as_it_is(text: str, kind: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Located:
    """A text made of pieces, in order. `width` measures plain text in units of the original (default: code points)."""

    text: str
    pieces: Sequence[Piece]
    width: Width = len
    escape: Escape = _as_it_is
    _starts: list[int] = field(default_factory=list, init=False, repr=False)

    def edits(self, edit: Edit, trim: bool = True) -> list[Edit]:
        """Turn an edit into edits of the original, in order; unless `trim`, what it leaves the same is written anew.

        Raises: ValueError where there is nothing to write to.
        """
        edit = trimmed(self.text, edit) if trim else edit
        if all(piece.kind == KEPT for piece in self.pieces):
            raise ValueError("there is nothing to write to")
        spans = [span for span in self._spans(edit) if span[0].kind != KEPT]
        made: list[Edit] = []
        for number, (piece, start, end) in enumerate(spans):
            before, after = self._whole(piece, start, end)
            new = edit.text if number == 0 else ""
            written = self.escape(self.text[before:start] + new + self.text[end:after], piece.kind)
            made.append(Edit(self._place(piece, before), self._place(piece, after), written))
        return _joined(made)

    def place(self, position: int) -> int:
        """Return where in the original a position of the text stands."""
        piece = self.pieces[self._piece_at(position)]
        return self._place(piece, min(max(position, piece.start), piece.end))

    def _spans(self, edit: Edit) -> Iterator[tuple[Piece, int, int]]:
        at = self._piece_at(max(edit.start - (edit.start == edit.end), 0))
        if edit.start == edit.end:
            near = sorted(range(len(self.pieces)), key=lambda i: abs(i - at)) if self.pieces[at].kind == KEPT else [at]
            piece = next(p for i in near if (p := self.pieces[i]).kind != KEPT)
            position = min(max(edit.start, piece.start), piece.end)
            yield piece, position, position
            return
        while at < len(self.pieces) and self.pieces[at].start < edit.end:
            piece = self.pieces[at]
            if piece.end > edit.start:
                yield piece, max(edit.start, piece.start), min(edit.end, piece.end)
            at += 1

    def _piece_at(self, position: int) -> int:
        if len(self._starts) != len(self.pieces):
            self._starts.extend(piece.start for piece in self.pieces)
        return max(bisect_right(self._starts, position) - 1, 0)

    def _whole(self, piece: Piece, start: int, end: int) -> tuple[int, int]:
        """Widen a span to the whole piece where that does not stand as it reads."""
        if piece.plain:
            return start, end
        if start == end:
            return (piece.start, piece.start) if start == piece.start else (piece.end, piece.end)
        return piece.start, piece.end

    def _place(self, piece: Piece, position: int) -> int:
        if position == piece.end:
            return piece.last
        return piece.first + (self.width(self.text[piece.start : position]) if position > piece.start else 0)


def trimmed(text: str, edit: Edit) -> Edit:
    """Leave out of an edit what it does not change at its ends."""
    old, new = text[edit.start : edit.end], edit.text
    ahead = 0
    while ahead < min(len(old), len(new)) and old[ahead] == new[ahead]:
        ahead += 1
    behind = 0
    while behind < min(len(old), len(new)) - ahead and old[-1 - behind] == new[-1 - behind]:
        behind += 1
    return Edit(edit.start + ahead, edit.end - behind, new[ahead : len(new) - behind])


def _joined(edits: list[Edit]) -> list[Edit]:
    """Make one of edits that touch; drop those that change nothing."""
    made: list[Edit] = []
    for edit in edits:
        if made and made[-1].end == edit.start and (edit.end > edit.start or edit.text):
            made[-1] = Edit(made[-1].start, edit.end, made[-1].text + edit.text)
        elif edit.end > edit.start or edit.text:
            made.append(edit)
    return made
