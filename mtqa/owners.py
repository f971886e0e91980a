"""Whose literals are looked for: rules own them, many own several, and some are owned by several."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from mtqa.checks.marks import IN_WORD
from mtqa.fold import LETTERS

Owner = tuple[int, int, int, bool, bytes]
"""A rule's number, the number of its literal, the word edges that asks for, and whether the rule is of phrases; the
literal where only its beginning was looked for."""
Plan = Sequence[tuple[int, Mapping[str, Any]]]
"""Numbers of rules, and the rules as rows."""
Owners = Mapping[int, Sequence[Owner]]
Hits = tuple[Owners, Sequence[tuple[int, int, int]]]
"""Owners of literals, and where these stand: the number of the owners, start and end."""
LONGEST = 16
"""Units: characters of a literal that the automaton looks for; where they stand, the rest is compared."""
_BEGINNING = 5
"""Units: characters of a literal that are looked up before it is looked for."""
BOTH = 3
"""The edges of a literal that is whole words."""
_LETTERS = re.escape(bytes(sorted(IN_WORD)).decode("latin-1"))
_WORD = re.compile(f"[{_LETTERS}]+")


class LaidOut(dict[int, Sequence[Owner]]):
    """The owners of the literals of an automaton, laid out as they are met: most never are.

    `keys` are the literals, each with the places of its rules in the plan.
    """

    def __init__(self, plan: Plan, keys: Sequence[tuple[str, Sequence[int]]]) -> None:
        super().__init__()
        self._plan, self._keys = plan, keys

    def __missing__(self, number: int) -> Sequence[Owner]:
        key, places = self._keys[number]
        owners: list[Owner] = []
        for rule, row in map(self._plan.__getitem__, places):
            literals, edges, is_phrase = literals_of(row)
            for index, (literal, edge) in enumerate(zip(literals, edges, strict=True)):
                if literal.startswith(key) and not _is_word(literal, edge) and (literal == key or len(key) == LONGEST):
                    rest = literal.encode("latin-1") if literal != key else b""
                    owners.append((rule, index, edge, is_phrase, rest))
        self[number] = owners
        return owners


def alone(row: Mapping[str, Any]) -> set[int]:
    """Return which literals of a rule are words."""
    if row["kind"] == "phrase" and not [text for text in row["options"]["literals"] if " " not in text]:
        return set()
    literals, edges, _ = literals_of(row)
    return {i for i, edge in enumerate(edges) if _is_word(literals[i], edge)} if BOTH in edges else set()


def _is_word(literal: str, edge: int) -> bool:
    """Tell whether a literal is a word, which is looked up among the words of a text."""
    return edge == BOTH and _WORD.fullmatch(literal) is not None


def literals_of(row: Mapping[str, Any]) -> tuple[Sequence[str], Sequence[int], bool]:
    """Return the literals of a rule, the edges each asks for, and whether they are phrases, which are whole words."""
    options, is_phrase = row["options"], row["kind"] == "phrase"
    literals: Sequence[str] = options["literals"]
    if is_phrase:
        return literals, [(ord(text[0]) in LETTERS) + 2 * (ord(text[-1]) in LETTERS) for text in literals], True
    return literals, options.get("edges") or [0] * len(literals), False


def one_by_one(plan: Plan, text: str) -> Hits:
    """Look for one literal after the other."""
    owners: dict[int, Sequence[Owner]] = {}
    hits: list[tuple[int, int, int]] = []
    beginnings = {text[at : at + size] for size in range(1, _BEGINNING + 1) for at in range(len(text))}
    for number, row in plan:
        literals, edges, is_phrase = literals_of(row)
        possible = [i for i, literal in enumerate(literals) if literal[:_BEGINNING] in beginnings]
        for index in [i for i in possible if literals[i] in text]:
            literal, at = literals[index], -1
            while (at := text.find(literal, at + 1)) >= 0:
                hits.append((len(owners), at, at + len(literal)))
            owners[len(owners)] = [(number, index, edges[index], is_phrase, b"")]
    return owners, hits
