"""Compile several packs together: extensions resolved, ids and names unique."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mtqa.errors import Problem
from mtqa.model import Pack
from mtqa.nodes import Node
from mtqa.packs import RuleSet
from mtqa.packs.format import RawRule, compile_rule, read_pack, reread
from mtqa.schema import Report, did_you_mean


def compile_packs(files: Sequence[tuple[Path, str]], trusted: Path | None = None) -> tuple[RuleSet, list[Problem]]:
    """Read every pack, then compile every rule; nothing stops at the first mistake.

    Packs inside the folder `trusted` have been linted: whether their patterns compile is not tried again.
    """
    packs: list[Pack] = []
    raws: list[RawRule] = []
    problems: list[Problem] = []
    for path, shown in files:
        header, rules, wrong = read_pack(
            path, shown, trusted=trusted is not None and path.resolve().is_relative_to(trusted)
        )
        problems += wrong
        raws += rules
        if header:
            h = header
            packs.append(Pack(h["name"], h["version"], h["title"], h["source"], h["target"], shown))
    raws = _unique(raws, problems)
    by_id = {raw.values["id"]: raw for raw in raws if "id" in raw.values}
    rows: list[dict[str, Any]] = []
    for raw in raws:
        before = len(raw.report.problems)
        extended = _extended(raw, by_id, ())
        row = compile_rule(extended) if extended is not None else None
        problems += raw.report.problems[before:]
        del raw.report.problems[before:]
        if row:
            rows.append(row)
    return RuleSet(tuple(rows), tuple(packs)), list(dict.fromkeys(problems))


def _unique(raws: list[RawRule], problems: list[Problem]) -> list[RawRule]:
    """Report ids and names used twice; the first stays."""
    first: dict[str, RawRule] = {}
    kept: list[RawRule] = []
    for raw in raws:
        clash = False
        for field in ("id", "name"):
            value = raw.values.get(field)
            other = first.setdefault(value, raw) if value else raw
            if other is not raw:
                clash = True
                report = Report(raw.report.path, raw.report.lines)
                at = f"{other.report.path}:{other.node.line}"
                report.add(
                    raw.node.get(field) or raw.node, f"the {field} {value!r} is used already, at {at}",
                    "give each rule its own, or use `extends:` to build on another",
                )  # fmt: skip
                problems += report.problems
        if not clash:
            kept.append(raw)
    return kept


def _extended(raw: RawRule, by_id: dict[str, RawRule], seen: tuple[str, ...]) -> RawRule | None:
    """Fill a rule that says `extends: ID` from the rule it builds on."""
    base_id = raw.values.get("extends")
    if base_id is None:
        return raw
    base = by_id.get(base_id)
    where = raw.node.get("extends") or raw.node
    if base is None or base_id in seen:
        why = "builds on itself" if base is not None else "names no rule"
        raw.report.add(where, f"`extends: {base_id}` {why}", did_you_mean(base_id, list(by_id)))
        return None
    whole = _extended(base, by_id, (*seen, base_id))
    if whole is None:
        return None
    kind = raw.values.get("kind") or whole.values.get("kind")
    own = reread(raw, kind) if kind else raw.values
    if own is None:
        return None
    inherited = {k: v for k, v in whole.values.items() if k not in ("id", "name", "tests", "status")}
    values = inherited | {k: v for k, v in own.items() if k not in ("extends", "any+", "not+")}
    nodes = dict(_by_key(whole.node)) | dict(_by_key(raw.node))
    for name in ("any", "not"):
        if name + "+" in own:
            values[name] = [*inherited.get(name, ()), *own[name + "+"]]
            old, new = whole.node.get(name), raw.node.get(name + "+")
            nodes[name] = Node("seq", (*_items(old), *_items(new)), *((new.line, new.column) if new else (0, 0)))
    n = raw.node
    node = Node("map", tuple((Node("str", k), v) for k, v in nodes.items()), n.line, n.column, n.last_line)
    return RawRule(values, node, raw.pack, raw.report)


def _by_key(node: Node) -> list[tuple[str, Node]]:
    return [(str(k.value), v) for k, v in node.pairs()]


def _items(node: Node | None) -> tuple[Node, ...]:
    if node is None:
        return ()
    return node.value if node.kind == "seq" else (node,)
