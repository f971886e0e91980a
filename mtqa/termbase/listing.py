"""Termbases as YAML: a list of terms, also inside a rule.

- {source: contrôle, target: [inspection, audit], forbidden: [control], note: of a regulator}
- {source: Disclose, keep: true}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mtqa.nodes import Node, read_yaml
from mtqa.schema import FLAG, TEXT, TEXTS, Choice, ListOf, Report, Spec, Struct
from mtqa.termbase.entry import ALLOWED, FORBIDDEN, FREE, KEEP, PREFERRED, Reading

FIELDS: Mapping[str, Spec] = {
    "source": TEXT, "target": TEXTS, "forbidden": TEXTS, "keep": FLAG, "case": Choice(("match", "ignore")),
    "domain": TEXTS, "note": TEXT, "part-of-speech": TEXT,
    "status": Choice((PREFERRED, ALLOWED, FORBIDDEN, KEEP, FREE)),
}  # fmt: skip
TERMS = ListOf(Struct(FIELDS))


def read(text: str, reading: Reading) -> None:
    """Read a YAML file into terms."""
    root, problems = read_yaml(text, reading.path)
    report = Report(reading.path, text.splitlines(), problems)
    if root is not None and root.kind == "map":
        within = Struct({"terms": TERMS}, required=("terms",))
        within.read(root, report)
        root = root.get("terms")
    elif root is not None:
        TERMS.read(root, report)
    reading.problems += report.problems
    if root is not None and not report.problems:
        gather(root, reading)


def gather(listed: Node, reading: Reading) -> None:
    """Add the terms of a list of nodes that fits TERMS."""
    for node in listed.value if listed.kind == "seq" else ():
        row: dict[str, Any] = node.plain()
        state = KEEP if row.get("keep") else row.get("status", "")
        reading.make(
            node.line, row.get("source", ""), _list(row.get("target")), _list(row.get("forbidden")), state=state,
            case=row.get("case", ""), domains=_list(row.get("domain")), note=row.get("note", ""),
            part=row.get("part-of-speech", ""),
        )  # fmt: skip


def _list(value: Any) -> list[str]:
    return [] if value is None else value if isinstance(value, list) else [value]
