"""Make fixes and apply them by span."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.chunk import Hit
from mtqa.checks.inflect import article, carry_case
from mtqa.model import Batch, ByteEdit, Edit, Finding, Fix, Rule, Safety, WholeTextError

_SLOT = rx.compile(r"\{(\w+)(?::(\w+))?\}")
_ARTICLE = rx.compile(r"(?<!\w)(an?)(\s+)$", regex.IGNORECASE)


LONG = 70
"""Units: code points of a text that a message quotes."""


def _comma(number: str) -> str:
    return regex.sub(r"[\s.'\u00a0\u202f]", ",", number)


def _short(text: str) -> str:
    """Cut a text for a message, at a space where there is one."""
    text = " ".join(text.split())
    if len(text) <= LONG:
        return text
    head = text[:LONG].rpartition(" ")[0]
    return (head if len(head) > LONG // 2 else text[:LONG]) + "…"


TRANSFORMS: Mapping[str, Any] = {
    "upper": str.upper,
    "lower": str.lower,
    "capital": lambda s: s[:1].upper() + s[1:],
    "comma": _comma,
    "point": lambda s: s.replace(",", "."),
    "short": _short,
}


def fill(template: str, values: Mapping[str, str]) -> str:
    """Fill {name} and {name:transform} of a template; a name without a value stands for nothing."""
    first, slots = _slots(template)
    return first + "".join([transform(values.get(name, "")) + text for name, transform, text in slots])


@lru_cache(maxsize=4096)
def _slots(template: str) -> tuple[str, Sequence[tuple[str, Callable[[str], str], str]]]:
    """Return what a template begins with, and its slots in order: name, transform and the text that follows."""
    first, *parts = _SLOT.split(template)
    named = zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    return first, [(name, TRANSFORMS.get(transform, str), text) for name, transform, text in named]


def build(rule: Rule, hit: Hit, text: str) -> Fix | None:
    """Make the fix of a hit, or None where the rule offers none."""
    spec = rule.fix
    if not spec or "safety" not in spec:
        return None
    if hit.edits is not None:
        return Fix(hit.edits, spec["safety"]) if hit.edits else None
    template = hit.replace or (spec.get("replace") if not hit.suggest else None)
    if template:
        return _single(text, hit, [fill(template, hit.groups)], spec["safety"], mend=False)
    if hit.suggest:
        return _single(text, hit, hit.suggest, spec["safety"], mend=True)
    return Fix((_deletion(text, hit.start, hit.end),), spec["safety"]) if spec.get("delete") else None


def _single(text: str, hit: Hit, wordings: Sequence[str], safety: Safety, mend: bool) -> Fix | None:
    carry = mend and (not hit.exact_case or _begins_sentence(text, hit.start))
    edits = [_replacement(text, hit.start, hit.end, w, mend, carry) for w in wordings]
    if edits[0].text == text[edits[0].start : edits[0].end]:
        return None
    if len(edits) == 1:
        return Fix((edits[0],), safety)
    start, end = min(e.start for e in edits), max(e.end for e in edits)
    edits = [Edit(start, end, text[start : e.start] + e.text + text[e.end : end]) for e in edits]
    return Fix((edits[0],), safety, tuple(e.text for e in edits[1:]))


def _begins_sentence(text: str, start: int) -> bool:
    before = text[:start].rstrip(" \t\u00a0\"“«(‘'")
    return not before or before[-1] in ".!?…\n"


def _replacement(text: str, start: int, end: int, new: str, mend: bool, carry: bool) -> Edit:
    if not new:
        return _deletion(text, start, end)
    before = article_before(text, start) if mend and new[:1].isalpha() else None
    cased = carry_case(text[start:end], new) if carry else new
    if before and before[1].lower() != article(cased):
        return Edit(before.start(), end, carry_case(before[1], article(cased)) + before[2] + cased)
    return Edit(start, end, cased)


def article_before(text: str, start: int) -> Any:
    """Match "a" or "an" with the spaces after it that stand before a place."""
    end = start
    while end and text[end - 1].isspace():
        end -= 1
    if end == start or text[end - 1 : end] not in "aAnN":
        return None
    return _ARTICLE.search(text, max(0, end - 2), start)


def _deletion(text: str, start: int, end: int) -> Edit:
    """Delete start..end with one neighbouring space; what then begins a sentence keeps its capital."""
    if text[end : end + 1].isspace() and (start == 0 or text[start - 1].isspace()):
        following = text[end + 1 : end + 2]
        if start == 0 and text[start : start + 1].isupper() and following.islower():
            return Edit(start, end + 2, following.upper())
        return Edit(start, end + 1, "")
    if start and text[start - 1].isspace() and not text[end : end + 1].isalnum():
        return Edit(start - 1, end, "")
    return Edit(start, end, "")


def choose(findings: Iterable[Finding], allowed: Sequence[Safety]) -> tuple[list[Finding], list[Finding]]:
    """Choose the findings of one segment to fix; return them and those that overlap one chosen before."""
    chosen: list[Finding] = []
    skipped: list[Finding] = []
    taken: list[Edit] = []
    wanted = [f for f in findings if f.side == "target" and f.fix and f.fix.safety in allowed and f.fix.edits]
    for finding in sorted(wanted, key=lambda f: (f.fix.edits[0].start, f.start) if f.fix else (0, 0)):
        edits = finding.fix.edits if finding.fix else ()
        if any(overlap(a, b) for a in edits for b in taken):
            skipped.append(finding)
            continue
        chosen.append(finding)
        taken += edits
    return chosen, skipped


def overlap(a: Edit, b: Edit) -> bool:
    """Tell whether two edits cannot both be made."""
    return (a.start, a.end) == (b.start, b.end) or (a.start < b.end and b.start < a.end)


def edits_of(findings: Iterable[Finding]) -> list[Edit]:
    """Collect the edits of chosen findings in order."""
    return sorted((e for f in findings if f.fix for e in f.fix.edits), key=lambda e: (e.start, e.end))


def placed(batch: Batch, i: int, edits: Sequence[Edit]) -> list[ByteEdit]:
    """Turn edits of target i into edits of the file's bytes. Raises: ValueError where the batch cannot tell."""
    if batch.locate is None:
        raise ValueError("a batch that does not know its bytes")
    try:
        parts = sorted((p for edit in edits for p in batch.locate(i, edit)), key=lambda p: (p.start, p.end))
        if all(a.end <= b.start for a, b in pairwise(parts)):
            return parts
    except WholeTextError:
        pass
    text = batch.targets[i]
    return list(batch.locate(i, Edit(0, len(text), apply(text, edits))))


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at or edit.end > len(text):
            raise ValueError("edits overlap or lie outside the text")
        pieces += text[at : edit.start], edit.text
        at = edit.end
    pieces.append(text[at:])
    return "".join(pieces)
