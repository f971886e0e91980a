"""Whose literals are looked for: rules own them, many own several, and some are owned by several."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from mtqa.checks.bulk import LONGEST
from mtqa.checks.chunk import BEGINS, ENDS, Owner
from mtqa.checks.marks import IN_WORD
from mtqa.fold import LETTERS
from mtqa.packs.compiled import at_hand

Plan = Sequence[tuple[int, Mapping[str, Any]]]
"""Numbers of rules, and the rules as rows."""
Owners = Mapping[int, Sequence[Owner]]
Hits = tuple[Owners, Sequence[tuple[int, int, int]]]
"""Owners of literals, and where these stand: the number of the owners, start and end."""
MOST = 1 << 20
"""How many literals a rule has at most."""
_BEGINNING = 5
"""Units: characters of a literal that are looked up before it is looked for."""
BOTH = BEGINS | ENDS
"""The edges of a literal that is whole words."""
_LETTERS = re.escape(bytes(sorted(IN_WORD)).decode("latin-1"))
_WORD = re.compile(f"[{_LETTERS}]+")


class LaidOut(dict[int, Sequence[Owner]]):
    """The owners of the literals of an automaton, laid out as they are met: most never are.

    `key` gives for a number the literal, and the codes of those of rules that are or begin with it: a rule's place in
    the plan times MOST, and the number of its literal.
    """

    def __init__(self, plan: Plan, key: Callable[[int], tuple[str, Sequence[int]]]) -> None:
        super().__init__()
        self._plan, self._key = plan, key

    def __missing__(self, number: int) -> Sequence[Owner]:
        key, owned = self._key(number)
        owners: list[Owner] = []
        for place, index in (divmod(code, MOST) for code in owned):
            rule, row = self._plan[place]
            literal, edge = at_hand(row)["literals"][index], edge_of(row, index)
            rest = literal.encode("latin-1") if literal != key else b""
            owners.append((rule, index, edge, row["kind"] == "phrase", rest))
        self[number] = owners
        return owners


def keys_of(plan: Plan, left_out: Mapping[int, Collection[int]]) -> Mapping[str, Sequence[int]]:
    """Return the literals of rules, or their beginnings, as `LaidOut` takes them, but those left out."""
    keys: dict[str, list[int]] = {}
    for at, (_, row) in enumerate(plan):
        out = left_out.get(at, ())
        for code, text in enumerate(row["options"]["literals"], at * MOST):
            if not out or code % MOST not in out:
                key = text[:LONGEST]
                if key in keys:
                    keys[key].append(code)
                else:
                    keys[key] = [code]
    return keys


def alone(row: Mapping[str, Any]) -> Collection[int]:
    """Return which literals of a rule are words; compiled packs say so."""
    known: Collection[int] | int | None = at_hand(row).get("alone")  # 0: none
    return find_alone(row) if known is None else known if isinstance(known, Collection) else ()


def find_alone(row: Mapping[str, Any]) -> set[int]:
    """Find out which literals of a rule are words."""
    if row["kind"] == "phrase" and not [text for text in row["options"]["literals"] if " " not in text]:
        return set()
    literals = row["options"]["literals"]
    return {i for i, literal in enumerate(literals) if _is_word(literal, edge_of(row, i))}


def _is_word(literal: str, edge: int) -> bool:
    """Tell whether a literal is a word, which is looked up among the words of a text."""
    return edge == BOTH and _WORD.fullmatch(literal) is not None


def edge_of(row: Mapping[str, Any], index: int) -> int:
    """Return the edges that a literal of a rule asks for."""
    options = at_hand(row)
    if row["kind"] == "phrase":
        text = options["literals"][index]
        return BEGINS * (ord(text[0]) in LETTERS) + ENDS * (ord(text[-1]) in LETTERS)
    edges: Sequence[int] | None = options.get("edges")
    return 0 if edges is None else edges[index]


def one_by_one(plan: Plan, text: str) -> Hits:
    """Look for one literal after the other."""
    owners: dict[int, Sequence[Owner]] = {}
    hits: list[tuple[int, int, int]] = []
    beginnings = {text[at : at + size] for size in range(1, _BEGINNING + 1) for at in range(len(text))}
    for number, row in plan:
        literals = at_hand(row)["literals"]
        possible = [i for i, literal in enumerate(literals) if literal[:_BEGINNING] in beginnings]
        for index in [i for i in possible if literals[i] in text]:
            literal, at = literals[index], -1
            while (at := text.find(literal, at + 1)) >= 0:
                hits.append((len(owners), at, at + len(literal)))
            owners[len(owners)] = [(number, index, edge_of(row, index), row["kind"] == "phrase", b"")]
    return owners, hits
