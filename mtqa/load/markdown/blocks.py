"""Find the blocks of a Markdown text that hold sentences, and where each of their characters stands (markdown-it-py).

The parser tells lines, not columns. So its rules are wrapped: when one has read a block, it is known where in each line
the text of that block begins.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    fence,
    heading,
    hr,
    html_block,
    lheading,
    list_block,
    paragraph,
    reference,
    table,
)
from markdown_it.token import Token

from mtqa import rx
from mtqa.load.markdown.inline import hook

RuleFunction = Callable[[StateBlock, int, int, bool], bool]

DEEPEST = 100
DEEPEST_INLINE = 20
"""Units: blocks in blocks, and brackets in brackets: of unclosed ones each is read as often as it is deep."""
_BLANK = " \t\r\n"
_QUOTES = "\"'“‘«("
_FOUND = "mtqa blocks"
_DIRECTIVE = rx.compile(r" {0,3}:::")
_NOTE = rx.compile(r" {0,3}\[\^[^\]\s]++\]:[ \t]*+")
_CELL_END = rx.compile(r"(?<!\\)\|")
_ROLES = {
    "heading_open": "heading",
    "blockquote_open": "quote",
    "list_item_open": "item",
    "th_open": "cell",
    "td_open": "cell",
}
_ENDED = ["paragraph", "reference", "blockquote", "list"]
"""Blocks that may be ended by the beginning of another; the first so many of them."""


class MdBlock(NamedTuple):
    """Text of a block. Units: places[i] and ends[i], where its code point i begins and ends in the Markdown."""

    content: str
    role: str
    html: bool
    places: Sequence[int]
    ends: Sequence[int]


class _Places(NamedTuple):
    """Where each code point of a block's content begins and ends: a range of the Markdown, or one by one."""

    places: Sequence[int]
    ends: Sequence[int]


@lru_cache(maxsize=1)
def parser() -> MarkdownIt:
    """Make the parser of a block's content: CommonMark, struck text, and what static sites add."""
    md = MarkdownIt("commonmark", {"maxNesting": DEEPEST_INLINE}).enable(["strikethrough"])
    hook(md)
    return md


@lru_cache(maxsize=1)
def _block_parser() -> MarkdownIt:
    """Make the parser of blocks: CommonMark, tables, and what static sites add."""
    md = MarkdownIt("commonmark", {"maxNesting": DEEPEST}).enable(["table"])
    md.core.ruler.enableOnly(["block"])
    block = md.block.ruler
    for name, rule, signs, enders in (
        ("fence", fence, "`~", 4), ("blockquote", blockquote, ">", 4), ("hr", hr, "*-_", 4),
        ("list", list_block, "*-+0123456789", 3), ("reference", reference, "[", 0),
        ("html_block", _placed(html_block), "<", 3), ("heading", _placed(heading), "#", 3),
    ):  # fmt: skip
        block.at(name, _for_signs(rule, signs), {"alt": _ENDED[:enders]})
    block.before("table", "take", _take)
    block.at("table", _placed(table), {"alt": ["paragraph", "reference"]})
    block.at("lheading", _placed(lheading))
    block.at("paragraph", _placed(paragraph))
    block.before("table", "directive", _directive, {"alt": _ENDED})
    block.before("table", "footnote", _placed(_footnote), {"alt": _ENDED})
    return md


class Blocks:
    """What is found in a Markdown text whose line ends are "\n": the blocks with text, in order.

    `begun`: whether there is any block, with text or not. `last`: where the last block begins that lies in no other and
    has another and a blank line before it, 0 if none does; and `before`: how many of `found` stand before it.
    """

    def __init__(self) -> None:
        self.found: list[MdBlock] = []
        self.begun = False
        self.last = self.before = 0
        self._roles = ["body"]

    def begin(self, text: str, at: int) -> None:
        """Note where a block begins that lies in no other."""
        if self.begun and not text[text.rfind("\n", 0, at - 1) + 1 : at].strip(_BLANK):
            self.last, self.before = at, len(self.found)
        self.begun = True

    def take(self, tokens: list[Token]) -> None:
        """Take what tokens tell of blocks with text, and drop them: a file makes more than can be kept."""
        roles = self._roles
        for token in tokens:
            if token.nesting == 1:
                roles.append(_ROLES.get(token.type, roles[-1]))
            elif token.nesting == -1:
                roles.pop()
            elif token.type in ("inline", "html_block") and token.content.strip():
                places: _Places | None = token.meta.get("places")
                if places:
                    self.found.append(MdBlock(token.content, roles[-1], token.type == "html_block", *places))
        tokens.clear()


def blocks(text: str, env: dict[str, Any]) -> Blocks:
    """Find the blocks with text; `env` receives the link references. Line ends are "\n"."""
    found = Blocks()
    rest = _block_parser().parse(text, {**env, _FOUND: found, "references": env.setdefault("references", {})})
    found.take(rest)
    return found


def _take(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take the blocks that have ended, and the paragraphs that begin here if they are of letters line by line."""
    found: Blocks = state.env[_FOUND]
    found.take(state.tokens)
    if state.level:
        return False
    found.begin(state.src, state.src.rfind("\n", 0, state.bMarks[start]) + 1)
    line = start
    while last := _prose(state, line, end):
        begin = state.bMarks[line]
        if line > start:
            found.begin(state.src, begin)
        content = mdTrim(state.src[begin : state.eMarks[last - 1]])
        found.found.append(MdBlock(content, "body", False, *_stretch(begin, len(content))))
        state.line = last
        line = state.skipEmptyLines(last)
    return state.line > start


def _prose(state: StateBlock, first: int, end: int) -> int:
    """Return the line behind a paragraph whose lines all begin with what begins no markup; 0 if there is none."""
    line = first
    while line < end and state.tShift[line] == 0:
        sign = state.src[state.bMarks[line]]
        if not (sign.isalpha() or sign in _QUOTES):
            break
        line += 1
    return line if line > first and (line >= end or state.isEmpty(line)) else 0


def _for_signs(rule: RuleFunction, signs: str) -> RuleFunction:
    """Ask a rule only where a line begins with a sign that it can begin with, which is quicker."""

    def asked(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 1] in signs and rule(state, start, end, silent)

    return asked


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


def _line_places(state: StateBlock, token: Token, first: int) -> _Places | None:
    """Find each line of the content: it is the end of its line in the text, but for white space about it."""
    begin = state.bMarks[first] + state.tShift[first]
    if state.src.startswith(token.content, begin):
        return _stretch(begin, len(token.content))
    places, ends = array("q"), array("q")
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
            places.extend(range(at, at + len(part)))
            ends.extend(range(at + 1, at + 1 + len(part)))
        else:  # a tab that reads as spaces
            shifted = [min(max(at + i, begin), end) for i in range(len(part))]
            places.extend(shifted)
            ends.extend(min(place + 1, end) for place in shifted)
        if number + 1 < len(parts):
            places.append(end)
            ends.append(min(end + 1, len(state.src)))
    return _Places(places, ends)


def _stretch(begin: int, size: int) -> _Places:
    return _Places(range(begin, begin + size), range(begin + 1, begin + size + 1))


def _heading_places(state: StateBlock, token: Token, line: int) -> _Places:
    at = state.bMarks[line] + state.tShift[line]
    while state.src[at : at + 1] == "#":
        at += 1
    while state.src[at : at + 1] in (" ", "\t") and at < state.eMarks[line]:
        at += 1
    return _stretch(at, len(token.content))


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


def _cell_places(text: str, content: str, span: tuple[int, int]) -> _Places | None:
    at, end = span
    while at < end and text[at] in _BLANK:
        at += 1
    places, ends = array("q"), array("q")
    for sign in content:
        wide = 2 if sign == "|" and text[at : at + 2] == "\\|" else 1
        if text[at + wide - 1 : at + wide] != sign or at >= end:
            return None
        places.append(at)
        ends.append(at + wide)
        at += wide
    return _Places(places, ends)


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
