"""A compiled pack as bytes: plain data with a checksum, laid out so that a run parses only what it asks for.

The first line holds the format, a key and the checksum of what follows: a line of JSON with the pack, and what every
run asks of its rules, field by field; then four lines a rule, which are read when they are asked for: its literals,
their edges, the rest of its options and its tests, all but the first as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from mtqa.cachefolder import sealed, unsealed
from mtqa.fold import SEPARATOR
from mtqa.model import Pack

if TYPE_CHECKING:
    from mtqa.packs import RuleSet

FORMAT = "mtqa-pack-3"
AT_HAND = frozenset(["alone", "idle", "bilingual", "quiet", "whole", "scan", "recurs", "literals", "edges"])
"""The options that are asked of every rule to find out which have something to look at."""

Row = dict[str, Any]
_EMPTY = b"[]"
_NONE = b"-"
"""Stands for what a rule has not among its options."""


class Options(Mapping[str, Any]):
    """The options of a rule, most of them parsed only when one of those is asked for."""

    __slots__ = ("_at_hand", "_rest", "_whole")

    def __init__(self, at_hand: dict[str, Any], rest: bytes) -> None:
        self._at_hand, self._rest = at_hand, rest
        self._whole: dict[str, Any] | None = None

    def whole(self) -> dict[str, Any]:
        """Return all of them."""
        if self._whole is None:
            self._whole = self._at_hand | json.loads(self._rest)
        return self._whole

    def get(self, key: str, default: Any = None) -> Any:
        """Return an option, or `default` where it is not there."""
        return (self._at_hand if key in AT_HAND else self.whole()).get(key, default)

    def __getitem__(self, key: str) -> Any:
        return (self._at_hand if key in AT_HAND else self.whole())[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.whole())

    def __len__(self) -> int:
        return len(self.whole())

    def __repr__(self) -> str:
        return repr(self.whole())


def at_hand(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the options of a rule that are asked of every rule (AT_HAND), and perhaps others: soon looked up."""
    options: Mapping[str, Any] = row["options"]
    return options._at_hand if isinstance(options, Options) else options


class Later(Sequence[Any]):
    """A list in JSON that is parsed when it is asked for."""

    __slots__ = ("_items", "written")

    def __init__(self, written: bytes) -> None:
        self.written = written
        self._items: list[Any] | None = None

    def _parse(self) -> list[Any]:
        parsed: list[Any] = json.loads(self.written)
        return parsed

    def _parsed(self) -> list[Any]:
        if self._items is None:
            self._items = self._parse()
        return self._items

    def __getitem__(self, index: Any) -> Any:
        return self._parsed()[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._parsed())

    def __len__(self) -> int:
        return len(self._parsed())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._parsed() == list(other)

    def __repr__(self) -> str:
        return repr(self._parsed())


class Literals(Later):
    """Literals, each with SEPARATOR behind it, that are parted when one is asked for."""

    __slots__ = ()

    def _parse(self) -> list[str]:
        return self.written.decode("latin-1").split(SEPARATOR)[:-1]

    def __bool__(self) -> bool:
        return bool(self.written)


def joined(literals: Sequence[str]) -> bytes:
    """Return literals in a row, each with SEPARATOR behind it."""
    return literals.written if isinstance(literals, Literals) else SEPARATOR.join([*literals, ""]).encode("latin-1")


def of_pack(ruleset: RuleSet, shown: str, key: str) -> bytes:
    """Write the compiled pack of one file among some, under a key."""
    (pack,) = (p for p in ruleset.packs if p.path == shown)
    return encode(pack, [row for row in ruleset.rows if row["where"][0] == shown], key)


def encode(pack: Pack, rows: Sequence[Row], key: str) -> bytes:
    """Write a compiled pack under a key."""
    soon = AT_HAND - {"literals", "edges"}
    at_hand = [_json({k: v for k, v in row["options"].items() if k in soon}) for row in rows]
    kinds = {written: number for number, written in enumerate(dict.fromkeys(at_hand))}
    fields = {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    fields |= {"options": [kinds[written] for written in at_hand], "tests": [None] * len(rows)}
    same = {name: _common(values) for name, values in fields.items()}
    varied = {name: values for name, values in fields.items() if same[name] is None}
    lines = [_json({"pack": astuple(pack), "kinds": [*map(json.loads, kinds)], "same": same, "varied": varied})]
    for row in rows:
        rest = {k: v for k, v in row["options"].items() if k not in AT_HAND}
        literals, edges = row["options"].get("literals"), row["options"].get("edges")
        lines += [_NONE if literals is None else joined(literals), _NONE if edges is None else _json([*edges])]
        lines += [_json(rest), _json(row["tests"])]
    return sealed(f"{FORMAT} {key}", b"\n".join(lines))


def decode(data: bytes, key: str) -> tuple[Pack, list[Row]] | None:
    """Read what `encode` wrote under a key; None where that is not what it is, or not all of it."""
    body = unsealed(f"{FORMAT} {key}", data)
    if body is None:
        return None
    first, *lines = body.split(b"\n")
    told = json.loads(first)
    kinds, same, varied = told["kinds"], told["same"], told["varied"]
    rows: list[Row] = [same | dict(zip(varied, values, strict=True)) for values in zip(*varied.values(), strict=True)]
    for row, literals, edges, rest, tests in zip(rows, *(lines[n::4] for n in range(4)), strict=True):
        at_hand = kinds[row["options"]]
        if literals != _NONE:
            at_hand = {**at_hand, "literals": Literals(literals)}
        if edges != _NONE:
            at_hand = {**at_hand, "edges": Later(edges)}
        row["options"], row["tests"] = Options(at_hand, rest), Later(tests) if tests != _EMPTY else []
    return Pack(*told["pack"]), rows


def _common(values: Sequence[Any]) -> Any:
    """Return what all the values are; None where they differ."""
    return values[0] if values and values.count(values[0]) == len(values) else None


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
