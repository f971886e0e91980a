"""The kinds of check, one module each. A new kind is a module with FIELDS, prepare and check, and a row here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.lazy import Modules
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import Report, Spec


class Kind(Protocol):
    """What a module of this package offers."""

    FIELDS: Mapping[str, Spec]

    def prepare(self, raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
        """Turn a rule's YAML into plain data, with the literals to look for."""
        ...

    def check(self, chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
        """Yield what the rule matches, given where its literals stand."""
        ...


_NAMES = (
    "phrase", "pattern", "pair", "line", "encoding", "number", "quantity", "entity", "keep", "language", "length",
    "repeat", "polarity", "consistency", "term", "form",
)  # fmt: skip
KINDS: Mapping[str, Kind] = Modules("mtqa.checks", {name: name for name in _NAMES})
IN_ORDER = frozenset(["consistency"])
"""Kinds whose hits in a chunk depend on the chunks before it. What others keep in `Chunk.document` only saves time."""
