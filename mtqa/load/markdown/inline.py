"""Read the text of a Markdown block: what is text, what is markup, and where (markdown-it-py).

Its inline rules are wrapped to note which characters each has read. Emphasis and links are markup about text; code,
images, autolinks and templates stand as one sign; footnote marks and the like are passed over.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from mtqa import rx
from mtqa.load.located import KEPT, OBJECT, Located, Piece

InlineRule = Callable[[StateInline, bool], bool]
SPANS = "mtqa spans"

_TEMPLATE = rx.compile(r"\{\{(?:[^{}]|\}(?!\})|\{(?!\{))*+\}\}|\{%(?:[^%{]|%(?!\})|\{(?!%))*+%\}")
_PASSED = rx.compile(r"\[\^[^\]\[\s]++\]|\{[#.:][^{}\n]*+\}|^\[[ xX]\](?=\s)|^\[![A-Za-z]++\]")
_LINE_END = rx.compile("\n")
_CODE_TAG = rx.compile(r"<(code|kbd|samp|var|svg|math)\b", regex.IGNORECASE)
_CODE_END = rx.compile(r"</(code|kbd|samp|var|svg|math)", regex.IGNORECASE)
_BREAK_TAG = rx.compile(r"<br\b", regex.IGNORECASE)
_EMPHASIS = frozenset(("emphasis", "strikethrough"))
# The signs that a rule begins with; it can do nothing with others.
_SIGNS = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "link": "[",
    "image": "!", "autolink": "<", "html_inline": "<", "entity": "&", "template": "{", "passed": "[{",
}  # fmt: skip
# With none of these, or only a line end about which no space or backslash stands, a text is all text.
_MARKED = rx.compile(r"[\\`~*_\[!<&{]|[ \t]\n|\n[ \t\n]")

_BROKEN = rx.compile(r"[ \t]\n|\n[ \t\n]")
# What stands for itself whatever stands about it: text, single signs that begin nothing, and markup without any in it
# whose ends can be nothing else, as letters stand within and none without.
_WORDS = r"[^\\`~*_\[\]!<&{\n]"
_SIMPLE = rx.compile(
    rf"""(?P<text>{_WORDS}+|\]|!(?!\[)|&(?![#\w])|<(?=\ )|(?<=[A-Za-z0-9])_(?=[A-Za-z0-9]))
    |(?P<space>\n)
    |(?P<kept>`[^`\n]++`(?!`))
    |(?P<em>(?<![^\ \n(])(?P<sign>\*\*?|__?)(?=[\p{{L}}\p{{N}}]){_WORDS}++(?<=[\p{{L}}\p{{N}}])(?P=sign)
        (?![^\ \n.,;:?!)…"”’'»-]))
    |(?P<link>\[(?!\^){_WORDS}++\]\((?:https?://|\.{{0,2}}/|\#)[A-Za-z0-9/._?=\#~+,@:-]*+\))""",
    regex.VERBOSE,
)


class Mark(NamedTuple):
    """Characters that are not text as they stand. `what`: gap, open, close, kept, picture, space, break, text."""

    start: int
    end: int
    what: str
    text: str = ""


@dataclass(slots=True)
class Spans:
    """What the rules have read of one block."""

    state: StateInline | None = None
    marks: list[Mark] = field(default_factory=list)
    runs: list[tuple[int, list[Token]]] = field(default_factory=list)
    alts: list[tuple[int, int]] = field(default_factory=list)


def hook(md: MarkdownIt) -> None:
    """Make the inline rules of a parser note what they read."""
    ruler = md.inline.ruler
    ruler.before("escape", "template", _template)
    ruler.before("link", "passed", _passed)
    named: dict[str, InlineRule] = dict(zip(ruler.get_active_rules(), ruler.getRules(""), strict=True))
    by_sign: dict[str, list[InlineRule]] = {}
    for name, rule in named.items():
        for sign in _SIGNS.get(name, ""):
            by_sign.setdefault(sign, []).append(_noting(name, rule))
    ruler.enableOnly([name for name in named if name not in _SIGNS])
    ruler.push("by sign", _by_sign(by_sign))
    md.inline.ruler2.disable("fragments_join")


def _by_sign(rules: dict[str, list[InlineRule]]) -> InlineRule:
    """Make one rule of those that begin with a sign, so that each sign is offered only to its own."""
    none: list[InlineRule] = []

    def chosen(state: StateInline, silent: bool) -> bool:
        return any(rule(state, silent) for rule in rules.get(state.src[state.pos], none))

    return chosen


def _noting(name: str, rule: InlineRule) -> InlineRule:
    def noting(state: StateInline, silent: bool) -> bool:
        spans: Spans | None = state.env.get(SPANS)
        if silent or spans is None:
            return rule(state, silent)
        spans.state = spans.state or state
        if state is not spans.state:  # the text of an image
            return rule(state, silent)
        start = state.pos
        if not rule(state, silent):
            return False
        label = -1
        if name in ("link", "image"):
            label = state.md.helpers.parseLinkLabel(state, start + (name == "image"), name == "link")
        _note(spans, name, state, start, label)
        return True

    return noting


def _note(spans: Spans, name: str, state: StateInline, start: int, label: int) -> None:
    end = state.pos
    raw = state.src[start:end]
    if name in _EMPHASIS:
        spans.runs.append((start, _last(state.tokens, end - start)))
    elif name == "link":
        spans.marks += Mark(start, start + 1, "open"), Mark(label, end, "close")
    elif name == "image":
        spans.marks.append(Mark(start, end, "picture"))
        spans.alts.append((start + 2, label))
    elif name == "newline":
        hard = bool(state.tokens) and state.tokens[-1].type == "hardbreak"
        while start > 0 and state.src[start - 1] == " ":
            start -= 1
        spans.marks.append(Mark(start, end, "break" if hard else "space"))
    elif name == "escape":
        hard = raw[1:2] == "\n"  # goes with the words about it: with none behind it, it would be a backslash
        spans.marks.append(Mark(start, end, "text", "\n" if hard else state.tokens[-1].content))
    elif name == "entity":
        spans.marks.append(Mark(start, end, "text", state.tokens[-1].content))
    elif name == "backticks" and state.pending:  # they open no code
        return
    elif name == "html_inline":
        if raw.startswith("<!--") and state.src[start - 1 : start] == " " == state.src[end : end + 1]:
            start -= 1  # of the spaces on both sides of what is not seen, one is seen
        spans.marks.append(Mark(start, end, "break" if _BREAK_TAG.match(raw) else "gap"))
    else:
        spans.marks.append(Mark(start, end, "gap" if name == "passed" else "kept"))


def _last(tokens: list[Token], size: int) -> list[Token]:
    """Return the last tokens, which hold so many characters."""
    found: list[Token] = []
    while size > 0 and len(found) < len(tokens):
        token = tokens[-1 - len(found)]
        token.meta["size"] = len(token.content)  # which is lost when it turns out to be markup
        found.append(token)
        size -= len(token.content)
    return found[::-1]


def _template(state: StateInline, silent: bool) -> bool:
    return _matched(_TEMPLATE, state, silent)


def _passed(state: StateInline, silent: bool) -> bool:
    return _matched(_PASSED, state, silent)


def _matched(pattern: Any, state: StateInline, silent: bool) -> bool:
    match = pattern.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("text_special", "", 0).content = match.group()
    state.pos = match.end()
    return True


class Inline(NamedTuple):
    """The sentence of a block and the texts of its images. Units: code points of the block's content."""

    located: Located | None
    alts: list[tuple[int, int]]


def read(content: str, md: MarkdownIt, env: dict[str, Any], escape: Callable[[str, str], str]) -> Inline:
    """Read the content of a block."""
    if not _MARKED.search(content):
        breaks = [Mark(match.start(), match.end(), "space") for match in _LINE_END.finditer(content)]
        return Inline(_located(content, breaks, escape), [])
    if (simple := _simple(content)) is not None:
        return Inline(_located(content, simple, escape), [])
    spans = Spans()
    md.inline.parse(content, md, {**env, SPANS: spans}, [])
    spans.state = None  # which leads back to these: such rings are only found and freed much later
    marks = _whole_codes(content, sorted([*spans.marks, *_delimiters(spans)]))
    return Inline(_located(content, marks, escape), spans.alts)


def _simple(content: str) -> list[Mark] | None:
    """Return the marks of a text that holds no other markup than the simplest; None where it may hold other."""
    if _BROKEN.search(content):
        return None
    marks: list[Mark] = []
    at = 0
    for match in _SIMPLE.finditer(content):
        start, end = match.span()
        if start != at:
            return None
        at = end
        kind = match.lastgroup
        if kind == "kept" or kind == "space":
            marks.append(Mark(start, end, kind))
        elif kind == "link":
            marks += Mark(start, start + 1, "open"), Mark(content.index("](", start), end, "close")
        elif kind == "em":
            single = match.end("sign") - match.start("sign") == 1
            marks += [] if single else [Mark(start, start + 1, "gap")]
            marks.append(Mark(match.end("sign") - 1, match.end("sign"), "open"))
            marks.append(Mark(end - (1 if single else 2), end - (0 if single else 1), "close"))
            marks += [] if single else [Mark(end - 1, end, "gap")]
    return marks if at == len(content) else None


def _delimiters(spans: Spans) -> list[Mark]:
    """Return the emphasis signs that turned out to be markup."""
    made = []
    for start, tokens in spans.runs:
        at = start
        for token in tokens:
            size = token.meta.get("size", 1)
            if token.type != "text":
                made.append(Mark(at, at + size, "open" if token.nesting == 1 else "close"))
            elif not token.content:
                made.append(Mark(at, at + size, "gap"))
            at += size
    return made


def _whole_codes(content: str, marks: list[Mark]) -> list[Mark]:
    """Make one kept mark of an element like <kbd> with what it holds."""
    closing: dict[str, list[int]] = {}
    for number, mark in enumerate(marks):
        if mark.what == "gap" and (tag := _CODE_END.match(content, mark.start)):
            closing.setdefault(tag[1].lower(), []).append(number)
    if not closing:
        return marks
    made: list[Mark] = []
    until = 0
    for number, mark in enumerate(marks):
        if mark.start < until:
            continue
        tag = _CODE_TAG.match(content, mark.start) if mark.what == "gap" else None
        ends = closing.get(tag[1].lower(), []) if tag else []
        at = bisect_right(ends, number)
        made.append(Mark(mark.start, marks[ends[at]].end, "kept") if at < len(ends) else mark)
        until = made[-1].end
    return made


def _located(content: str, marks: list[Mark], escape: Callable[[str, str], str]) -> Located | None:
    texts: list[str] = []
    pieces: list[Piece] = []
    pictures: set[int] = set()
    length = at = 0
    opened = -1

    def add(text: str, first: int, last: int, plain: bool, kind: str = "") -> None:
        nonlocal length
        pieces.append(Piece(length, length + len(text), first, last, plain, kind))
        texts.append(text)
        length += len(text)

    for mark in [*marks, Mark(len(content), len(content), "end")]:
        if at < mark.start:
            add(content[at : mark.start], at, mark.start, True)
        if mark.what == "open":
            opened = len(pieces)
        elif mark.what == "close" and 0 <= opened < len(pieces):
            pieces[opened:] = [piece._replace(wrapped=True) for piece in pieces[opened:]]
        if mark.what in ("close", "gap", "kept", "picture", "break"):
            opened = -1
        if mark.what in ("kept", "picture"):
            pictures |= {len(pieces)} if mark.what == "picture" else set()
            add(OBJECT, mark.start, mark.end, False, KEPT)
        elif mark.what == "break":
            add("\n", mark.start, mark.end, False, KEPT)
        elif mark.what == "space":
            add(" ", mark.start, mark.end, False)
        elif mark.what == "text":
            add(mark.text, mark.start, mark.end, False)
        at = max(at, mark.end)
    return _trimmed(texts, pieces, pictures, escape)


def _trimmed(
    texts: list[str], pieces: list[Piece], pictures: set[int], escape: Callable[[str, str], str]
) -> Located | None:
    """Leave out white space and images at the ends."""
    first, last = 0, len(texts)
    while first < last and (texts[first].isspace() or first in pictures):
        first += 1
    while first < last and (texts[last - 1].isspace() or last - 1 in pictures):
        last -= 1
    texts, pieces = texts[first:last], pieces[first:last]
    if not any(p.kind != KEPT and not t.isspace() for t, p in zip(texts, pieces, strict=True)):
        return None
    head = len(texts[0]) - len(texts[0].lstrip(" \t")) if pieces[0].plain else 0
    tail = len(texts[-1]) - len(texts[-1].rstrip(" \t")) if pieces[-1].plain else 0
    if head:
        pieces[0] = pieces[0]._replace(start=pieces[0].start + head, first=pieces[0].first + head)
    if tail:
        pieces[-1] = pieces[-1]._replace(end=pieces[-1].end - tail, last=pieces[-1].last - tail)
    text = "".join(texts)
    if shift := pieces[0].start:
        pieces = [p._replace(start=p.start - shift, end=p.end - shift) for p in pieces]
    return Located(text[head : len(text) - tail], pieces, len, escape)
