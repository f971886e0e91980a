"""`--format markdown`: for a comment on a merge request, or the summary of a CI job.

Counts, then the findings by file with their fix as a word diff, then what the rules are about, folded. The report
stays under the size that such a place takes; the worst findings are kept, and the others counted.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mtqa.model import SEVERITIES, Finding
from mtqa.report.base import About, FileResult, Reporter, Summary, closing_line, counted
from mtqa.report.jsonl import position
from mtqa.report.markdowntext import diff, escaped
from mtqa.report.place import project, within
from mtqa.report.rules import Rules
from mtqa.report.safe import visible

LIMIT = 65_000
"""Units: bytes. A comment on GitHub takes 65,536 characters, one on GitLab 1,000,000."""
OPEN = 20
"""With so many findings or fewer, nothing of them is folded."""
MOST_ERRORS = 20


@dataclass(slots=True)
class Entry:
    """One finding as Markdown."""

    path: str
    rule: str
    severity: str
    text: str


@dataclass(slots=True)
class Digest:
    """The worst findings of a run, in as many bytes as are allowed, and how many there were."""

    limit: int
    about: About
    _size: int = 0
    _order: int = 0
    _heap: list[tuple[int, int, Entry]] = field(default_factory=list)
    _files: Counter[str] = field(default_factory=Counter)

    def add(self, path: str, finding: Finding) -> None:
        """Keep a finding as long as there is none that is worse in its place."""
        entry = Entry(path, finding.rule, finding.severity, _entry(finding))
        self._order += 1
        self._files[path] += 1
        heapq.heappush(self._heap, (SEVERITIES.index(finding.severity), -self._order, entry))
        self._size += _bytes(entry.text)
        while self._size > self.limit:
            self._drop()

    def _drop(self) -> None:
        self._size -= _bytes(heapq.heappop(self._heap)[2].text)

    def render(self, summary: Summary) -> str:
        """Return the report."""
        head, tail = _head(summary), _tail(summary)
        while True:
            kept = sorted(self._heap, key=lambda item: -item[1])
            body = "".join(self._body([entry for _, _, entry in kept]))
            left = self._order - len(kept)
            body += (
                f"\n**{counted(left, 'finding')} more {_are(left)} left out here**: the list would be too long.\n"
                if left
                else ""
            )
            over = _bytes(head + body + tail) - self.limit
            if over <= 0 or not self._heap:
                break
            size = self._size
            while self._heap and self._size > size - over:
                self._drop()
        rules = self._rules([entry for _, _, entry in kept])
        return head + body + (rules if _bytes(head + body + rules + tail) <= self.limit else "") + tail

    def _body(self, entries: Sequence[Entry]) -> Iterator[str]:
        folded = len(entries) > OPEN
        path = None
        for entry in entries:
            if entry.path != path:
                yield "\n</details>\n" if folded and path is not None else ""
                path = entry.path
                yield f"\n### {escaped(path)}\n\n"
                number = counted(self._files[path], "finding")
                yield f"<details><summary>{number}</summary>\n\n" if folded else ""
            yield entry.text
        yield "\n</details>\n" if folded and path is not None else ""

    def _rules(self, entries: Sequence[Entry]) -> str:
        """Explain the rules of the findings shown, folded."""
        rules = Rules(self.about)
        parts = []
        for name in sorted({entry.rule for entry in entries}):
            rule, link = rules.get(name), rules.link(name)
            if rule and rule.explain:
                more = f" [More]({_address(link)})" if link else ""
                parts.append(
                    f"- **{escaped(name)}** {escaped(rule.name)}: {escaped(' '.join(rule.explain.split()))}{more}\n"
                )
        if not parts:
            return ""
        return "\n<details><summary>About these rules</summary>\n\n" + "".join(parts) + "\n</details>\n"


class Markdown(Reporter):
    """Prints when all is known."""

    limit = LIMIT

    def start(self, about: About) -> Iterator[str]:
        """Yield nothing yet."""
        self._digest = Digest(self.limit, about)
        self._root = project()
        return iter(())

    def findings(self, result: FileResult) -> Iterator[str]:
        """Keep the findings."""
        path = within(result.path, self._root)
        for _, findings in result.findings:
            for finding in findings:
                self._digest.add(path, finding)
        return iter(())

    def end(self, summary: Summary) -> Iterator[str]:
        """Yield the report."""
        yield self._digest.render(summary)


def _entry(finding: Finding) -> str:
    line, column = position(finding)
    segment = finding.segment
    key = "" if segment.key == f"L{segment.line}" else f", {escaped(segment.key, 60)}"
    head = f"**{finding.severity}** {escaped(finding.rule)} {escaped(finding.name)} (line {line}, column {column}{key})"
    return f"- {head}: {escaped(finding.message, 400)}\n  → {diff(finding)}\n"


def _head(summary: Summary) -> str:
    lines = [f"## mtqa: {_verdict(summary)}\n"]
    for error in summary.errors[:MOST_ERRORS]:
        lines.append(
            f"**Could not be checked**: {escaped(f'{error.where}: {error.what}' if error.where else error.what, 300)}\n"
        )
    if len(summary.errors) > MOST_ERRORS:
        lines.append(f"**{len(summary.errors) - MOST_ERRORS} more inputs could not be checked.**\n")
    counts = [(f"{s.capitalize()}", summary.severities[s]) for s in reversed(SEVERITIES)]
    counts += [
        (name, number) for name, number in (("Known before", summary.old), ("Suppressed", summary.silenced)) if number
    ]
    lines.append("| Severity | Findings |\n| :-- | --: |")
    lines += [f"| {name} | {number:,} |" for name, number in counts]
    return "\n".join(lines) + "\n"


def _verdict(summary: Summary) -> str:
    parts = ["not everything could be checked"] if summary.errors else []
    parts += [counted(summary.severities[s], s) for s in reversed(SEVERITIES) if summary.severities[s]]
    return ", ".join(parts) or "no findings"


def _tail(summary: Summary) -> str:
    signature = visible(summary.signature).replace("`", "'")
    return f"\n{closing_line(summary)}\n" + (f"\n<sub>`{signature}`</sub>\n" if signature else "")


def _address(url: str) -> str:
    return "".join(c if c.isalnum() or c in "-._~:/?#@!$&+,;=%" else f"%{ord(c):02X}" for c in url if c.isascii())


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))
