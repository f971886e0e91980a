"""Whether a finding has found the error that was planted."""

import re
from typing import Any

from plants.base import Plant

Finding = dict[str, Any]


def shifted(start: int, end: int, text: str, plant: Plant) -> tuple[int, int]:
    """Say where a span of the text stands once the error is planted."""
    longer, changed_to = len(plant.text) - len(text), len(text) - (len(plant.text) - plant.end)
    first, last = (at if at <= plant.start else at + longer if at >= changed_to else -1 for at in (start, end))
    return first, last


def new(findings: list[Finding], known: list[Finding], text: str, plant: Plant) -> list[Finding]:
    """Keep the findings that are not known: the same rule on the same words or in the same place is the same."""
    left = [(f["rule"], f["side"], f["text"], shifted(f["start"], f["end"], text, plant)) for f in known]
    kept = []
    for f in findings:
        at = f["start"], f["end"]
        same = [k for k in left if k[:2] == (f["rule"], f["side"]) and (k[2] == f["text"] or k[3] == at)]
        if same:
            left.remove(same[0])
        else:
            kept.append(f)
    return kept


def hits(finding: Finding, plant: Plant, expected: bool) -> bool:
    if plant.whole and expected:
        return True
    if finding["side"] == "target" and finding["start"] <= plant.end + 1 and finding["end"] >= plant.start - 1:
        return True
    said = f"{finding['text']} {finding['message']}"
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said) for name in plant.names)
