"""Look for the literals of all rules at once; only where one stands is a rule looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

from mtqa.checks.chunk import Found
from mtqa.checks.side import Side, starts_of
from mtqa.fold import SEPARATOR, fold
from mtqa.lang import speaks

_IN_WORD = frozenset(b for b in range(256) if chr(b) == "_" or (chr(b).isalnum() and fold(chr(b)) == bytes([b])))

Owner = tuple[int, int, int, bool]
"""A rule's number, the number of its literal, the word edges that asks for, and whether the rule is of phrases."""


@dataclass(frozen=True, slots=True)
class Search:
    """The literals of rules in one automaton, with their owners; rules of `always` look for themselves."""

    automaton: Any
    owners: Sequence[Sequence[Owner]]
    always: Sequence[int]

    def scan(self, side: Side) -> dict[int, list[Found]]:
        """Return what of each rule stands where; offsets are those of each segment's plain view.

        Where the plain view of a segment may differ from it in length, the segment is scanned as it is as well.
        """
        found: dict[int, list[Found]] = defaultdict(list)
        if self.automaton is None or not side.texts:
            return found
        self._lane(found, side.folded, side.starts, range(len(side.texts)))
        if odd := sorted(side.odd):
            texts = [side.texts[i] for i in odd]
            self._lane(found, fold(SEPARATOR.join(texts)), starts_of(texts), odd, raw=True)
        return found

    def _lane(
        self, found: dict[int, list[Found]], folded: bytes, starts: Sequence[int], numbers: Sequence[int],
        *, raw: bool = False,
    ) -> None:  # fmt: skip
        """Scan texts and map each hit to its segment; phrases do not read raw texts."""
        owners = self.owners
        text = folded + b" "
        last = begin = segment = at = 0
        for literal, start, end in self.automaton.find_matches_as_indexes(text, overlapping=True):
            for number, index, edge, is_phrase in owners[literal]:
                if edge and ((edge & 1 and text[start - 1] in _IN_WORD) or (edge & 2 and text[end] in _IN_WORD)):
                    continue
                if raw and is_phrase:
                    continue
                if not begin <= start < last:
                    at = bisect_right(starts, start) - 1
                    segment, begin, last = numbers[at], starts[at], starts[at + 1]
                found[number].append((segment, start - begin, end - begin, index))


def _is_silent(options: Mapping[str, Any]) -> bool:
    """Tell whether a rule says nothing where there is no source."""
    rule = options.get("source")
    conditions = [matcher.get("source") or rule for matcher in (*options.get("any", ()), *options.get("all", ()))] or [
        rule
    ]
    return all(condition and condition["missing"] == "skip" for condition in conditions)


def needs_source(options: Mapping[str, Any]) -> bool:
    """Tell whether a rule is silent where a text has no source."""
    return bool(options.get("bilingual")) or _is_silent(options)


def runs(row: Mapping[str, Any], *, sources: bool, langs: tuple[str, str]) -> bool:
    """Tell whether a rule has anything to say of texts in these languages, with sources or without."""
    if not (speaks(row["langs"][0], langs[0]) and speaks(row["langs"][1], langs[1])):
        return False
    return sources or not needs_source(row["options"])


def build(rows: Sequence[Mapping[str, Any]], *, sources: bool, langs: tuple[str, str] = ("any", "any")) -> Search:
    """Gather the literals of the rules for a pair of languages; without sources, of those that are not silent then."""
    owners: list[list[Owner]] = []
    always: list[int] = []
    ids: dict[str, int] = {}
    for number, row in enumerate(rows):
        options = row["options"]
        if not runs(row, sources=sources, langs=langs):
            continue
        if options.get("whole") or options.get("scan") or options.get("recurs"):
            always.append(number)
            continue
        edges = options.get("edges") or repeat(0)
        for index, (literal, edge) in enumerate(zip(options["literals"], edges, strict=False)):
            known = ids.setdefault(literal, len(ids))
            if known == len(owners):
                owners.append([])
            owners[known].append((number, index, edge, row["kind"] == "phrase"))
    if not ids:
        return Search(None, owners, always)
    import ahocorasick_rs as aho

    automaton = aho.BytesAhoCorasick(
        [literal.encode("latin-1") for literal in ids],
        matchkind=aho.MatchKind.Standard,
        implementation=aho.Implementation.ContiguousNFA,
    )
    return Search(automaton, owners, always)
