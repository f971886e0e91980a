"""The rules about suppressions: what is wrong with a comment that silences a rule, or an entry of a suppression file.

No check finds them; `mtqa.suppress` does, once the findings they are about are known.
"""

from __future__ import annotations

from typing import Any

OWN_PACK = "mtqa/suppressions"


def _row(name: str, title: str, severity: str, message: str, explain: str) -> dict[str, Any]:
    return {
        "id": name, "name": title, "pack": OWN_PACK, "kind": "suppression", "langs": ["any", "any"],
        "severity": severity, "category": "process/suppression", "status": "stable", "message": message,
        "explain": explain, "where": ["mtqa/packs/own.py", 1, 1], "options": {}, "fix": None, "scope": [], "links": [],
        "tests": [],
    }  # fmt: skip


OWN: tuple[dict[str, Any], ...] = (
    _row(
        "MQ001", "unused-suppression", "warning", "Nothing is suppressed by this.",
        "A comment or an entry of the suppression file that silenced no finding of this run, though its rule ran over"
        " the text. The text was mended, or the rule was: take the suppression out, before it hides the next mistake.",
    ),
    _row(
        "MQ002", "bad-suppression", "error", "This suppresses nothing: {problem}.",
        "A suppression that cannot be heeded, so that the finding it means is told: it names no rule, or one that there"
        " is not, or has no reason where the configuration asks for one (`suppressions: {require-reason: true}`).",
    ),
    _row(
        "MQ003", "suppression-expired", "warning", "The suppression has expired.",
        "An entry of the suppression file whose day has passed, so that its finding is told again. Mend the text, or"
        " agree on another day.",
    ),
    _row(
        "MQ004", "suppression-without-reason", "info", "This suppression gives no reason.",
        "A comment that silences a rule without saying why: mtqa-ignore FE201: a quotation. It works all the same,"
        " unless the configuration asks for reasons (`suppressions: {require-reason: true}`).",
    ),
)  # fmt: skip
