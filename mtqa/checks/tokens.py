"""The words of a side, read once for all kinds that look at words, each with its mark."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from mtqa import rx
from mtqa.checks.chunk import Chunk
from mtqa.checks.marks import IN_TOKEN, Marks, table_of, telling
from mtqa.checks.side import places
from mtqa.fold import SEPARATOR, UNKNOWN, fold

if TYPE_CHECKING:
    from mtqa.checks.bulk.words import Table

MOST = 100_000
"""How many words are remembered."""
_END = SEPARATOR.encode()
_PARTING = UNKNOWN + fold(',;:.!?"()[]-«»“”„')
SPACED = bytes(32 if i in _PARTING else i for i in range(256))
"""Leaves of folded text what words are made of, and signs that are words."""
_ALONE = re.compile(b"([^%b])" % re.escape(bytes(sorted({*IN_TOKEN, *b" ", *_PARTING}))))
"""What is a word by itself: a sign that parts no words, and the end of a segment."""
_TEXT_TOKEN = rx.compile(rf"{SEPARATOR}|[\w']+|[^\w\s',;:.!?\"()\[\]“”«»\-–—…]")


class Words:
    """The words of a side in order, in one case, folded or, if `foreign`, as text; and their marks.

    A segment ends with a mark of nought.
    """

    __slots__ = ("_bare", "_marks", "foreign", "marked", "pieces", "reader", "strays", "words")

    def __init__(self, words: Sequence[Any], marked: bytes, marks: Marks, reader: Reader) -> None:
        self.words = words
        self.reader = reader
        self.pieces, self.strays = marks.pieces, marks.strays
        self.marked = marked
        self._marks = marks
        self._bare: int | None = None
        self.foreign = bool(words) and isinstance(words[0], str)

    def places(self, asked: int) -> Iterator[int]:
        """Return which words tell what is asked, in order."""
        return places(self.marked.translate(table_of(asked)), b"\1")

    def signatures(self, asked: int) -> list[bytes]:
        """Return of each segment the marks that tell what is asked."""
        return telling(self.marked, asked).split(b"\0")

    def lacking(self, asked: int) -> list[int]:
        """Return the segments in which no word tells what is asked."""
        return [segment for segment, told in enumerate(self.signatures(asked)) if not told]

    def bare(self, first: int, size: int) -> list[Any]:
        """Return a run of words without the apostrophes around them, which may be quotation marks."""
        apostrophe: Any = "'" if self.foreign else b"'"
        return [word.strip(apostrophe) for word in self.words[first : first + size]]

    def alike(self, size: int) -> Iterable[int]:
        """Return where a run of `size` words, bare, may be followed by itself, in order.

        What is marked is held, as one great number, against itself `size` words further on: a run of noughts is where
        the words may be the same.
        """
        if self._bare is None:
            apostrophe: Any = "'" if self.foreign else ord("'")
            marked = bytearray(self.marked)
            for i in [i for i, word in enumerate(self.words) if word[0] == apostrophe or word[-1] == apostrophe]:
                marked[i] = self._marks[self.bare(i, 1)[0]]
            self._bare = int.from_bytes(marked, "little")
        unlike = (self._bare ^ (self._bare >> 8 * size)).to_bytes(len(self.marked), "little")
        return places(unlike, bytes(size))

    def is_followed_by_itself(self, first: int, size: int) -> bool:
        """Tell whether a run of `size` words, bare, is."""
        return self.bare(first, size) == self.bare(first + size, size)

    def span(self, first: int, size: int) -> tuple[int, int] | None:
        """Return from where to where in the text a run of words stands, if that is known."""
        return None

    def segments(self, places: Iterable[int]) -> Iterator[int]:
        """Yield the segments of the words at places that are in order."""
        last = segment = 0
        for place in places:
            segment += self.marked.count(0, last, place)
            last = place
            yield segment


class Reader:
    """Reads words, and keeps what it knows of them from text to text."""

    def __init__(self, langs: tuple[str, str], sought: Collection[bytes] = (), *, strays: bool = False) -> None:
        self._langs, self._sought, self._strays = langs, sought, strays
        self._marks = Marks(langs, sought, strays=strays)
        self._table: Table | None = None

    def marks(self) -> Marks:
        """Return what is known of words; it starts anew when they have become many."""
        if len(self._marks) > MOST:
            self._marks = Marks(self._langs, self._sought, strays=self._strays)
        return self._marks

    def read(self, folded: bytes, *, large: bool = False) -> Words:
        """Read the words of folded segments; from the first large text on by arrays."""
        marks = self.marks()
        if not large and not self._table:
            return self._marked(_ALONE.sub(rb" \1 ", folded.translate(SPACED)).split(), marks)
        if not self._table or self._table.marks is not marks:
            from mtqa.checks.bulk.words import Table

            self._table = Table(marks)
        return self._table.read(folded, self)

    def read_text(self, text: str) -> Words:
        """Read the words of segments in a script that folding does not know."""
        return self._marked(_TEXT_TOKEN.findall(text.lower()), self.marks())

    def _marked(self, words: Sequence[Any], marks: Marks) -> Words:
        return Words(words, bytes(map(marks.__getitem__, words)), marks, self)


@cache
def reader_of(langs: tuple[str, str], *, strays: bool = False) -> Reader:
    """Return what reads words that no rule looks for."""
    return Reader(langs, strays=strays)


def folded_words(chunk: Chunk, reader: Reader | None = None) -> Words:
    """Return the words of a chunk's target, folded; whoever asks first may say who reads them.

    Strays are told where there is a source.
    """
    folded, large = chunk.target.folded, chunk.is_large
    words: Words = chunk.memo("words", lambda: (reader or _default(chunk)).read(folded, large=large))
    return words if reader in (None, words.reader) else reader.read(folded, large=large)


def _default(chunk: Chunk) -> Reader:
    return reader_of(chunk.langs, strays=chunk.source is not None)


def words_of(chunk: Chunk) -> Words:
    """Return the words of a chunk's target in one case: folded, or as text in a script that folding does not know."""
    folded = chunk.target.folded
    if folded.count(UNKNOWN) * 20 <= len(folded):
        return folded_words(chunk)
    words: Words = chunk.memo("words as text", lambda: reader_of(("", "")).read_text(chunk.target.joined))
    return words
