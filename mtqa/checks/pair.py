"""`kind: pair`: quotation marks and brackets that do not belong together.

    find: mixed           # mixed | uneven | foreign | stray | spaced | orphan | nested
    delimiters: quotes    # quotes | brackets
    fix: {pair: true, safety: safe}

- mixed: opened by the mark of one language and closed by that of another (“ text », "text »), or (text].
- uneven: straight on one side and curly on the other ("text”), or turned the wrong way (“text“).
- foreign: guillemets or low quotes in a text that wants “ ” (« text », „text“).
- stray: a guillemet or low quote without its other half; it may close what an earlier segment opened.
- spaced: spaces inside (“ text ”, ( text )).
- orphan: opened and never closed, or the reverse. A quotation may run over several segments: it is no orphan where
  its other half stands within `across` segments, or where each paragraph opens anew.
- nested: a pair straight inside a pair of the same kind.

Apostrophes, feet and inches (6' 2"), emoticons and list numbers such as "a)" are left alone. The fix writes the
quotes of the segment: straight ones where it has straight ones, else “ ”.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from mtqa.checks.chunk import CONTEXT, Chunk, Found, Hit
from mtqa.checks.pair_signs import with_brackets, with_quotes
from mtqa.checks.pairing import BRACKETS, QUOTES, Pairing, Token, pair_off
from mtqa.fold import fold
from mtqa.model import Edit, Rule
from mtqa.nodes import Node
from mtqa.schema import NUMBER, Choice, Report
from mtqa.textview import TextView, plain_view

FINDS = ("mixed", "uneven", "foreign", "stray", "spaced", "orphan", "nested")
FIELDS = {"find": Choice(FINDS), "delimiters": Choice(("quotes", "brackets")), "across": NUMBER}

_FOREIGN = frozenset("«»„‹›")
_ENGLISH = frozenset('“”"')
_LITERALS: Mapping[str, Sequence[str]] = {
    "mixed": "«»„‹›",
    "uneven": "“”",
    "foreign": "«»„‹›",
    "stray": "«»„‹›",
    "spaced": ("“ ", ' " '),
    "orphan": "“”",
    "nested": "“”«»",
}


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Choose the delimiters whose presence makes a segment worth a look."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    kind = raw.get("delimiters", "quotes")
    across = raw.get("across", 6)
    if across > CONTEXT:
        report.add(node.get("across") or node, f"`across` is at most {CONTEXT}")
    options = {"find": raw["find"], "delimiters": kind, "across": across}
    if kind == "brackets":
        return options | {"whole": True, "literals": []}
    return options | {"literals": sorted(fold(c).decode("latin-1") for c in _LITERALS[raw["find"]])}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the delimiters of a segment that do not pair as they should."""
    finder = _FINDERS[rule.options["find"]]
    brackets, find = rule.options["delimiters"] == "brackets", rule.options["find"]
    for segment in with_brackets(chunk, find) if brackets else with_quotes(chunk, find, found):
        view = chunk.view(segment)
        pairing = _pairing(chunk, segment, rule)
        for start, end, edits in finder(chunk, rule, segment, view, pairing):
            first, last = view.original(start, end)
            mended = tuple(Edit(*view.original(e.start, e.end), e.text) for e in edits) or None
            yield Hit(segment, first, last, edits=mended)


def _pairing(chunk: Chunk, segment: int, rule: Rule) -> Pairing:
    kind = rule.options["delimiters"]
    pairing: Pairing = chunk.memo((kind, segment), lambda: pair_off(chunk.view(segment).plain, kind))
    return pairing


Spot = tuple[int, int, tuple[Edit, ...]]


def _mixed(chunk: Chunk, rule: Rule, segment: int, view: TextView, pairing: Pairing) -> Iterator[Spot]:
    kind = rule.options["delimiters"]
    closers = QUOTES if kind == "quotes" else BRACKETS
    english = rule.options["find"] == "uneven"
    for opener, closer in pairing.pairs:
        if closers.get(opener.char) != closer.char and ({opener.char, closer.char} <= _ENGLISH) == english:
            edits = _mend(view.plain, opener, closer, _style(view.plain)) if kind == "quotes" else ()
            yield opener.at, closer.at + 1, edits


def _foreign(chunk: Chunk, rule: Rule, segment: int, view: TextView, pairing: Pairing) -> Iterator[Spot]:
    for opener, closer in pairing.pairs:
        if opener.char in _FOREIGN and QUOTES[opener.char] == closer.char:
            marks = "‘’" if opener.char == "‹" else _style(view.plain)
            yield opener.at, closer.at + 1, _mend(view.plain, opener, closer, marks)


def _stray(chunk: Chunk, rule: Rule, segment: int, view: TextView, pairing: Pairing) -> Iterator[Spot]:
    for token in (*pairing.unclosed, *pairing.unopened):
        if token.char in _FOREIGN:
            mark = _style(view.plain)[0 if token.may_open else 1]
            start, end = _with_spaces(view.plain, token, token.may_open)
            yield token.at, token.at + 1, (Edit(start, end, mark),)


def _spaced(chunk: Chunk, rule: Rule, segment: int, view: TextView, pairing: Pairing) -> Iterator[Spot]:
    closers = QUOTES if rule.options["delimiters"] == "quotes" else BRACKETS
    for opener, closer in pairing.pairs:
        if closers.get(opener.char) != closer.char or opener.char in _FOREIGN or closer.at - opener.at < 4:
            continue
        left, right = view.plain[opener.at + 1], view.plain[closer.at - 1]
        sure = opener.char != '"' or len(pairing.pairs) == 1
        if left == " " and right == " " and sure:
            yield opener.at, closer.at + 1, _mend(view.plain, opener, closer, opener.char + closer.char)


def _nested(chunk: Chunk, rule: Rule, segment: int, view: TextView, pairing: Pairing) -> Iterator[Spot]:
    closed = {opener for opener, closer in pairing.pairs}
    yield from ((t.at, t.at + 1, ()) for t in pairing.nested if t in closed)


def _orphan(chunk: Chunk, rule: Rule, segment: int, view: TextView, pairing: Pairing) -> Iterator[Spot]:
    for loose, step in ((pairing.unclosed, 1), (pairing.unopened, -1)):
        own = [token for token in loose if token.char not in _FOREIGN]
        if own and not _other_half(chunk, rule, segment, step):
            yield from ((token.at, token.at + 1, ()) for token in own)


def _other_half(chunk: Chunk, rule: Rule, segment: int, step: int) -> bool:
    """Tell whether a segment nearby has the loose end that this one lacks."""
    kind = rule.options["delimiters"]
    for number, text in enumerate(chunk.around(segment, step)):
        if number >= rule.options["across"]:
            break
        other = pair_off(plain_view(text).plain, kind)
        if other.unopened if step > 0 else other.unclosed:
            return True
        if step > 0 and number == 0 and text.lstrip()[:1] in QUOTES:  # each paragraph of a long quotation opens anew
            return True
    return False


def _style(text: str) -> str:
    """Choose the marks to write: straight where the segment has straight ones, else curly."""
    return '""' if '"' in text else "“”"


def _mend(text: str, opener: Token, closer: Token, marks: str) -> tuple[Edit, ...]:
    first = _with_spaces(text, opener, opening=True)
    last = _with_spaces(text, closer, opening=False)
    if first[1] > last[0]:
        return ()
    edits = Edit(*first, marks[0]), Edit(*last, marks[1])
    return tuple(e for e in edits if text[e.start : e.end] != e.text)


def _with_spaces(text: str, token: Token, opening: bool) -> tuple[int, int]:
    """Return the span of a delimiter with the spaces on its inner side."""
    start, end = token.at, token.at + 1
    while opening and text[end : end + 1] == " ":
        end += 1
    while not opening and start and text[start - 1] == " ":
        start -= 1
    return start, end


_FINDERS = {
    "mixed": _mixed,
    "uneven": _mixed,
    "foreign": _foreign,
    "stray": _stray,
    "spaced": _spaced,
    "orphan": _orphan,
    "nested": _nested,
}
