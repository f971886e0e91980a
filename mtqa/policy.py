"""The gate's policy: limits, and what each is held against, as the configuration writes them.

What a policy does not say has a default; what an override says replaces what the policy says for its files. A policy
that could never fail, or that leaves errors unlimited by a slip, is refused where it is written.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mtqa.model import SEVERITIES, Severity
from mtqa.nodes import Node
from mtqa.schema import NUMBER, Choice, ListOf, Report, Scalar, Spec, Struct

if TYPE_CHECKING:
    from fractions import Fraction

Bound = Literal["max", "max-per-1000-words", "min-score"]
Count = Literal["new", "all"]
By = Literal["run", "file", "item"]

BOUNDS: tuple[Bound, ...] = ("max", "max-per-1000-words", "min-score")
DEFAULTS: Mapping[str, Any] = {
    "count": "new", "by": "run", "min-words": 500, "limits": [{"severity": "error", "max": 0}],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: of the findings that `severities`, `rules` and `categories` all take in, `bound` allows `value`.

    No `rules` or no `categories`: whatever they are. `by`: held against each of these. `min_words`: fewer, and a rate
    or a score does not count.
    """

    bound: Bound
    value: Fraction
    severities: tuple[Severity, ...] = SEVERITIES
    rules: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    count: Count = "new"
    by: By = "run"
    min_words: int = 500

    @property
    def selectors(self) -> tuple[str, ...]:
        """The rules and categories it names."""
        return self.rules + self.categories


@dataclass(frozen=True, slots=True)
class Group:
    """Limits for the files that one of `paths` names; no paths: for those that no other group has."""

    paths: tuple[str, ...]
    limits: tuple[Limit, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """Groups of files with their limits: the first that names a file has it; the last takes what is left."""

    groups: tuple[Group, ...]


def policy_of(settings: Mapping[str, Any]) -> Policy:
    """Make the policy that `gate:` of a configuration asks for."""
    base = {**DEFAULTS, **settings}
    own = [Group(tuple(o["paths"]), _limits({**base, **o})) for o in base.get("overrides", ())]
    return Policy((*own, Group((), _limits(base))))


def _limits(settings: Mapping[str, Any]) -> tuple[Limit, ...]:
    limits = [limit for written in settings["limits"] for limit in _written(written, settings)]
    if settings.get("min-score"):
        limits += _written({"min-score": settings["min-score"]}, settings)
    return tuple(limits)


def _written(written: Mapping[str, Any], settings: Mapping[str, Any]) -> list[Limit]:
    """Make the limits one entry writes: a bound each."""
    from fractions import Fraction  # 5 ms that only the gate needs; 2.3 is to be 2.3

    return [
        Limit(
            bound, Fraction(str(written[bound])), _severities(written), tuple(written.get("rule", ())),
            tuple(written.get("category", ())), written.get("count", settings["count"]),
            written.get("by", settings["by"]), settings["min-words"],
        )
        for bound in BOUNDS if bound in written
    ]  # fmt: skip


def _severities(written: Mapping[str, Any]) -> tuple[Severity, ...]:
    if "severity" in written:
        return (written["severity"],)
    return SEVERITIES[SEVERITIES.index(written.get("severity-from", "info")) :]


@dataclass(frozen=True)
class Amount(Spec):
    """A finite number, whole or not, from 0 to `most`."""

    most: float = math.inf
    expects = "a number"

    def read(self, node: Node, report: Report) -> Any:
        """Return the number."""
        if node.kind not in ("int", "float"):
            report.add(node, f"expected a number, found {node.value!r}" if node.kind == "str" else "expected a number")
            return None
        if not (math.isfinite(node.value) and 0 <= node.value <= self.most):
            upto = f" to {self.most:g}" if math.isfinite(self.most) else " or more"
            report.add(node, f"expected a number of 0{upto}, found {node.value}")
            return None
        return node.value


_NAME = Scalar("str", lambda text: "" if text.strip() else "expected a name, found an empty text")
_NAMES = ListOf(_NAME, one=True, at_least=1)
_HELD: Mapping[str, Spec] = {"count": Choice(("new", "all")), "by": Choice(("run", "file", "item"))}


class LimitSpec(Struct):
    """One entry of `limits`."""

    def __init__(self) -> None:
        super().__init__(
            {
                "severity": Choice(SEVERITIES), "severity-from": Choice(SEVERITIES), "rule": _NAMES,
                "category": _NAMES, "max": NUMBER, "max-per-1000-words": Amount(), "min-score": Amount(100), **_HELD,
            }
        )  # fmt: skip

    def read(self, node: Node, report: Report) -> Any:
        """Return the entry; say where it could not limit anything."""
        values = super().read(node, report)
        if values is None:
            return None
        if not any(node.get(bound) for bound in BOUNDS):
            report.add(node, "this limits nothing", "say what is allowed: max, max-per-1000-words or min-score")
        if node.get("severity") and node.get("severity-from"):
            report.add(node, "`severity` is exactly that severity, `severity-from` that or a worse one", "keep one")
        if values.get("min-score") == 0:
            report.add(node, "a score is never under 0: this limits nothing", "leave it out, or give a number over 0")
        return values


_GROUP: Mapping[str, Spec] = {
    **_HELD, "min-words": NUMBER, "min-score": Amount(100), "limits": ListOf(LimitSpec()),
}  # fmt: skip


class OverrideSpec(Struct):
    """One entry of `overrides`."""

    def __init__(self) -> None:
        super().__init__({"paths": _NAMES, **_GROUP}, ("paths",))

    def read(self, node: Node, report: Report) -> Any:
        """Return the entry; say where it changes nothing."""
        values = super().read(node, report)
        if values is not None and not values.keys() - {"paths"} and not report.problems:
            report.add(node, "this override changes nothing", "give what is to hold for these paths, such as limits")
        return values


class GateSpec(Struct):
    """`gate:` of a configuration."""

    def __init__(self) -> None:
        super().__init__({**_GROUP, "overrides": ListOf(OverrideSpec())})

    def read(self, node: Node, report: Report) -> Any:
        """Return the settings; say where files would be left without a limit."""
        before = len(report.problems)
        values = super().read(node, report)
        if values is None or len(report.problems) > before:
            return values
        vet(node, {**DEFAULTS, **values}, report)
        if len(report.problems) > before:
            return values
        overrides = node.get("overrides")
        for own, override in zip(values.get("overrides", ()), overrides.value if overrides else (), strict=True):
            vet(override, {**DEFAULTS, **values, **own}, report)
        return values


def vet(node: Node, settings: Mapping[str, Any], report: Report) -> None:
    """Say where limits let everything pass, or errors by a slip."""
    limits = _limits(settings)
    if not limits:
        report.add(node.get("limits") or node, "no limit: everything would pass", "give limits, or a min-score")
    milder = _milder(limits)
    if milder and not any("error" in limit.severities for limit in limits):
        report.add(
            node.get("limits") or node, f"`severity: {milder}` takes in no error, and nothing else limits errors",
            f"write `severity-from: {milder}`, or add a limit such as {{severity: error, max: 0}}",
        )  # fmt: skip


def _milder(limits: Sequence[Limit]) -> str:
    return next((limit.severities[0] for limit in limits if limit.severities in (("info",), ("warning",))), "")
