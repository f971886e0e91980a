"""What every error to plant needs: a segment, a planted error, and what the other segments lend."""

import random
import re
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-zà-ÿ]{3,}(?![\w’'-])")


class Segment(NamedTuple):
    id: str
    source: str
    target: str


class Plant(NamedTuple):
    """A spoilt translation: where it is spoilt, and the words concerned.

    `whole` says that a finding of the right kind anywhere in the segment has found it.
    `twin` is what the spoilt one must be compared with, where that is not the segment itself.
    `before` are segments that stand earlier in the document.
    """

    text: str
    start: int
    end: int
    names: tuple[str, ...] = ()
    whole: bool = False
    twin: Segment | None = None
    before: tuple[Segment, ...] = ()


class Pool:
    """What the other segments lend."""

    def __init__(self, segments: list[Segment]) -> None:
        self.segments = segments
        self.common = {w for s in segments for w in WORD.findall(s.target) if w.islower()}
        self.foreign = Path(__file__).with_name("foreign.txt").read_text(encoding="utf-8").split("\n\n")

    @cached_property
    def by_name(self) -> dict[str, list[Segment]]:
        found: dict[str, list[Segment]] = {}
        for segment in self.segments:
            for match in names_of(segment, self.common):
                found.setdefault(match[0], []).append(segment)
        return found

    @cached_property
    def names(self) -> list[str]:
        return sorted(self.by_name)

    @cached_property
    def terms(self) -> dict[str, str]:
        from plants.terms import paired

        return paired(self.segments)

    def other(self, segment: Segment, rng: random.Random) -> Segment:
        while (got := rng.choice(self.segments)).source == segment.source or len(got.target) < 40:
            pass
        return got


Planter = Callable[[Segment, random.Random, Pool], Plant | None]


def stands(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def put(segment: Segment, start: int, end: int, new: str, *names: str, whole: bool = False) -> Plant:
    text = segment.target
    names = (*names, text[start:end], new)
    return Plant(text[:start] + new + text[end:], start, start + len(new), tuple(filter(None, names)), whole)


def pick(rng: random.Random, matches: Iterable[re.Match[str]]) -> re.Match[str] | None:
    found = list(matches)
    return rng.choice(found) if found else None


def all_of(segment: Segment, text: str, *, whole: bool = True) -> Plant:
    return Plant(text, 0, len(text), (), whole)


def names_of(segment: Segment, common: set[str]) -> list[re.Match[str]]:
    """Find the names inside a sentence that the source has as well; each once, and none that is a common word too."""
    found = [m for m in NAME.finditer(segment.target) if m[0].lower() not in common]
    return [m for m in found if segment.target.count(m[0]) == 1 and stands(m[0], segment.source)]
