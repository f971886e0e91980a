"""A text with markup in it, as LanguageTool's clients send it: what is checked, and where that stands in it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtqa.serve.asked import RefusedError


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the plain text and of the original. `kept`: it reads the same in both."""

    start: int
    end: int
    original_start: int
    original_end: int
    kept: bool


@dataclass(frozen=True)
class Annotated:
    """What is checked (`plain`) and what the client has (`original`), in pieces that follow each other."""

    plain: str
    original: str
    pieces: Sequence[Piece]

    @classmethod
    def of(cls, parts: Iterable[tuple[str, str]]) -> Annotated:
        """Put parts together, each the plain and the original wording of it; of text they are the same."""
        pieces: list[Piece] = []
        at = original_at = 0
        plain: list[str] = []
        original: list[str] = []
        for read, written in parts:
            end, original_end = at + len(read), original_at + len(written)
            if read:
                pieces.append(Piece(at, end, original_at, original_end, read is written))
            plain.append(read)
            original.append(written)
            at, original_at = end, original_end
        return cls("".join(plain), "".join(original), pieces)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the plain text stands in the original, markup inside it included."""
        if not self.pieces:
            return 0, 0
        first = self._piece(start)
        begin = first.original_start + (min(start, first.end) - first.start if first.kept else 0)
        if end <= start:
            return begin, begin
        last = self._piece(end - 1)
        return begin, last.original_start + end - last.start if last.kept else last.original_end

    def is_plain(self, start: int, end: int) -> bool:
        """Tell whether a part of the plain text stands in the original as it reads."""
        return not self.pieces or (self._piece(start).kept and end <= self._piece(start).end)

    def units(self, at: int) -> int:
        """Return an offset of the original in UTF-16 code units, as LanguageTool counts."""
        return at + bisect_left(self._astral, at)

    @cached_property
    def _astral(self) -> Sequence[int]:
        """Where characters stand that take two code units."""
        return () if self.original.isascii() else [i for i, c in enumerate(self.original) if c > "\uffff"]

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [piece.start for piece in self.pieces]

    def _piece(self, at: int) -> Piece:
        return self.pieces[max(0, bisect_right(self._starts, at) - 1)]


def of_json(data: Any) -> Annotated:
    """Read what LanguageTool calls `data`. Raises: RefusedError."""
    if not isinstance(data, dict):
        raise RefusedError("'data' key in JSON requires 'text' or 'annotation' key")
    text, annotation = data.get("text"), data.get("annotation")
    if text is not None and annotation is not None:
        raise RefusedError("'data' key in JSON requires either 'text' or 'annotation' key, not both")
    if isinstance(text, str):
        return Annotated.of([(text, text)])
    if not isinstance(annotation, list):
        raise RefusedError("'data' key in JSON requires 'text' or 'annotation' key")
    return Annotated.of(map(_part, annotation))


def _part(node: Any) -> tuple[str, str]:
    """Return the plain and the original wording of one annotation."""
    names = ("text", "markup", "interpretAs")
    given = {n: node[n] for n in names if node.get(n) is not None} if isinstance(node, dict) else {}
    if not all(isinstance(value, str) for value in given.values()) or not given.keys() & {"text", "markup"}:
        raise RefusedError("Only 'text' and 'markup' are supported in 'annotation' list")
    if len(given.keys() & {"text", "markup"}) > 1:
        raise RefusedError("Only either 'text' or 'markup' are supported in an object in 'annotation' list, not both")
    if "text" in given and "interpretAs" in given:
        raise RefusedError("'text' cannot be used with 'interpretAs' (only 'markup' can)")
    return (given["text"], given["text"]) if "text" in given else (given.get("interpretAs", ""), given["markup"])
