"""A segment with its findings as a card: source, translation and the text as fixed side by side, and a row a finding.

Words that a card would repeat ten thousand times (the headings of its columns, the name of its severity) are written
by the style sheet; what explains a rule stands once, at the end of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa import fix
from mtqa.model import Finding, Segment
from mtqa.report.base import Silenced
from mtqa.report.diff import NEW, OLD, SPOT, Part, after, before
from mtqa.report.jsonl import position
from mtqa.report.page.markup import Markup, prose, tag, text

MARKS = {OLD: "del", NEW: "ins", SPOT: "mark"}
LONG, KEEP = 1_200, 240
"""Units: characters of a text shown whole; characters kept on either side of a change in a longer one."""
_BLANKS = str.maketrans({" ": "␣", "\u00a0": "⍽", "\u202f": "⍽", "\t": "⇥", "\n": "⏎"})
SAFETY = {
    "safe": "`mtqa fix` mends this",
    "unsafe": "`mtqa fix --unsafe` mends this: read it first",
    "display": "a proposal, for an editor to decide",
}


@dataclass(frozen=True, slots=True)
class Context:
    """What a card needs to know beside its segment: languages, whether the file can be written, numbers of rules."""

    langs: tuple[str, str]
    fixable: bool
    rules: dict[str, int]


def card(segment: Segment, findings: Sequence[Finding], context: Context, reasons: Sequence[Silenced] = ()) -> Markup:
    """Make the card of one segment."""
    why = {id(s.finding): s for s in reasons}
    rows = [row(f, context, why.get(id(f))) for f in findings]
    return tag(
        "article", tag("h4", *place(segment, findings)), tag("div", *texts(segment, findings, context), class_="texts"),
        tag("ul", *rows),
    )  # fmt: skip


def place(segment: Segment, findings: Sequence[Finding]) -> tuple[str, ...]:
    """Name where a segment stands in its file."""
    line = min((position(f)[0] for f in findings if f.side == "target"), default=segment.line)
    role = segment.role if segment.role not in ("body", "") else ""
    key = "" if segment.key == f"L{segment.line}" else segment.key
    return tag("span", f"Line {line:,}"), *(tag("span", t) for t in (role, key) if t)


def texts(segment: Segment, findings: Sequence[Finding], context: Context) -> list[Markup]:
    """Make the columns: the source where there is one, the translation, and how it reads with all fixes made."""
    source, target = context.langs
    chosen, _ = fix.choose(findings, ("safe", "unsafe", "display"))
    edits = fix.edits_of(chosen)
    mended = {id(f) for f in chosen}
    spots = [(f.start, f.end) for f in findings if f.side == "target" and id(f) not in mended]
    columns = []
    if segment.source is not None:
        flagged = [(f.start, f.end) for f in findings if f.side == "source"]
        columns.append(column("s", source, before(segment.source, (), flagged)))
    columns.append(column("t", target, before(segment.target, edits, spots)))
    if edits:
        columns.append(column("x", target, after(segment.target, edits)))
    return columns


def column(kind: str, lang: str, parts: Sequence[Part]) -> Markup:
    """Make one text, its words marked."""
    shown = [_part(t, style) for t, style in shorten(parts)]
    return tag("div", tag("p", *shown, lang=lang or None, dir="auto"), class_=kind)


def _part(value: str, style: str) -> Markup:
    if style not in MARKS:
        return text(value)
    return tag(MARKS[style], value.translate(_BLANKS) if not value.strip() else value)


def shorten(parts: Sequence[Part]) -> list[Part]:
    """Cut plain text far from any change, where the whole is long."""
    if sum(len(t) for t, _ in parts) <= LONG:
        return list(parts)
    if len(parts) == 1 and not parts[0][1]:
        return [(_head(parts[0][0], LONG) + " …", "")]
    last = len(parts) - 1
    return [(t if style else _cut(t, i > 0, i < last), style) for i, (t, style) in enumerate(parts)]


def _cut(plain: str, left: bool, right: bool) -> str:
    if len(plain) <= 2 * KEEP + 20:
        return plain
    head = _head(plain, KEEP) if left else ""
    tail = plain[-KEEP:].partition(" ")[2] or plain[-KEEP:] if right else ""
    return f"{head} … {tail}" if head and tail else f"{head} …" if head else f"… {tail}"


def _head(plain: str, size: int) -> str:
    return plain[:size].rpartition(" ")[0] or plain[:size]


def row(finding: Finding, context: Context, silenced: Silenced | None = None) -> Markup:
    """Make the row of one finding."""
    number = context.rules[finding.rule]
    notes = [tag("p", finding.message, class_="m")]
    if others := _others(finding):
        quoted = [piece for a in others for piece in (", ", tag("q", a, dir="auto"))]
        notes.append(tag("p", "Or: ", *quoted[1:]))
    if silenced:
        notes.append(tag("p", f"Suppressed: {silenced.reason or 'no reason given'} ({silenced.by})"))
    link = tag("p", tag("a", "About this rule", href=f"#r{number}"), " ", tag("code", finding.fingerprint))
    more = tag("details", tag("summary", "More"), _safety(finding, context), link)
    return tag(
        "li", tag("b", finding.rule), " ", tag("i", finding.name), *notes, more, class_=finding.severity, data_r=number
    )  # fmt: skip


def _others(finding: Finding) -> list[str]:
    """Return the wordings that the message does not name already."""
    return [a for a in finding.fix.alternatives if a not in finding.message] if finding.fix else []


def _safety(finding: Finding, context: Context) -> Markup | None:
    if not finding.fix or not finding.fix.edits:
        return None
    told = SAFETY[finding.fix.safety] if context.fixable or finding.fix.safety == "display" else SAFETY["display"]
    return tag("p", prose(told))
