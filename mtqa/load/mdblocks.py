"""Find the blocks of a Markdown text that hold sentences, and where each of their characters stands (markdown-it-py).

The parser tells lines, not columns. So its rules are wrapped: when one has read a block, it is known where in each line
the text of that block begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

import regex
from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, heading, html_block, lheading, paragraph, table
from markdown_it.token import Token

from mtqa.load.mdinline import hook

RuleFunction = Callable[[StateBlock, int, int, bool], bool]

DEEPEST = 100
_BLANK = " \t\r\n"
_DIRECTIVE = regex.compile(r" {0,3}:::")
_NOTE = regex.compile(r" {0,3}\[\^[^\]\s]++\]:[ \t]*+")
_CELL_END = regex.compile(r"(?<!\\)\|")
_ROLES = {
    "heading_open": "heading",
    "blockquote_open": "quote",
    "list_item_open": "item",
    "th_open": "cell",
    "td_open": "cell",
}
_PARAGRAPH = ["paragraph", "reference", "blockquote", "list"]


class MdBlock(NamedTuple):
    """Text of a block. Units: places[i] and ends[i], where its code point i begins and ends in the Markdown."""

    content: str
    role: str
    html: bool
    places: list[int]
    ends: list[int]


@dataclass(slots=True)
class _Lines:
    """The place of each code point of a block's content, as it is gathered."""

    places: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, first: int, last: int) -> None:
        self.places.append(first)
        self.ends.append(last)


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Make the parser: CommonMark, tables, struck text, and what static sites add."""
    md = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    md.core.ruler.enableOnly(["normalize", "block"])
    block = md.block.ruler
    block.at("table", _placed(table), {"alt": ["paragraph", "reference"]})
    block.at("heading", _placed(heading), {"alt": _PARAGRAPH[:3]})
    block.at("html_block", _placed(html_block), {"alt": _PARAGRAPH[:3]})
    block.at("lheading", _placed(lheading))
    block.at("paragraph", _placed(paragraph))
    block.before("table", "directive", _directive, {"alt": _PARAGRAPH})
    block.before("table", "footnote", _placed(_footnote), {"alt": _PARAGRAPH})
    hook(md)
    return md


def blocks(text: str, env: dict[str, Any]) -> Iterator[MdBlock]:
    """Yield the blocks with text, in order; `env` receives the link references. Line ends are "\\n"."""
    roles = ["body"]
    for token in parser().parse(text, env):
        if token.nesting == 1:
            roles.append(_ROLES.get(token.type, roles[-1]))
        elif token.nesting == -1:
            roles.pop()
        elif token.type in ("inline", "html_block") and token.content.strip():
            places: _Lines | None = token.meta.get("places")
            if places:
                yield MdBlock(token.content, roles[-1], token.type == "html_block", places.places, places.ends)


def _placed(rule: RuleFunction) -> RuleFunction:
    """Make a rule note where the texts of its tokens stand."""

    def placing(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        before = len(state.tokens)
        if not rule(state, start, end, silent):
            return False
        cells: dict[int, Iterator[tuple[int, int]]] = {}
        for token in [] if silent else state.tokens[before:]:
            if token.type not in ("inline", "html_block") or "places" in token.meta or not token.map:
                continue
            line = token.map[0]
            if rule is table:
                if line not in cells:
                    cells[line] = _cells(state, line)
                token.meta["places"] = _cell_places(state.src, token.content, next(cells[line], (0, 0)))
            elif rule is heading:
                token.meta["places"] = _heading_places(state, token, line)
            else:
                token.meta["places"] = _line_places(state, token, line)
        return True

    return placing


def _line_places(state: StateBlock, token: Token, first: int) -> _Lines | None:
    """Each line of the content is the end of its line in the text, but for white space about it."""
    found = _Lines()
    parts = token.content.split("\n")
    for number, part in enumerate(parts):
        line = first + number
        if line >= len(state.eMarks):  # after the last line end
            break
        begin, end = state.bMarks[line], state.eMarks[line]
        shown = part.strip(_BLANK)
        last = begin + len(state.src[begin:end].rstrip(_BLANK))
        start = last - len(shown)
        if start < begin or state.src[start:last] != shown:
            return None
        ahead = len(part) - len(part.lstrip(_BLANK)) if shown else len(part)
        at = start - ahead
        if begin <= at and at + len(part) <= end:
            found.places.extend(range(at, at + len(part)))
            found.ends.extend(range(at + 1, at + 1 + len(part)))
        else:  # a tab that reads as spaces
            for i in range(len(part)):
                place = min(max(at + i, begin), end)
                found.add(place, min(place + 1, end))
        if number + 1 < len(parts):
            found.add(end, min(end + 1, len(state.src)))
    return found


def _heading_places(state: StateBlock, token: Token, line: int) -> _Lines:
    at = state.bMarks[line] + state.tShift[line]
    while state.src[at : at + 1] == "#":
        at += 1
    while state.src[at : at + 1] in (" ", "\t") and at < state.eMarks[line]:
        at += 1
    size = range(len(token.content))
    return _Lines([at + i for i in size], [at + i + 1 for i in size])


def _cells(state: StateBlock, line: int) -> Iterator[tuple[int, int]]:
    """Yield where the cells of a table row stand, without the empty ones outside its bars."""
    begin, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    row = state.src[begin:end]
    begin += len(row) - len(row.lstrip(_BLANK))
    row = row.strip(_BLANK)
    cuts = [match.start() for match in _CELL_END.finditer(row)]
    spans = list(zip([0, *(cut + 1 for cut in cuts)], [*cuts, len(row)], strict=True))
    if spans and spans[0][0] == spans[0][1]:
        spans.pop(0)
    if spans and spans[-1][0] == spans[-1][1]:
        spans.pop()
    return iter([(begin + first, begin + last) for first, last in spans])


def _cell_places(text: str, content: str, span: tuple[int, int]) -> _Lines | None:
    at, end = span
    while at < end and text[at] in _BLANK:
        at += 1
    found = _Lines()
    for sign in content:
        wide = 2 if sign == "|" and text[at : at + 2] == "\\|" else 1
        if text[at + wide - 1 : at + wide] != sign or at >= end:
            return None
        found.add(at, at + wide)
        at += wide
    return found


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Pass over a line that begins or ends a container (`::: note`)."""
    if state.is_code_block(start) or not _DIRECTIVE.match(state.src, state.bMarks[start] + state.tShift[start]):
        return False
    if not silent:
        state.line = start + 1
    return True


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read the text of a footnote as a paragraph."""
    mark = _NOTE.match(state.src, state.bMarks[start] + state.tShift[start], state.eMarks[start])
    if mark is None or state.is_code_block(start):
        return False
    if silent:
        return True
    state.bMarks[start], state.tShift[start] = mark.end(), 0
    return paragraph(state, start, end, False)
