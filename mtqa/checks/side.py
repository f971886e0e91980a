"""One side of a chunk, targets or sources, as one text, so that a check can look at thousands of segments at once.

Every text stands in its plain view (straight apostrophes, plain spaces, decoded entities; see `textview`), joined by
SEPARATOR, which is neither a word nor a space to the `regex` module. Offsets a check gets are those of the plain view
of one segment; `original` maps them to the segment as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from mtqa.checks import bulk
from mtqa.fold import APOSTROPHES, SEPARATOR, SPACES, UNCOMPOSED, UNKNOWN, fold
from mtqa.textview import TextView, needs_units, plain_view

T = TypeVar("T", str, bytes)
_SEPARATOR = SEPARATOR.encode()
_EVERY = bytes(range(256))
_MADE_PLAIN = dict.fromkeys(APOSTROPHES, "'") | {c: " " for c in SPACES if c != " "} | {"\u2011": "-"}


class Spot(NamedTuple):
    """A match of a pattern. Units: offsets of the plain view of segment `segment`."""

    segment: int
    start: int
    end: int
    match: Any


def starts_of(texts: Sequence[str]) -> list[int]:
    """Return where each text begins once they are joined by SEPARATOR, and where one more would."""
    return [0, *accumulate(map((1).__add__, map(len, texts)))]


def _doubtful(chars: Container[str], folded: bytes, starts: Sequence[int]) -> Iterable[int]:
    """Return the texts that may have entities, or marks and letters to compose: others have none of these signs."""
    if any(char in chars for char in UNCOMPOSED):
        return range(len(starts) - 1)
    spots = (at for sign in (UNKNOWN, b"&") for at in places(folded, sign))
    return sorted({bisect_right(starts, at) - 1 for at in spots})


def _folded(whole: str, texts: Sequence[str]) -> tuple[bytes, Container[str], list[int] | None]:
    """Return texts that are joined to a `whole`, folded, which characters beyond ASCII they have, and their starts.

    The starts are None where a text has a SEPARATOR of its own.
    """
    if len(whole) < bulk.LARGE or not texts:
        folded = fold(whole)
        return folded, whole, starts_of(texts) if folded.count(_SEPARATOR) < max(len(texts), 1) else None
    from mtqa.checks.bulk.folding import fold_large

    folded, chars, ends = fold_large(whole)
    return folded, chars, [0, *map((1).__add__, ends), len(whole) + 1] if len(ends) < len(texts) else None


def _exchanged(whole: T, starts: Sequence[int], news: Mapping[int, T]) -> Iterator[T]:
    """Yield a joined text in parts, with other texts in place of some, given in order."""
    at = 0
    for i, text in news.items():
        yield whole[at : starts[i]]
        yield text
        at = starts[i + 1] - 1
    yield whole[at:]


def places(text: bytes, sign: bytes) -> Iterator[int]:
    """Yield where a byte stands in a text."""
    at = text.find(sign)
    while at >= 0:
        yield at
        at = text.find(sign, at + 1)


class Side:
    """The texts of one side; an absent one reads as empty, and `has` tells."""

    __slots__ = ("_each", "_folded", "_given", "_joined", "_odd", "_signs", "_starts", "_views", "texts")

    def __init__(self, texts: Sequence[str | None]) -> None:
        self._given = texts
        self.texts: Sequence[str] = [t or "" for t in texts] if None in texts else texts  # type: ignore[assignment]
        self._views: dict[int, TextView] = {}
        self._joined: str | None = None
        self._odd: frozenset[int] = frozenset()
        self._signs: frozenset[str] = frozenset()
        self._starts: list[int] = []
        self._folded: bytes | None = None
        self._each: dict[int, str] = {}

    def has(self, segment: int) -> bool:
        """Tell whether the segment has a text on this side, be it empty."""
        return self._given[segment] is not None

    @property
    def joined(self) -> str:
        """Every plain view, joined by SEPARATOR."""
        if self._joined is None:
            self._join()
        return self._joined or ""

    @property
    def folded(self) -> bytes:
        """`joined`, folded to one byte a code point."""
        if self._folded is None:
            self._join()
        return self._folded or b""

    @property
    def starts(self) -> Sequence[int]:
        """Where each plain view begins in `joined`, and where one more would."""
        if self._joined is None:
            self._join()
        return self._starts

    @property
    def odd(self) -> frozenset[int]:
        """The segments whose plain view may differ from them in length."""
        if self._joined is None:
            self._join()
        return self._odd

    def _join(self) -> None:
        texts = list(self.texts)
        whole = SEPARATOR.join(texts)
        folded, chars, starts = _folded(whole, texts)
        if starts is None:
            texts = [t.replace(SEPARATOR, "\x00") for t in texts]
            whole = SEPARATOR.join(texts)
            folded, chars, starts = _folded(whole, texts)
            assert starts is not None
        self._signs = frozenset(char for char in _MADE_PLAIN if char in (whole if char.isascii() else chars))
        for i in _doubtful(chars, folded, starts):
            if needs_units(texts[i]):
                self._views[i] = plain_view(texts[i])
        if self._views:
            self._odd = frozenset(self._views)
            plain = {i: view.plain for i, view in sorted(self._views.items())}
            whole = "".join(_exchanged(whole, starts, plain))
            folded = b"".join(_exchanged(folded, starts, {i: fold(text) for i, text in plain.items()}))
            for i, text in plain.items():
                texts[i] = text
            starts = starts_of(texts)
        for char in self._signs:
            whole = whole.replace(char, _MADE_PLAIN[char])
        self._joined, self._folded = whole, folded
        self._starts = starts

    def may_hold(self, literal: str) -> bool:
        """Tell whether a text as it is may hold a literal: not if that has a sign that no text has."""
        if self._joined is None:
            self._join()
        return all(char in self._signs for char in literal if char in _MADE_PLAIN)

    def plain(self, segment: int) -> str:
        """Return the plain view of a segment."""
        joined = self._joined if self._joined is not None else self.joined
        return joined[self._starts[segment] : self._starts[segment + 1] - 1]

    def part(self, segment: int, start: int, end: int) -> str:
        """Return a part of the plain view of a segment."""
        joined = self._joined if self._joined is not None else self.joined
        begin = self._starts[segment]
        return joined[begin + start : begin + end]

    def folded_bytes(self, segment: int) -> bytes:
        """Return the plain view of a segment folded."""
        folded = self._folded if self._folded is not None else self.folded
        return folded[self._starts[segment] : self._starts[segment + 1] - 1]

    def folded_text(self, segment: int) -> str:
        """Return the plain view of a segment folded, a letter for a byte."""
        text = self._each.get(segment)
        if text is None:
            text = self._each[segment] = self.folded_bytes(segment).decode("latin-1")
        return text

    def view(self, segment: int) -> TextView:
        """Return the plain view of a segment with the way back."""
        plain = self.plain(segment)
        view = self._views.get(segment)
        if view is None:
            view = self._views[segment] = TextView(self.texts[segment], plain)
        return view

    def original(self, segment: int, start: int, end: int) -> tuple[int, int]:
        """Map a span of a segment's plain view to the segment as it is."""
        return self.view(segment).original(start, end)

    def only(self, kept: bytes) -> list[bytes]:
        """Return of each segment's folded text the bytes of `kept`, in order: its signature, at the cost of a copy.

        Folded text is lower case, one byte a code point; what lies outside the alphabet is UNKNOWN.
        """
        drop = _EVERY.translate(None, kept + _SEPARATOR)
        return self.folded.translate(None, drop).split(_SEPARATOR)

    def with_sign(self, sign: bytes) -> Iterator[int]:
        """Yield the segment of each place where a byte stands in the folded text."""
        segment = -1
        for at in places(self.folded, sign):
            segment = bisect_right(self.starts, at, lo=max(segment, 0)) - 1
            yield segment

    def finditer(self, compiled: Any) -> Iterator[Spot]:
        """Yield every match of a pattern, over all segments in order; one that spans two segments is left out.

        A pattern sees SEPARATOR where a segment ends: `$` and `^` do not work, `(?!\\w)` and `[^\\x1e]` do.
        """
        joined, starts = self.joined, self._starts
        at, begin, beyond = -1, 0, -1
        for match in compiled.finditer(joined):
            start, end = match.span()
            if start >= beyond:
                at = bisect_right(starts, start, lo=max(at, 0)) - 1
                begin, beyond = starts[at], starts[at + 1]
            if end < beyond:
                yield Spot(at, start - begin, end - begin, match)
