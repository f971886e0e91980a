"""A compiled pack as bytes: plain data with a checksum, laid out so that a run parses only what it asks for.

The first line holds the format, a key and the checksum of what follows, which is JSON: a line of the pack, its rules
and what every run asks of each, then two lines a rule, the rest of its options and its tests, which are parsed when
they are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from mtqa.cachefolder import sealed, unsealed
from mtqa.model import Pack

if TYPE_CHECKING:
    from mtqa.packs import RuleSet

FORMAT = "mtqa-pack-1"
AT_HAND = frozenset(["alone", "idle", "bilingual", "quiet", "whole", "scan", "recurs", "literals", "edges"])
"""The options that are asked of every rule to find out which have something to look at."""

Row = dict[str, Any]


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

    __slots__ = ("_items", "_written")

    def __init__(self, written: bytes) -> None:
        self._written = written
        self._items: list[Any] | None = None

    def _parsed(self) -> list[Any]:
        if self._items is None:
            self._items = json.loads(self._written)
        return self._items

    def __getitem__(self, index: Any) -> Any:
        return self._parsed()[index]

    def __len__(self) -> int:
        return len(self._parsed())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._parsed() == list(other)

    def __repr__(self) -> str:
        return repr(self._parsed())


def of_pack(ruleset: RuleSet, shown: str, key: str) -> bytes:
    """Write the compiled pack of one file among some, under a key."""
    (pack,) = (p for p in ruleset.packs if p.path == shown)
    return encode(pack, [row for row in ruleset.rows if row["where"][0] == shown], key)


def encode(pack: Pack, rows: Sequence[Row], key: str) -> bytes:
    """Write a compiled pack under a key."""
    at_hand, lines = [], []
    for row in rows:
        options = row["options"]
        now = {k: v for k, v in options.items() if k in AT_HAND}
        at_hand.append({**row, "options": now, "tests": None})
        lines += [_json({k: v for k, v in options.items() if k not in AT_HAND}), _json(row["tests"])]
    body = b"\n".join([_json({"pack": astuple(pack), "rows": at_hand}), *lines])
    return sealed(f"{FORMAT} {key}", body)


def decode(data: bytes, key: str) -> tuple[Pack, list[Row]] | None:
    """Read what `encode` wrote under a key; None where that is not what it is, or not all of it."""
    body = unsealed(f"{FORMAT} {key}", data)
    if body is None:
        return None
    first, *lines = body.split(b"\n")
    told = json.loads(first)
    rows: list[Row] = told["rows"]
    for number, row in enumerate(rows):
        row["options"] = Options(row["options"], lines[2 * number])
        row["tests"] = Later(lines[2 * number + 1])
    return Pack(*told["pack"]), rows


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
