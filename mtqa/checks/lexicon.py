"""Find thousands of wordings at once: one automaton over the beginnings of words, then a look only where one stands."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

from mtqa import rx
from mtqa.checks.side import Side
from mtqa.checks.wording import Wording
from mtqa.fold import UNKNOWN, fold

_TOKEN = rx.compile(r"\w+")
# Folded bytes with all that is no word as a space; UNKNOWN may be a letter outside the alphabet, so it stays.
_KEPT = frozenset(UNKNOWN + fold("_œ") + bytes(b for b in range(256) if chr(b).isalnum()))
_SPACED = bytes(b if b in _KEPT else 32 for b in range(256))
_MOST_REMEMBERED = 200_000

Place = tuple[int, int, int]
"""Start and end in the plain view of a segment, and the number of the wording."""


class Lexicon:
    """Wordings of one language, ready to be looked for."""

    def __init__(self, wordings: Sequence[Wording]) -> None:
        self.wordings = wordings
        self._owners: list[list[int]] = []
        self._known: dict[tuple[int, str], tuple[int, tuple[int, ...]]] = {}
        self._simple = [w.simple for w in wordings]
        self._automaton = self._build()

    def _build(self) -> Any:
        ids: dict[bytes, int] = {}
        for number, wording in enumerate(self.wordings):
            for prefix in wording.prefixes if wording.words else ():
                known = ids.setdefault(b" " + fold(prefix), len(ids))
                if known == len(self._owners):
                    self._owners.append([])
                self._owners[known].append(number)
        if not ids:
            return None
        import ahocorasick_rs as aho

        return aho.BytesAhoCorasick(
            list(ids), matchkind=aho.MatchKind.Standard, implementation=aho.Implementation.ContiguousNFA
        )

    def scan(self, side: Side) -> dict[int, list[Place]]:
        """Return where wordings stand, by segment, in order; of two that overlap the longer, then the first."""
        found: dict[int, list[Place]] = defaultdict(list)
        starts = side.starts
        segment, begin, beyond = 0, 0, -1
        for start, end, number in self._places(side):
            if not begin <= start < beyond:
                segment = bisect_right(starts, start) - 1
                begin, beyond = starts[segment], starts[segment + 1]
            found[segment].append((start - begin, end - begin, number))
        return {segment: _longest(places) if places[1:] else places for segment, places in found.items()}

    def _places(self, side: Side) -> Iterator[Place]:
        if self._automaton is None:
            return
        joined, wordings, known, simple = side.joined, self.wordings, self._known, self._simple
        text = b" " + side.folded.translate(_SPACED) + b" "
        find_space = text.index
        for literal, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            token = joined[start : find_space(32, end) - 1].lower()
            size, numbers = known.get((literal, token)) or self._judge(literal, token)
            for number in numbers:
                if simple[number]:
                    yield start, start + size, number
                elif span := wordings[number].around(joined, start):
                    yield *span, number

    def _judge(self, literal: int, token: str) -> tuple[int, tuple[int, ...]]:
        """Return the length of the word `token` begins with, and the wordings with it as a form of their anchor."""
        match = _TOKEN.match(token)
        bare = match.group() if match else ""
        wordings = self.wordings
        numbers = tuple(n for n in self._owners[literal] if wordings[n].is_form(wordings[n].anchor, bare))
        if len(self._known) < _MOST_REMEMBERED:
            self._known[literal, token] = len(bare), numbers
        return len(bare), numbers


def _longest(places: list[Place]) -> list[Place]:
    """Drop what is found twice, and of two that overlap the shorter."""
    ordered = sorted(set(places))
    if all(a[1] <= b[0] for a, b in pairwise(ordered)):
        return ordered
    kept: list[Place] = []
    for place in sorted(ordered, key=lambda p: (p[0] - p[1], p)):
        start, end, _ = place
        if all(end <= s or e <= start or (s, e) == (start, end) for s, e, _ in kept):
            kept.append(place)
    return sorted(kept)
