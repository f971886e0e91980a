"""Lines of plain text with comments to mtqa in them: what is checked is the text about these."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa import rx
from mtqa.load.located import Located, Piece
from mtqa.load.notes.read import KEYWORD, LINE_COMMENT
from mtqa.model import Edit

_LINE_END = rx.compile(r"\r\n|\r|\n")


def has_comment(text: str) -> bool:
    """Tell whether there is a comment to mtqa in a text."""
    return KEYWORD in text and LINE_COMMENT.search(text) is not None


def blanked(text: str) -> str:
    """Return a text with spaces in the place of comments."""
    return LINE_COMMENT.sub(lambda match: " " * len(match.group()), text)


@dataclass(frozen=True, slots=True)
class Masked:
    """Segments of a text as they read without comments. Units: `spans`, start, end and line of each in the text."""

    text: str
    spans: Sequence[tuple[int, int, int]]
    located: Sequence[Located]

    @property
    def targets(self) -> list[str]:
        """What the segments read."""
        return [located.text for located in self.located]

    def edits(self, i: int, edit: Edit) -> list[Edit]:
        """Turn an edit of segment i into edits of the text. Raises: ValueError where it is a comment alone."""
        return self.located[i].edits(edit)

    def place(self, i: int, at: int) -> tuple[int, int]:
        """Return line and column in the file of a code point of segment i."""
        start, _, line = self.spans[i]
        there = self.located[i].place(at) if self.located[i].pieces else start
        ends = [match.end() for match in _LINE_END.finditer(self.text, start, there)]
        if ends:
            return line + len(ends), there - ends[-1] + 1
        return line, there - max(self.text.rfind("\n", 0, start), self.text.rfind("\r", 0, start))


def masked(text: str, spans: Sequence[tuple[int, int, int]]) -> Masked:
    """Take the comments out of segments of a text."""
    return Masked(text, spans, [_located(text, start, end) for start, end, _ in spans])


def _located(text: str, start: int, end: int) -> Located:
    pieces: list[Piece] = []
    length = 0
    for first, last in _about(text, start, end):
        pieces.append(Piece(length, length + last - first, first, last))
        length += last - first
    return Located("".join(text[p.first : p.last] for p in pieces), pieces)


def _about(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what stands about comments; of the spaces on both sides of one, those behind it stay."""
    at, begun = start, False
    for comment in (*LINE_COMMENT.finditer(text, start, end), None):
        first, last = at, comment.start() if comment else end
        while not begun and first > start and first < last and text[first] in " \t":
            first += 1
        if comment and (comment.end() == end or text[comment.end()].isspace()):
            while last > first and text[last - 1] in " \t":
                last -= 1
        if last > first:
            begun = True
            yield first, last
        at = comment.end() if comment else end
