"""Texts taken out of markup, and the way back: an edit of the text becomes edits of what it was taken from.

A text consists of pieces. A plain piece stands in the original as it reads; any other (an entity, a line end written
otherwise, a JSON escape) stands for it as a whole. Between two pieces the original may hold markup, which no edit
touches: of an edit over several pieces, the words that stay the same stay where they are, and new ones stand where most
of the old ones stood, or where an inline element would be left empty. A piece of kind KEPT (inline code, a placeholder)
is no text at all: it reads as one sign and stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mtqa.load.reworded import OBJECT as OBJECT
from mtqa.load.reworded import reworded
from mtqa.model import Edit

KEPT = "kept"
"""The kind of a piece that reads as OBJECT."""
LOOSE = "loose"
"""The kind of a piece that reads as it stands, but would not with text behind it: an ampersand that is no entity."""


class Piece(NamedTuple):
    """Part of a text and where it was taken from.

    `wrapped`: it, with the pieces it touches, is all that its inline element holds.
    Units: `start` and `end` in code points of the text, `first` and `last` in units of the original.
    """

    start: int
    end: int
    first: int
    last: int
    plain: bool = True
    kind: str = ""
    wrapped: bool = False


Width = Callable[[str], int]
Escape = Callable[[str, str], str]
"""Writes new text so that it reads as given in a piece of that kind."""


def _as_it_is(text: str, kind: str) -> str:
    return text


@dataclass(slots=True)
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
        given = edit
        edit = trimmed(self.text, edit) if trim else edit
        if all(piece.kind == KEPT for piece in self.pieces):
            raise ValueError("there is nothing to write to")
        if trim and self._crosses(edit):
            parts = [made for part in reworded(self.text, edit) for made in self._written(trimmed(self.text, part))]
            if not (given.text.strip() and self._empties(edit, parts)):
                return _joined(self._fastened(parts))
            edit = given
        return _joined(self._fastened(self._written(edit)))

    def _crosses(self, edit: Edit) -> bool:
        """Tell whether an edit is not all within one piece."""
        return edit.start < edit.end and (OBJECT in edit.text or len(list(self._spans(edit))) > 1)

    def _written(self, edit: Edit) -> list[Edit]:
        """Write the words of an edit into one of the pieces it covers, and take the old ones out of the others."""
        text = edit.text.replace(OBJECT, "")
        if edit.start == edit.end:
            return [self._inserted(edit.start, text)]
        spans = [span for span in self._spans(edit) if span[0].kind != KEPT]
        if not spans:
            return [self._inserted(edit.start, text)] if text else []
        home = max(range(len(spans)), key=lambda i: self._claim(spans[i], edit)) if text else -1
        made: list[Edit] = []
        for number, (piece, start, end) in enumerate(spans):
            before, after = self._whole(piece, start, end)
            new = text if number == home else ""
            written = self.escape(self.text[before:start] + new + self.text[end:after], piece.kind)
            made.append(Edit(self._place(piece, before), self._place(piece, after), written))
        return made

    def _fastened(self, parts: list[Edit]) -> list[Edit]:
        """Write a loose piece anew where something else comes to stand behind it."""
        loose = {piece.last: piece for piece in self.pieces if piece.kind == LOOSE}
        made: list[Edit] = []
        for part in parts if loose else ():
            piece = loose.get(part.start)
            if piece and not any(other.start <= piece.first < other.end for other in parts):
                part = Edit(piece.first, part.end, self.escape(self.text[piece.start : piece.end], "") + part.text)
            made.append(part)
        return made if loose else parts

    def _claim(self, span: tuple[Piece, int, int], edit: Edit) -> tuple[bool, int]:
        """Say how much the new words belong into a piece: an element that would be empty first, then by letters."""
        piece, start, end = span
        first, last = self._element(piece) if piece.wrapped else (piece, piece)
        letters = sum(map(str.isalnum, self.text[start:end]))
        emptied = piece.wrapped and edit.start <= first.start and last.end <= edit.end
        return emptied and letters > 0, letters

    def _element(self, piece: Piece) -> tuple[Piece, Piece]:
        """Return the first and the last of the pieces that touch a wrapped piece."""
        first = last = self._piece_at(piece.start)
        while first > 0 and self.pieces[first - 1].last == self.pieces[first].first:
            first -= 1
        while last + 1 < len(self.pieces) and self.pieces[last + 1].first == self.pieces[last].last:
            last += 1
        return self.pieces[first], self.pieces[last]

    def _empties(self, edit: Edit, parts: Sequence[Edit]) -> bool:
        """Tell whether edits of the original leave an inline element empty that had words."""
        for piece, _, _ in self._spans(edit):
            if piece.wrapped and any(map(str.isalnum, self.text[piece.start : piece.end])):
                first, last = self._element(piece)
                start, end = first.first, last.last
                within = [part for part in parts if start <= part.start and part.end <= end]
                if sum(p.end - p.start for p in within) >= end - start and not any(p.text.strip() for p in within):
                    return True
        return False

    def _inserted(self, at: int, text: str) -> Edit:
        """Insert text: beside the word it goes with, and not in an element that ends or begins there if it is apart."""
        left = self._piece_at(max(at - 1, 0))
        right = left + 1 if left + 1 < len(self.pieces) and self.pieces[left].end == at else left
        apart = bool(text) and not text[0].isalnum() and text[0] not in "'’-"
        chosen = left
        if self.pieces[left].kind == KEPT or (apart and self.pieces[left].wrapped and not self.pieces[right].wrapped):
            chosen = right if self.pieces[right].kind != KEPT and self.pieces[right].start == at else left
        piece = self.pieces[chosen]
        near = min((p for p in self.pieces if p.kind != KEPT), key=lambda p: abs(p.start - at))
        if piece.kind == KEPT and piece.first == piece.last:  # where it ends is not known
            piece = near
        kind = near.kind if piece.kind == KEPT else piece.kind
        if not piece.plain and piece.kind != KEPT and piece.start < at < piece.end:
            whole = self.text[piece.start : at] + text + self.text[at : piece.end]
            return Edit(piece.first, piece.last, self.escape(whole, kind))
        place = self._place(piece, min(max(at, piece.start), piece.end))
        return Edit(place, place, self.escape(text, kind))

    def place(self, position: int) -> int:
        """Return where in the original a position of the text stands."""
        piece = self.pieces[self._piece_at(position)]
        return self._place(piece, min(max(position, piece.start), piece.end))

    def _spans(self, edit: Edit) -> Iterator[tuple[Piece, int, int]]:
        at = self._piece_at(max(edit.start - (edit.start == edit.end), 0))
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
        return (start, end) if piece.plain else (piece.start, piece.end)

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
