"""`--format diff`: each segment with findings as a word-level diff, in colour where the terminal has it.

The line as it is has what a fix removes struck in red; the line below has what it writes in green. Without colour
the same is marked [-removed-] and {+added+}, and a finding without a fix {~so~}. Where a rule held the line against its
source, or a finding stands in the source, the source is shown first, behind "s". Long lines are cut far from findings.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from mtqa import fix
from mtqa.model import Edit, Finding, Segment
from mtqa.report.base import Rowed, Summary, closing_line
from mtqa.report.safe import inert, visible

if TYPE_CHECKING:  # rich is imported when there is something to show
    from rich.console import Console
    from rich.text import Text

OLD, NEW, SPOT = "strike red", "bold green", "underline yellow"
SEVERITY = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}
BILINGUAL = ("accuracy/", "terminology/")
"""Categories whose findings are judged by the source."""
NARROW = 26
"""Units: columns. In fewer, lines are not cut short enough to be shown as they are."""
KEEP = 60
"""Units: characters of a long line shown on either side of a change."""
MARKS = {OLD: ("[-", "-]"), NEW: ("{+", "+}"), SPOT: ("{~", "~}")}

Part = tuple[str, str]  # text, style


class Diff(Rowed):
    """Prints for people."""

    for_people = True
    _path: str | None = None

    def __init__(self, *, color: bool = False, width: int = 80) -> None:
        super().__init__(color=color, width=width)
        self._buffer = io.StringIO()

    @cached_property
    def _console(self) -> Console:
        from rich.console import Console

        return Console(
            file=self._buffer, force_terminal=self.color, color_system="standard" if self.color else None,
            width=self.width, highlight=False, emoji=False, markup=False, legacy_windows=False, no_color=not self.color,
        )  # fmt: skip

    def row(self, path: str, segment: Segment, findings: Sequence[Finding]) -> str:
        """Return the block of a segment."""
        block = _text("\n").join(self.block(segment, findings))
        return self._render(block, wrapped=self.width >= NARROW) + "\n"

    def put(self, path: str, rows: Iterable[str]) -> Iterator[str]:
        """Yield blocks, the first of a file under its name."""
        for row in rows:
            if self._path != path:
                self._path = path
                yield self._render(_text(visible(path), style="bold underline" if self.color else ""))
            yield row

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the closing line and the signature."""
        yield self._rendered(closing_line(summary), "bold")
        if summary.signature:
            yield self._rendered(summary.signature, "dim")

    def _rendered(self, line: str, style: str) -> str:
        if not self.color and line.isascii() and line.isprintable() and len(line) < self.width:
            return f"{line.rstrip()}\n"
        return self._render(_text(line, style=style))

    def _render(self, text: Text, *, wrapped: bool = False) -> str:
        self._console.print(text, soft_wrap=wrapped)
        rendered = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return inert("\n".join(line.rstrip() if not self.color else line for line in rendered.split("\n")))

    def block(self, segment: Segment, findings: Sequence[Finding]) -> Iterator[Text]:
        """Yield the lines of one segment: place, before, after, and a line a finding."""
        yield from self._wrapped(self._place(segment), self.width)
        yield from self._source(segment, findings)
        chosen, _ = fix.choose(findings, ("safe", "unsafe", "display"))
        edits = fix.edits_of(chosen)
        fixed_rules = {id(f) for f in chosen}
        spots = [(f.start, f.end) for f in findings if f.side == "target" and id(f) not in fixed_rules]
        flagged = bool(edits or spots)
        shown = shorten(before(segment.target, edits, spots)) or [("(empty)", "")]
        yield from self._line("- " if flagged else "  ", shown, "red")
        mended = after(segment.target, edits)
        if edits and mended:
            yield from self._line("+ ", shorten(mended), "green")
        alike: dict[tuple[str, str], list[Finding]] = {}
        for finding in sorted(findings, key=lambda f: (f.start, f.rule, f.message)):
            alike.setdefault((finding.rule, finding.message), []).append(finding)
        for same in alike.values():
            yield from self._finding(same)

    def _source(self, segment: Segment, findings: Sequence[Finding]) -> Iterator[Text]:
        """Show the source where a finding is about both texts."""
        spots = [(f.start, f.end) for f in findings if f.side == "source"]
        if segment.source and (spots or any(f.category.startswith(BILINGUAL) for f in findings)):
            yield from self._line("s ", shorten(before(segment.source, (), spots)), "dim")

    def _place(self, segment: Segment) -> Text:
        line = f"line {segment.line}"
        key = "" if segment.key == f"L{segment.line}" else f"{visible(segment.key)} · "
        role = "" if segment.role == "body" else f" · {visible(segment.role)}"
        return _text(f"{key}{line}{role}", style="dim cyan" if self.color else "")

    def _line(self, sign: str, parts: Sequence[Part], style: str) -> Iterator[Text]:
        text = _text()
        for shown, kind in parts:
            if not self.color and kind in MARKS:
                opener, closer = MARKS[kind]
                text.append(opener + visible(shown) + closer)
            else:
                text.append(visible(shown), style=kind)
        for i, line in enumerate(self._wrapped(text, self.width - 2)):
            yield _text().append(sign if i == 0 else "  ", style=style).append_text(line)

    def _finding(self, findings: Sequence[Finding]) -> Iterator[Text]:
        first = findings[0]
        head = _text("    ")
        head.append(first.rule, style=SEVERITY[first.severity] if self.color else "")
        head.append(f" {first.name}", style="dim")
        count = f" (×{len(findings)})" if len(findings) > 1 else ""
        label = f"  {visible(first.message)}{count}"
        bare = (a.split(" ", 1)[-1] for a in first.fix.alternatives) if first.fix else ()
        if first.fix and first.fix.alternatives and not any(a in first.message for a in bare):
            label += " Or: " + ", ".join(visible(a) for a in first.fix.alternatives)
        head.append(label, style="dim")
        for i, line in enumerate(self._wrapped(head, self.width - 6)):
            yield line if i == 0 else _text("      ").append_text(line)

    def _wrapped(self, text: Text, width: int) -> Iterable[Text]:
        """Return a text in lines of that many columns. A short one needs no wrapping, which rich is slow to see."""
        if len(text) <= width and text.plain.isascii() and text.plain.isprintable():
            return [text]
        return text.wrap(self._console, max(20, width), tab_size=4)


def _text(shown: str = "", style: str = "") -> Text:
    from rich.text import Text

    return Text(shown, style=style)


def before(text: str, edits: Sequence[Edit], spots: Sequence[tuple[int, int]]) -> list[Part]:
    """Split a text into plain, removed and merely flagged parts."""
    removed = [(e.start, e.end, OLD) for e in edits if e.end > e.start]
    flagged = [(s, e, SPOT) for s, e in spots if not any(s < b and a < e for a, b, _ in removed)]
    parts: list[Part] = []
    at = 0
    for start, end, style in sorted({*removed, *flagged}):
        if start < at:
            continue
        parts += (text[at:start], ""), (text[start:end], style)
        at = end
    parts.append((text[at:], ""))
    return [p for p in parts if p[0]]


def after(text: str, edits: Sequence[Edit]) -> list[Part]:
    """Split the fixed text into plain and added parts."""
    parts: list[Part] = []
    at = 0
    for edit in edits:
        parts += (text[at : edit.start], ""), (edit.text, NEW)
        at = edit.end
    parts.append((text[at:], ""))
    return [p for p in parts if p[0]]


def shorten(parts: Sequence[Part]) -> list[Part]:
    """Cut plain text that stands far from any change, at word boundaries."""
    from rich.cells import cell_len

    last = len(parts) - 1
    shown: list[Part] = []
    for i, (text, style) in enumerate(parts):
        left = KEEP if i > 0 else 0
        right = KEEP if i < last else 0
        if style or cell_len(text) <= max(2 * KEEP, left + right) + 20 or last == 0:
            shown.append((text, style))
            continue
        head = text[:left].rsplit(" ", 1)[0] if left else ""
        tail = text[-right:].split(" ", 1)[-1] if right else ""
        shown.append((f"{head} … {tail}".strip(" ") if not (left and right) else f"{head} … {tail}", ""))
    return _rejoin(parts, shown)


def _rejoin(parts: Sequence[Part], shown: list[Part]) -> list[Part]:
    """Give back the space that parted a cut text from its neighbour."""
    mended: list[Part] = []
    for (whole, _), (text, style) in zip(parts, shown, strict=True):
        if whole != text and not style:
            text = (" " if whole[:1] == " " and text[:1] not in " …" else "") + text
            text += " " if whole[-1:] == " " and text[-1:] not in " …" else ""
        mended.append((text, style))
    return mended
