"""Sentences with inline codes, as translation files have them: text to read, codes to keep.

Elements that only mark text (`g`, `mrk`, `pc`, `hi`) are transparent: their text is part of the sentence. All others
are codes: each reads as one sign, whatever is in it, and is never changed. White space that only lays out the file (a
run with a line end in it) reads as one space, or as none at the ends, unless the file says to preserve it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from mtqa import rx
from mtqa.load.located import KEPT, OBJECT, Piece
from mtqa.load.xml.events import Event, Run
from mtqa.load.xml.read import End, Start, moved
from mtqa.load.xml.texts import Text
from mtqa.load.xml.write import CDATA

_CUT = rx.compile(r"(?<! ) *+[\t\r\n][ \t\r\n]*+|^ ++|(?<! ) ++$")
_WHITE = " \t\r\n"
_LAYOUT = rx.compile(r"[\t\r\n]")


Part = Literal["text", "code", "segment"]
"""What an inline element is: transparent, opaque, or a segment of its own."""
Tell = Callable[[Start], Part]
"""Says what an inline element is."""


@dataclass(slots=True)
class Sentence:
    """A text as it is gathered, in order.

    Units: `line` and `column` of its first sign, where it is empty, of the tag; `words`, the same of the first sign
    that is no white space.
    """

    line: int
    column: int
    texts: list[str] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    length: int = 0
    open: list[int] = field(default_factory=list)
    words: tuple[int, int] | None = None

    def add(self, event: Text) -> None:
        """Add text."""
        text, first, last, plain, cdata, line, column = event
        pieces = self.pieces
        if not pieces:
            self.line, self.column = line, column
        if not self.words and (rest := text.lstrip(_WHITE)):
            self.words = moved(line, column, text[: len(text) - len(rest)])
        kind = CDATA if cdata else ""
        start = self.length
        self.length = end = start + len(text)
        before = pieces[-1] if plain and pieces else None
        if before and before.plain and before.last == first and before.kind == kind:
            pieces[-1] = Piece(before.start, end, before.first, last, True, kind)
        else:
            pieces.append(Piece(start, end, first, last, plain, kind))
        self.texts.append(text)

    def code(self, start: Start) -> None:
        """Add an inline code; where it ends is told by `ends`."""
        if not self.pieces:
            self.line, self.column = start.line, start.column
        self.words = self.words or (start.line, start.column)
        self.pieces.append(Piece(self.length, self.length + 1, start.at, start.at, False, KEPT))
        self.texts.append(OBJECT)
        self.length += 1

    def ends(self, at: int) -> None:
        """Tell where the code added last ends."""
        start, end, first, _, plain, kind, wrapped = self.pieces[-1]
        self.pieces[-1] = Piece(start, end, first, at, plain, kind, wrapped)

    def opens(self) -> None:
        """Begin an element that marks text."""
        self.open.append(len(self.pieces))

    def closes(self) -> None:
        """End an element that marks text."""
        first = self.open.pop()
        inside = self.pieces[first:]
        if all(a.last == b.first and a.kind != KEPT for a, b in pairwise(inside)):
            self.pieces[first:] = [Piece(*piece[:-1], piece.kind != KEPT) for piece in inside]

    def place(self, preserve: bool) -> tuple[int, int]:
        """Return the line and column where the text begins."""
        here = self.line, self.column
        if preserve or not self.texts or not self.texts[0][:1].isspace():
            return here
        text = "".join(self.texts)
        led = text[: len(text) - len(text.lstrip(_WHITE))]
        return self.words or here if _LAYOUT.search(led) else here

    @property
    def blank(self) -> bool:
        """Tell whether there is nothing but white space."""
        return all(text.isspace() for text in self.texts)

    def text(self, preserve: bool) -> str:
        """Return the text alone."""
        text = "".join(self.texts)
        return text if preserve or not _LAYOUT.search(text) else _laid_out(text, self.pieces, len)[0]

    def pieces_of(self, preserve: bool, width: Callable[[str], int]) -> tuple[str, int | list[Piece]]:
        """Return the text with the bytes it stands in: only the first where it stands there as it reads."""
        text, pieces = "".join(self.texts), self.pieces
        if len(pieces) > 1 and any(piece.kind == CDATA for piece in pieces):
            # beside a code is outside CDATA: no text is written there
            pieces = [p._replace(last=p.first) if p.kind == KEPT else p for p in pieces]
        if not preserve and _LAYOUT.search(text):
            text, pieces = _laid_out(text, pieces, width)
        if len(pieces) == 1 and pieces[0].plain and not (pieces[0].kind or pieces[0].wrapped):
            return text, pieces[0].first
        return text, pieces


class Content(NamedTuple):
    """What an element holds: all of it, and its segments by name where it is cut into such.

    `outside` tells of text outside its segments.
    """

    start: Start
    whole: Sentence
    segments: list[tuple[str, Sentence]]
    outside: bool


def gather(events: Iterator[Event | Run], start: Start, part_of: Tell) -> Content:
    """Read the content of an element whose start tag has just been read, up to its end tag."""
    whole = Sentence(start.line, start.column)
    sentences = [whole]  # that text is added to
    segments: list[tuple[str, Sentence]] = []
    opened: list[Part] = []
    code = 0  # how deep in a code we are
    ended = outside = False
    for event in events:
        if ended:  # where the next thing stands, the code before it has ended
            for sentence in sentences:
                sentence.ends(event.first if isinstance(event, Text) else event.at)
            ended = False
        if code:
            code += isinstance(event, Start) - isinstance(event, End)
            ended = not code
        elif isinstance(event, Text):
            for sentence in sentences:
                sentence.add(event)
            outside = outside or (len(sentences) == 1 and not event.text.isspace())
        elif isinstance(event, Start):
            part = part_of(event)
            if part == "segment" and len(sentences) > 1:
                part = "text"
            _open(event, part, sentences)
            if part == "code":
                code = 1
                continue
            opened.append(part)
            if part == "segment":
                segments.append((event.attributes.get("mid", ""), Sentence(event.line, event.column)))
                sentences.append(segments[-1][1])
        elif not opened:
            break
        else:
            if opened.pop() == "segment":
                sentences.pop()
            for sentence in sentences:
                sentence.closes()
    return Content(start, whole, segments, outside and bool(segments))


def _open(start: Start, part: Part, sentences: list[Sentence]) -> None:
    for sentence in sentences:
        if part == "code":
            sentence.code(start)
        else:
            sentence.opens()


def _laid_out(text: str, pieces: list[Piece], width: Callable[[str], int]) -> tuple[str, list[Piece]]:
    """Take the layout out of a text."""
    texts: list[str] = []
    made: list[Piece] = []
    waiting: list[tuple[str, Piece]] = []
    length = 0

    def put(part: str, piece: Piece) -> None:
        nonlocal length
        texts.append(part)
        made.append(piece._replace(start=length, end=length + len(part)))
        length += len(part)

    for part, piece in _parts(text, pieces, width):
        if piece.kind != KEPT and not part.strip(_WHITE):
            waiting.append((part, piece))
            continue
        for space, place in _spaces(waiting, bool(made)):
            put(space, place)
        waiting = []
        put(part, piece)
    if not any(_LAYOUT.search(space) for space, _ in waiting):
        for space, place in waiting:
            put(space, place)
    return "".join(texts), made


def _parts(text: str, pieces: list[Piece], width: Callable[[str], int]) -> Iterator[tuple[str, Piece]]:
    """Cut plain pieces at layout, and at white space that may go on in the next."""
    for piece in pieces:
        whole = text[piece.start : piece.end]
        if not piece.plain or not _CUT.search(whole):
            yield whole, piece
            continue
        end, first = 0, piece.first
        for space in (*_CUT.finditer(whole), None):
            for part in (whole[end : space.start() if space else None], space.group() if space else ""):
                if part:
                    last = first + width(part)
                    yield part, piece._replace(first=first, last=last)
                    first = last
            end = space.end() if space else end


def _spaces(waiting: list[tuple[str, Piece]], inside: bool) -> list[tuple[str, Piece]]:
    """Return what a run of white space reads as."""
    if not any(_LAYOUT.search(space) for space, _ in waiting):
        return waiting
    if not inside:
        return []
    first, last = waiting[0][1], waiting[0][1]
    for _, piece in waiting[1:]:  # up to the next tag: what stands behind that is left alone
        if piece.first != last.last or piece.kind != last.kind:
            break
        last = piece
    return [(" ", first._replace(last=last.last, plain=False))]
