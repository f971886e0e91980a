"""Look for the literals of all rules at once; only where one stands is a rule looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import repeat
from typing import Any

from mtqa.checks.chunk import Found
from mtqa.checks.side import Side, starts_of
from mtqa.fold import LETTERS, SEPARATOR, fold
from mtqa.lang import speaks

_IN_WORD = LETTERS | {ord("_")}

Owner = tuple[int, int, int, bool]
"""A rule's number, the number of its literal, the word edges that asks for, and whether the rule is of phrases."""
Hits = tuple[Sequence[Sequence[Owner]], Sequence[tuple[int, int, int]]]
"""Owners of literals, and where these stand: the number of the owners, start and end."""

SMALL = 4096
"""Units: characters of text up to which each literal is looked for by itself: an automaton costs more to make."""
_BEGINNING = 5
"""Units: characters of a literal that are looked up before it is looked for."""

Plan = Sequence[tuple[int, Mapping[str, Any]]]
"""Numbers of rules, and the rules as rows."""


class Search:
    """The literals of rules, looked for all at once; rules of `always` look for themselves.

    The automaton is made when there is enough text for it.
    """

    __slots__ = ("_automaton", "_owners", "_plan", "_seen", "always")

    def __init__(self, plan: Plan, always: Sequence[int]) -> None:
        self._plan = plan
        self.always = always
        self._automaton: Any = None
        self._owners: Sequence[Sequence[Owner]] = ()
        self._seen = 0

    def scan(self, side: Side) -> dict[int, list[Found]]:
        """Return what of each rule stands where; offsets are those of each segment's plain view.

        Where the plain view of a segment may differ from it in length, the segment is scanned as it is as well.
        """
        found: dict[int, list[Found]] = defaultdict(list)
        if not self._plan or not side.texts:
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
        text = folded + b" "
        owners, hits = self._hits(text)
        last = begin = segment = at = 0
        for literal, start, end in hits:
            for number, index, edge, is_phrase in owners[literal]:
                if edge and ((edge & 1 and text[start - 1] in _IN_WORD) or (edge & 2 and text[end] in _IN_WORD)):
                    continue
                if raw and is_phrase:
                    continue
                if not begin <= start < last:
                    at = bisect_right(starts, start) - 1
                    segment, begin, last = numbers[at], starts[at], starts[at + 1]
                found[number].append((segment, start - begin, end - begin, index))

    def _hits(self, text: bytes) -> Hits:
        """Return the literals that stand in a text."""
        self._seen += len(text)
        if self._automaton is None:
            if self._seen <= SMALL:
                return _each(self._plan, text.decode("latin-1"))
            self._automaton, self._owners = _automaton_of(self._plan)
        return self._owners, self._automaton.find_matches_as_indexes(text, overlapping=True)


def _each(plan: Plan, text: str) -> Hits:
    """Look for one literal after the other."""
    owners: list[Sequence[Owner]] = []
    hits: list[tuple[int, int, int]] = []
    beginnings = {text[at : at + size] for size in range(1, _BEGINNING + 1) for at in range(len(text))}
    for number, row in plan:
        literals = row["options"]["literals"]
        possible = [i for i, literal in enumerate(literals) if literal[:_BEGINNING] in beginnings]
        for index in [i for i in possible if literals[i] in text]:
            edges = row["options"].get("edges")
            literal, at = literals[index], -1
            while (at := text.find(literal, at + 1)) >= 0:
                hits.append((len(owners), at, at + len(literal)))
            owners.append([(number, index, edges[index] if edges else 0, row["kind"] == "phrase")])
    return owners, hits


def _automaton_of(plan: Plan) -> tuple[Any, Sequence[Sequence[Owner]]]:
    """Return an automaton of the literals of rules, and the owners of each literal."""
    import ahocorasick_rs as aho

    owners: dict[str, list[Owner]] = {}
    for number, row in plan:
        options, is_phrase = row["options"], row["kind"] == "phrase"
        edges = options.get("edges") or repeat(0)
        for index, (literal, edge) in enumerate(zip(options["literals"], edges, strict=False)):
            owners.setdefault(literal, []).append((number, index, edge, is_phrase))
    automaton = aho.BytesAhoCorasick(
        [literal.encode("latin-1") for literal in owners],
        matchkind=aho.MatchKind.Standard,
        implementation=aho.Implementation.ContiguousNFA,
    )
    return automaton, list(owners.values())


def _is_silent(options: Mapping[str, Any]) -> bool:
    """Tell whether a rule says nothing where there is no source."""
    rule = options.get("source")
    conditions = [matcher.get("source") or rule for matcher in (*options.get("any", ()), *options.get("all", ()))] or [
        rule
    ]
    return all(condition and condition["missing"] == "skip" for condition in conditions)


def needs_source(options: Mapping[str, Any]) -> bool:
    """Tell whether a rule is silent where a text has no source."""
    known = options.get("quiet")
    return bool(known or options.get("bilingual") or (known is None and _is_silent(options)))


def runs(row: Mapping[str, Any], *, sources: bool, langs: tuple[str, str]) -> bool:
    """Tell whether a rule has anything to say of texts in these languages, with sources or without."""
    if not (speaks(row["langs"][0], langs[0]) and speaks(row["langs"][1], langs[1])):
        return False
    return sources or not needs_source(row["options"])


def build(rows: Sequence[Mapping[str, Any]], *, sources: bool, langs: tuple[str, str] = ("any", "any")) -> Search:
    """Choose the rules for a pair of languages; without sources, those that are not silent then."""
    plan: list[tuple[int, Mapping[str, Any]]] = []
    always: list[int] = []
    for number, row in enumerate(rows):
        options = row["options"]
        if not runs(row, sources=sources, langs=langs):
            continue
        if options.get("whole") or options.get("scan") or options.get("recurs"):
            always.append(number)
        elif options["literals"]:
            plan.append((number, row))
    return Search(plan, always)
