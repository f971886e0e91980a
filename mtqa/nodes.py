"""YAML and TOML as a tree of nodes that know where they stand.

YAML is read by the core schema of YAML 1.2: `no` is a word, not False, and `1:30` is text. Nothing in a file can
construct an object, and anchors and aliases are refused, so a small file cannot become a large tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mtqa.errors import Problem

_FAMILY = "tag:yaml.org,2002:"
_RESOLVERS = (
    ("null", re.compile(r"^(?:~|null|Null|NULL|)$"), ["~", "n", "N", ""]),
    ("bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")),
    ("int", re.compile(r"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$"), list("-+0123456789")),
    (
        "float",
        re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.nan$"),
        list("-+0123456789."),
    ),
)


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file. `value`: a scalar, a tuple of nodes, or a tuple of (key node, value node).

    Units: line and column start at 1; line 0 where the format tells no position.
    """

    kind: str
    value: Any
    line: int = 0
    column: int = 0
    last_line: int = 0

    def pairs(self) -> tuple[tuple[Node, Node], ...]:
        """Return key and value nodes of a map."""
        return self.value if self.kind == "map" else ()

    def get(self, key: str) -> Node | None:
        """Return the value node under `key`, or None."""
        return next((v for k, v in self.pairs() if k.value == key), None)

    def plain(self) -> Any:
        """Return the bare value, without positions."""
        if self.kind == "map":
            return {k.value: v.plain() for k, v in self.pairs()}
        return [n.plain() for n in self.value] if self.kind == "seq" else self.value


def read_yaml(text: str, path: str) -> tuple[Node | None, list[Problem]]:
    """Parse one YAML document; return its node (None: empty or unreadable) and what is wrong with it."""
    import yaml

    base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loader_class: Any = type("Loader12", (base,), {"yaml_implicit_resolvers": {}})
    for tag, pattern, first in _RESOLVERS:
        loader_class.add_implicit_resolver(_FAMILY + tag, pattern, first)
    try:
        loader = loader_class(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        return None, [_syntax_problem(error, path, text)]
    except RecursionError:
        return None, [Problem(path, 0, 0, "the file is nested too deeply")]
    if root is None:
        return None, []
    reader = _Reader(path, text.splitlines())
    return reader.convert(root, 0), reader.problems


def from_plain(value: Any) -> Node:
    """Wrap a value read elsewhere (TOML) as nodes without positions."""
    if isinstance(value, Mapping):
        return Node("map", tuple((Node("str", str(k)), from_plain(v)) for k, v in value.items()))
    if isinstance(value, (list, tuple)):
        return Node("seq", tuple(from_plain(v) for v in value))
    kinds = {bool: "bool", int: "int", float: "float", str: "str", type(None): "null"}
    return Node(kinds.get(type(value), "other"), value)


def _syntax_problem(error: Any, path: str, text: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    context = getattr(error, "context", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    lines = text.splitlines()
    shown = (lines[line - 1],) if 0 < line <= len(lines) else ()
    hint = "a text with ':' , '#' or quotes in it is safest in single quotes ('' for an apostrophe)"
    return Problem(path, line, column, f"not YAML: {what}" + (f" ({context})" if context else ""), hint, shown)


class _Reader:
    def __init__(self, path: str, lines: list[str]) -> None:
        self.path = path
        self.lines = lines
        self.problems: list[Problem] = []
        self.seen: set[int] = set()

    def convert(self, node: Any, depth: int) -> Node:
        line, column = node.start_mark.line + 1, node.start_mark.column + 1
        if id(node) in self.seen:
            self._report(line, column, "anchors and aliases are not read here", "write the value out again")
            return Node("null", None, line, column, line)
        self.seen.add(id(node))
        if depth > 40:
            self._report(line, column, "nested too deeply", "packs and configurations need at most a few levels")
            return Node("null", None, line, column, line)
        last = max(line, node.end_mark.line + (node.end_mark.column > 0))
        if node.id == "mapping":
            return Node("map", tuple(self._pairs(node, depth)), line, column, last)
        if node.id == "sequence":
            return Node("seq", tuple(self.convert(n, depth + 1) for n in node.value), line, column, last)
        kind, value = self._scalar(node)
        return Node(kind, value, line, column, last)

    def _pairs(self, node: Any, depth: int) -> Iterator[tuple[Node, Node]]:
        first: dict[Any, int] = {}
        for key, value in node.value:
            name = self.convert(key, depth + 1)
            if name.kind in ("map", "seq"):
                self._report(name.line, name.column, "a key must be a plain word")
                continue
            if name.value in first:
                self._report(
                    name.line, name.column, f"{name.value!r} is here twice; first on line {first[name.value]}",
                    "keep one of them",
                )  # fmt: skip
                continue
            first[name.value] = name.line
            yield name, self.convert(value, depth + 1)

    def _scalar(self, node: Any) -> tuple[str, Any]:
        kind = node.tag.removeprefix(_FAMILY)
        if kind == "str":
            return kind, node.value
        try:
            return kind, _CONVERT[kind](node.value)
        except (KeyError, ValueError):
            self._report(
                node.start_mark.line + 1, node.start_mark.column + 1, f"the tag {node.tag!r} is not read here",
                "only text, numbers, true, false and null are",
            )  # fmt: skip
            return "null", None

    def _report(self, line: int, column: int, what: str, hint: str = "") -> None:
        shown = (self.lines[line - 1],) if 0 < line <= len(self.lines) else ()
        self.problems.append(Problem(self.path, line, column, what, hint, shown))


def _integer(text: str) -> int:
    return int(text, 8) if text.startswith("0o") else int(text, 16) if text.startswith("0x") else int(text)


_CONVERT: Mapping[str, Any] = {
    "null": lambda _: None,
    "bool": lambda text: text.lower() == "true",
    "int": _integer,
    "float": lambda text: float(text.lower().replace(".inf", "inf").replace(".nan", "nan")),
}
