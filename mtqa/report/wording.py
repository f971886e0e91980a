"""The fix of a finding in words, for formats that cannot carry it as edits."""

from __future__ import annotations

from mtqa import fix
from mtqa.model import Finding
from mtqa.report.safe import visible

LONG = 200
"""Units: code points of a text that is quoted whole."""
TELLING = 4
"""Units: code points; a shorter wording stands in a message by chance."""


def advice(finding: Finding) -> str:
    """Say what to write instead, behind a space; empty where no fix is offered or the message says it already."""
    if not (finding.fix and finding.fix.edits) or finding.side == "source":
        return ""
    old, new = changed(finding)
    if not new:
        return f" Fix: delete {short(old)}" if old else ""
    if len(new) >= TELLING and new in finding.message:
        return ""
    others = [short(other) for other in finding.fix.alternatives[:3] if other not in finding.message]
    return f" Fix: {short(old)} → {short(new)}" + (f" (or: {', '.join(others)})" if others else "")


def changed(finding: Finding) -> tuple[str, str]:
    """Return the text that a fix changes, from its first edit to its last, as it is and as it would be."""
    edits = finding.fix.edits if finding.fix else ()
    start, end = edits[0].start, edits[-1].end
    text = finding.segment.target
    mended = fix.apply(text[:end], edits)
    return text[start:end], mended[start:]


def short(text: str) -> str:
    """Show a text, cut in the middle where it is long."""
    if len(text) > LONG:
        text = f"{text[: LONG // 2]} … {text[-LONG // 2 :]}"
    return visible(text)
