"""The YAML format of rule packs: reading one file into checked, compiled rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import regex

from mtqa.checks import KINDS
from mtqa.checks.matchers import MATCHERS, SOURCE, check_template, source_condition
from mtqa.errors import Problem
from mtqa.model import SAFETIES, SEVERITIES
from mtqa.nodes import Node, read_yaml
from mtqa.owners import find_alone
from mtqa.schema import FLAG, TEXT, TEXTS, AnyOf, Choice, FirstOf, ListOf, Report, Scalar, Spec, Struct
from mtqa.search import needs_source

FORMAT = 1
STATUSES = ("stable", "preview", "deprecated")
_ID = re.compile(r"[A-Z]{1,8}[0-9]{1,6}")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

TEST = Struct(
    {
        "bad": TEXT, "ok": TEXT, "todo_bad": TEXT, "todo_ok": TEXT, "marks": TEXTS, "fixed": TEXT, "source": TEXT,
    }
)  # fmt: skip
FIX = Struct(
    {"suggest": TEXTS, "replace": TEXT, "delete": FLAG, "pair": FLAG, "safety": Choice(SAFETIES)}
)  # fmt: skip
COMMON: Mapping[str, Spec] = {
    "id": Scalar("str", lambda s: "" if _ID.fullmatch(s) else "an id is capitals and a number, such as FE201"),
    "name": Scalar("str", lambda s: "" if _NAME.fullmatch(s) else "a name is lower-case words joined by hyphens"),
    "kind": Choice(tuple(KINDS)),
    "severity": Choice(SEVERITIES),
    "category": TEXT,
    "status": Choice(STATUSES),
    "message": TEXT,
    "explain": TEXT,
    "source": SOURCE,
    "fix": FIX,
    "links": TEXTS,
    "scope": TEXTS,
    "tests": ListOf(TEST),
    "why": TEXT,
}
_EXTENDING: Mapping[str, Spec] = {"extends": TEXT, "any+": MATCHERS, "not+": MATCHERS}
REQUIRED = ("id", "name", "kind", "message")
PACK = {
    "mtqa": Scalar("int"),
    "pack": TEXT,
    "version": TEXT,
    "title": TEXT,
    "lang": Struct({"source": TEXT, "target": TEXT}, required=("source", "target")),
    "rules": ListOf(AnyOf({"map": Struct({})})),
}


@dataclass(slots=True)
class RawRule:
    """A rule as it stands in its file, read but not compiled."""

    values: dict[str, Any]
    node: Node
    pack: dict[str, str]
    report: Report


def read_pack(path: Path, shown: str, *, trusted: bool = False) -> tuple[dict[str, str], list[RawRule], list[Problem]]:
    """Read one pack file; return its header, its rules and every mistake in it."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return {}, [], [Problem(shown, 0, 0, f"not UTF-8: byte {error.start}", "save the pack as UTF-8")]
    except OSError as error:
        return {}, [], [Problem(shown, 0, 0, f"cannot be read: {error.strerror}")]
    root, problems = read_yaml(text, shown)
    report = Report(shown, text.splitlines(), problems, trusted)
    if root is None:
        if not problems:
            report.problems.append(Problem(shown, 1, 1, "the pack is empty", "start it with `mtqa: 1`"))
        return {}, [], report.problems
    header = _header(root, report)
    rules = root.get("rules")
    nodes = rules.value if rules is not None and rules.kind == "seq" else ()
    raws = [raw for node in nodes if (raw := _rule(node, header, report))]
    return header, raws, report.problems


def _header(root: Node, report: Report) -> dict[str, str]:
    if root.kind == "map" and (version := root.get("mtqa")) is not None and version.value != FORMAT:
        report.add(version, f"this is pack format {version.value!r}; this mtqa reads {FORMAT}", "update mtqa")
        return {}
    shallow = Node(
        root.kind,
        tuple((k, Node("seq", ()) if k.value == "rules" and v.kind == "seq" else v) for k, v in root.pairs())
        if root.kind == "map"
        else root.value,
        root.line,
        root.column,
        root.line,
    )
    values = Struct(PACK, required=("mtqa", "pack", "title", "lang", "rules")).read(shallow, report) or {}
    lang = values.get("lang", {})
    return {
        "name": values.get("pack", "?"),
        "version": values.get("version", "0"),
        "title": values.get("title", ""),
        "source": lang.get("source", "any"),
        "target": lang.get("target", "any"),
        "path": report.path,
    }


def _rule(node: Node, header: dict[str, str], report: Report) -> RawRule | None:
    if node.kind != "map":
        report.add(node, "a rule is a mapping", "start it with `- id: ...`")
        return None
    extending = node.get("extends") is not None
    kind = node.get("kind")
    known = kind is not None and kind.value in KINDS
    fields = _fields((kind.value,) if kind is not None and known and not extending else KINDS, extending)
    required = ("id", "name") if extending else REQUIRED
    values = Struct(fields, required=required).read(node, report)
    return RawRule(values, node, header, report) if values else None


def _fields(kinds: Iterable[str], extending: bool) -> dict[str, Spec]:
    """Return the fields of rules of any of some kinds."""
    fields = {**COMMON, **_EXTENDING} if extending else dict(COMMON)
    for kind in kinds:
        for field, spec in KINDS[kind].FIELDS.items():
            other = fields.get(field, spec)
            fields[field] = spec if other == spec else FirstOf((other, spec))
    return fields


def reread(raw: RawRule, kind: str) -> dict[str, Any] | None:
    """Read a rule that extends another once more, now that its kind is known; None after reporting what is wrong."""
    report = Report(raw.report.path, raw.report.lines, trusted=raw.report.trusted)
    values: dict[str, Any] = Struct(_fields((kind,), extending=True)).read(raw.node, report)
    raw.report.problems.extend(report.problems)
    return None if report.problems else values


def compile_rule(raw: RawRule) -> dict[str, Any] | None:
    """Turn a rule into plain data that can be cached; mistakes go to its report, and None comes back."""
    values, node, report = raw.values, raw.node, Report(raw.report.path, raw.report.lines, trusted=raw.report.trusted)
    if "kind" not in values or "id" not in values:
        return None
    _check_fix(values, node, report)
    options = KINDS[values["kind"]].prepare(values, node, report)
    source = source_condition(values, node, report)
    if values.get("scan") and not values.get("why"):
        report.add(node.get("scan") or node, "`scan: true` costs time on every segment", "say `why:` it must")
    tests = [_test(t, n, report) for t, n in _with_nodes(values.get("tests", []), node.get("tests"))]
    raw.report.problems.extend(report.problems)
    if report.problems:
        return None
    told = options | {"source": source}
    words = sorted(find_alone({"kind": values["kind"], "options": told})) if told.get("literals") else []
    return {
        "id": values["id"],
        "name": values["name"],
        "pack": raw.pack["name"],
        "kind": values["kind"],
        "langs": [raw.pack["source"], raw.pack["target"]],
        "severity": values.get("severity", "warning"),
        "category": values.get("category", "other"),
        "status": values.get("status", "stable"),
        "message": values.get("message", ""),
        "explain": values.get("explain", ""),
        "where": [report.path, node.line, node.column],
        "options": told | {"quiet": needs_source(told), "alone": words or 0},
        "fix": values.get("fix"),
        "scope": values.get("scope", []),
        "links": values.get("links", []),
        "tests": tests,
    }


def _with_nodes(values: list[Any], node: Node | None) -> list[tuple[Any, Node]]:
    nodes = node.value if node is not None and node.kind == "seq" else ()
    return list(zip(values, nodes, strict=False))


def _check_fix(values: Mapping[str, Any], node: Node, report: Report) -> None:
    fix = values.get("fix")
    if not fix:
        return
    where = node.get("fix") or node
    ways = [w for w in ("suggest", "replace", "delete", "pair") if fix.get(w)]
    own = any(m.get("suggest") or m.get("replace") for m in values.get("any", ()) if isinstance(m, dict))
    if len(ways) != 1 and not (own and not ways):
        report.add(where, "a fix is one of suggest, replace or delete")
    if "safety" not in fix:
        report.add(where, "a fix needs a safety", "safe: right every time it fires; unsafe; display: only shown")
    if "replace" in fix:
        for matcher in values.get("any", ()):
            if "pattern" in matcher and "replace" not in matcher and "suggest" not in matcher:
                groups = dict.fromkeys(regex.findall(r"\(\?P?<([A-Za-z_]\w*)>", matcher["pattern"]), 1)
                check_template(fix["replace"], groups, where, report)


def _test(test: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any] | None:
    kinds = [k for k in ("bad", "ok", "todo_bad", "todo_ok") if k in test]
    if len(kinds) != 1:
        report.add(node, "a test is one of bad, ok, todo_bad or todo_ok")
        return None
    kind = kinds[0]
    return {
        "text": test[kind],
        "bad": kind.endswith("bad"),
        "known": kind.startswith("todo"),
        "marks": test.get("marks", []),
        "fixed": test.get("fixed"),
        "source": test.get("source"),
        "where": [node.line, node.column],
    }
