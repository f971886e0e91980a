"""Text of a feed inside Markdown: shown as it reads, without markup, links, mentions, references or pictures.

GitHub and GitLab look for @names, #123, !123, addresses and :smileys: in the text after Markdown is through, so a
backslash does not keep them off; a zero-width space behind the first sign does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from mtqa import rx
from mtqa.model import Edit, Finding
from mtqa.report.safe import visible

APART = "&#8203;"
"""A zero-width space."""
AROUND = 60
"""Units: characters of the text shown on either side of a change."""
LONG = 300
"""Units: characters of a changed text that are shown."""
_SPECIAL = rx.compile(
    r"(?P<sign>[\\`*_{}\[\]|])"
    r"|(?P<entity>[&<>])"
    r"|(?P<name>[@#!%~^](?=\S)|(?i:\bGH-(?=\d)|\bwww\.|\bmailto:|:(?=//|[\w+-]+:)))"
    r"|(?P<other>[#~!^])"
    r"|(?P<money>\$)"
    r"|(?P<colons>:(?=:))"
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_LINE_END = rx.compile(r"\r?\n|\r")
_MARKS = ("*", "~")
_PUNCTUATION = rx.compile(r"[\p{P}$+<=>^`|~]")
_WORD = rx.compile(r"\w")


def escaped(text: str, most: int = 0) -> str:
    """Escape a text for one line of Markdown, not to stand at its beginning; `most` cuts it."""
    if most and len(text) > most:
        text = text[:most] + "…"
    return _plain(text).strip()


def _plain(text: str) -> str:
    return _SPECIAL.sub(_escape, visible(_LINE_END.sub(" ", text)))


def _escape(match: regex.Match[str]) -> str:
    found = match.group()
    if match.lastgroup in ("sign", "other"):
        return "\\" + found
    if match.lastgroup == "entity":
        return _ENTITIES[found] + (APART if found == "&" else "")
    if match.lastgroup == "money":
        return "<span>$</span>"
    if match.lastgroup == "colons":
        return "&#58;"
    return ("\\" if found in "#!~^" else "") + found + APART


def diff(finding: Finding) -> str:
    """Show a finding in its text: what a fix strikes ~~so~~ and what it writes **so**; without a fix, *so*."""
    text = finding.segment.source or "" if finding.side == "source" else finding.segment.target
    edits = finding.fix.edits if finding.fix and finding.side == "target" else ()
    if edits:
        return _joined(text, [_change(text, edit) for edit in edits])
    start, end = _words(text, finding.start, finding.end)
    return _joined(text, [Change(start, end, text[start:end], [("*", text[start:end])])])


@dataclass(frozen=True, slots=True)
class Change:
    """A place in a text, and what is shown there: texts in marks."""

    start: int
    end: int
    old: str
    marked: Sequence[tuple[str, str]]

    def __str__(self) -> str:
        return " ".join(f"{mark}{_shown(text)}{mark}" for mark, text in self.marked if text)


def _change(text: str, edit: Edit) -> Change:
    start, end = _words(text, edit.start, edit.end)
    new = text[start : edit.start] + edit.text + text[edit.end : end]
    return Change(start, end, text[start:end], [("~~", text[start:end]), ("**", new)])


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a place to whole words, as marks inside a word are no markup."""
    while 0 < start < len(text) and _WORD.match(text, start - 1) and _WORD.match(text, start):
        start -= 1
    while 0 < end < len(text) and _WORD.match(text, end) and _WORD.match(text, end - 1):
        end += 1
    return start, end


def _shown(text: str) -> str:
    if len(text) > LONG:
        text = f"{text[: LONG // 2]} … {text[-LONG // 2 :]}"
    return escaped(text) or "␣"


def _joined(text: str, changes: Sequence[Change]) -> str:
    """Put changes into their text; of what lies between them only the neighbourhood is shown."""
    out = ""
    at = 0
    for change in changes:
        if change.start < at or not str(change):
            continue
        out += _plain(_cut(text[at : change.start], left=bool(out), right=True))
        out += ("" if _parted(text[change.start - 1 : change.start]) and out[-1:] not in _MARKS else " ") + str(change)
        at = change.end
        if at < len(text) and not _parted(text[at]):
            out += " "
    return (out + _plain(_cut(text[at:], left=True, right=False))).strip()


def _parted(outer: str) -> bool:
    """Tell whether a mark beside this sign is read as one, whatever stands inside."""
    return not outer or outer.isspace() or bool(_PUNCTUATION.match(outer))


def _cut(text: str, *, left: bool, right: bool) -> str:
    if len(text) <= AROUND * (left + right) + 20:
        return text
    head = text[:AROUND].rpartition(" ")[0] if left else ""
    tail = text[-AROUND:].partition(" ")[2] if right else ""
    return f"{head} … {tail}"
