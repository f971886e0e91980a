"""Hold a tree of nodes against a table of fields, and report every mistake with its place.

A schema is data: `Struct({"id": TEXT, ...})`. Reading returns plain values; what does not fit is reported through
`Report` with the offending lines and the nearest valid name.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtqa.errors import Problem
from mtqa.nodes import Node

MOST_LINES_SHOWN = 4
_KIND_NAMES = {
    "map": "a mapping", "seq": "a list", "str": "text", "int": "a whole number", "float": "a number",
    "bool": "true or false", "null": "nothing",
}  # fmt: skip


@dataclass(slots=True)
class Report:
    """Collects the problems of one file. `trusted`: its patterns are known to compile, so that need not be tried."""

    path: str
    lines: Sequence[str] = ()
    problems: list[Problem] = field(default_factory=list)
    trusted: bool = False

    def add(self, node: Node, what: str, hint: str = "") -> None:
        """Note a mistake at `node`, with the lines it stands on."""
        last = min(max(node.last_line, node.line), node.line + MOST_LINES_SHOWN - 1)
        shown = tuple(self.lines[node.line - 1 : last]) if node.line else ()
        self.problems.append(Problem(self.path, node.line, node.column, what, hint, shown))


class Spec:
    """What a value must be."""

    expects = "a value"

    def read(self, node: Node, report: Report) -> Any:
        """Return the plain value of `node`, or None after reporting what is wrong."""
        raise NotImplementedError


@dataclass(frozen=True)
class Scalar(Spec):
    """A value of one kind, optionally checked further by `test` (returns what is wrong, or an empty text)."""

    kind: str
    test: Callable[[Any], str] | None = None

    @property
    def expects(self) -> str:  # type: ignore[override]
        """Name the kind."""
        return _KIND_NAMES[self.kind]

    def read(self, node: Node, report: Report) -> Any:
        """Return the scalar."""
        if node.kind != self.kind:
            hint = f"put it in quotes: '{node.value}'" if self.kind == "str" and node.kind in _QUOTABLE else ""
            report.add(node, f"expected {self.expects}, found {_KIND_NAMES.get(node.kind, node.kind)}", hint)
            return None
        wrong = self.test(node.value) if self.test else ""
        if wrong:
            report.add(node, wrong)
            return None
        return node.value


_QUOTABLE = ("int", "float", "bool")


@dataclass(frozen=True)
class Choice(Spec):
    """One of a few words."""

    words: Sequence[str]

    @property
    def expects(self) -> str:  # type: ignore[override]
        """Name the words."""
        return "one of " + ", ".join(self.words)

    def read(self, node: Node, report: Report) -> Any:
        """Return the word."""
        if node.kind == "str" and node.value in self.words:
            return node.value
        shown = repr(node.value) if node.kind not in ("map", "seq") else _KIND_NAMES[node.kind]
        report.add(node, f"expected {self.expects}, found {shown}", did_you_mean(str(node.value), self.words))
        return None


@dataclass(frozen=True)
class ListOf(Spec):
    """A list of like values; `one` lets a single value stand for a list of it."""

    item: Spec
    one: bool = False
    at_least: int = 0
    expects = "a list"

    def read(self, node: Node, report: Report) -> Any:
        """Return a list; items that are wrong are reported and left out."""
        if node.kind != "seq":
            if self.one:
                value = self.item.read(node, report)
                return None if value is None else [value]
            report.add(node, f"expected a list, found {_KIND_NAMES.get(node.kind, node.kind)}")
            return None
        if len(node.value) < self.at_least:
            report.add(node, f"expected at least {self.at_least} here")
        values = [self.item.read(n, report) for n in node.value]
        return [v for v in values if v is not None]


@dataclass(frozen=True)
class MapOf(Spec):
    """A mapping with free keys and like values."""

    item: Spec
    expects = "a mapping"

    def read(self, node: Node, report: Report) -> Any:
        """Return a dict."""
        if node.kind != "map":
            report.add(node, f"expected a mapping, found {_KIND_NAMES.get(node.kind, node.kind)}")
            return None
        return {str(k.value): self.item.read(v, report) for k, v in node.pairs()}


@dataclass(frozen=True)
class Struct(Spec):
    """A mapping with known keys."""

    fields: Mapping[str, Spec]
    required: tuple[str, ...] = ()
    expects = "a mapping"

    def read(self, node: Node, report: Report) -> Any:
        """Return a dict of the known keys that are given."""
        if node.kind != "map":
            report.add(node, f"expected a mapping, found {_KIND_NAMES.get(node.kind, node.kind)}")
            return None
        values: dict[str, Any] = {}
        for key, value in node.pairs():
            spec = self.fields.get(key.value) if isinstance(key.value, str) else None
            if spec is None:
                report.add(key, f"unknown key {key.value!r}", did_you_mean(str(key.value), list(self.fields)))
                continue
            read = spec.read(value, report)
            if read is not None:
                values[key.value] = read
        missing = [name for name in self.required if node.get(name) is None]
        if missing:
            report.add(node, "missing: " + ", ".join(missing))
        return values


@dataclass(frozen=True)
class AnyOf(Spec):
    """One of several kinds, told apart by the kind of node."""

    options: Mapping[str, Spec]

    @property
    def expects(self) -> str:  # type: ignore[override]
        """Name the kinds."""
        return " or ".join(spec.expects for spec in self.options.values())

    def read(self, node: Node, report: Report) -> Any:
        """Read by the option for the node's kind."""
        spec = self.options.get(node.kind)
        if spec is None:
            report.add(node, f"expected {self.expects}, found {_KIND_NAMES.get(node.kind, node.kind)}")
            return None
        return spec.read(node, report)


@dataclass(frozen=True)
class FirstOf(Spec):
    """What the first of several specs reads that takes the value."""

    options: tuple[Spec, ...]

    @property
    def expects(self) -> str:  # type: ignore[override]
        """Name each."""
        return " or ".join(spec.expects for spec in self.options)

    def read(self, node: Node, report: Report) -> Any:
        """Read by the first spec that has nothing to report; if there is none, report what the last had."""
        trial = Report(report.path, report.lines, trusted=report.trusted)
        for spec in self.options:
            trial.problems = []
            value = spec.read(node, trial)
            if not trial.problems:
                return value
        report.problems += trial.problems
        return None


@dataclass(frozen=True)
class Between(Spec):
    """A number, whole or not, over `low` (or at it, with `least`) and under `high`."""

    low: float = 0
    high: float = math.inf
    least: bool = False

    @property
    def expects(self) -> str:  # type: ignore[override]
        """Name the bounds."""
        upto = f" and under {self.high:g}" if self.high < math.inf else ""
        return f"a number of {self.low:g} or more{upto}" if self.least else f"a number over {self.low:g}{upto}"

    def read(self, node: Node, report: Report) -> Any:
        """Return the number."""
        value = node.value
        number = node.kind in ("int", "float")
        if number and value < self.high and (self.low < value or (self.least and value == self.low)):
            return value
        report.add(node, f"expected {self.expects}, found {value!r}")
        return None


TEXT = Scalar("str")
FLAG = Scalar("bool")
NUMBER = Scalar("int", lambda n: "" if n >= 0 else "expected a number of 0 or more")
TEXTS = ListOf(TEXT, one=True)


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Name the nearest known word, or all of them if they are few."""
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    return "known here: " + ", ".join(sorted(known)) if len(known) <= 30 else ""
