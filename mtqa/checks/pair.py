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
from functools import partial
from typing import Any, NamedTuple

from mtqa import rx
from mtqa.checks.chunk import CONTEXT, Chunk, Found, Hit
from mtqa.fold import fold
from mtqa.model import Edit, Rule
from mtqa.nodes import Node
from mtqa.schema import NUMBER, Choice, Report
from mtqa.textview import TextView, plain_view

FINDS = ("mixed", "uneven", "foreign", "stray", "spaced", "orphan", "nested")
FIELDS = {"find": Choice(FINDS), "delimiters": Choice(("quotes", "brackets")), "across": NUMBER}

QUOTES = {"“": "”", "«": "»", "„": "“", '"': '"', "‹": "›"}
BRACKETS = {"(": ")", "[": "]", "{": "}"}
DEEPEST = 32
"""So many open delimiters are looked through for the one that a delimiter closes; prose has a few."""
_FOREIGN = frozenset("«»„‹›")
_ENGLISH = frozenset('“”"')
_TOKENS = {
    "quotes": rx.compile(r'[“”«»„"‹›]'),
    "brackets": rx.compile(
        r"(?P<skip>(?<!\w)[:;=]-?[()\[\]])|(?P<item>(?<![\w)])(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)(?=\s))|[()\[\]{}]"
    ),
}
_EYES = b":;="
_BRACKETS = b"()[]{}"
_EYE_AND_MOUTH = rx.compile(rb"[:;=][()\[\]]")
_NO_BRACKETS = bytes(range(256)).translate(None, _BRACKETS + _EYES)
_NO_QUOTES = bytes(range(256)).translate(None, fold("".join({*QUOTES, *QUOTES.values()})))
_IN_TURN = fold("“”")
_FACE = rx.compile(r"[:;=]-?[()\[\]]")
_LITERALS: Mapping[str, Sequence[str]] = {
    "mixed": "«»„‹›",
    "uneven": "“”",
    "foreign": "«»„‹›",
    "stray": "«»„‹›",
    "spaced": ("“ ", ' " '),
    "orphan": "“”",
    "nested": "“”«»",
}


class Token(NamedTuple):
    """One delimiter. `marker`: it may end a list number such as "a)". Units: offset of the plain view."""

    at: int
    char: str
    may_open: bool
    may_close: bool
    marker: bool = False


class Pairing(NamedTuple):
    """How the delimiters of a text pair off."""

    pairs: tuple[tuple[Token, Token], ...]
    unclosed: tuple[Token, ...]
    unopened: tuple[Token, ...]
    nested: tuple[Token, ...]


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
    brackets = rule.options["delimiters"] == "brackets"
    segments = _with_brackets(chunk, rule) if brackets else _with_quotes(chunk, rule, found)
    for segment in segments:
        view = chunk.view(segment)
        pairing = _pairing(chunk, segment, rule)
        for start, end, edits in finder(chunk, rule, segment, view, pairing):
            first, last = view.original(start, end)
            mended = tuple(Edit(*view.original(e.start, e.end), e.text) for e in edits) or None
            yield Hit(segment, first, last, edits=mended)


def _with_quotes(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> list[int]:
    """Return the segments whose quotation marks are worth a look: not “ and ” in turn, but for spaces inside."""
    segments = sorted({spot[0] for spot in found})
    if rule.options["find"] == "spaced":
        return segments
    signs = (chunk.memo(("signs of quotes", i), partial(_signs, chunk, i, _NO_QUOTES)) for i in segments)
    return [i for i, given in zip(segments, signs, strict=True) if given != _IN_TURN * (len(given) // 2)]


def _signs(chunk: Chunk, segment: int, others: bytes) -> bytes:
    """Return what is left of a segment's folded text without all others."""
    starts = chunk.target.starts
    return chunk.target.folded[starts[segment] : starts[segment + 1] - 1].translate(None, others)


def _with_brackets(chunk: Chunk, rule: Rule) -> list[int]:
    """Return the segments with brackets that are worth a look."""
    signs: Sequence[tuple[int, bytes]] = chunk.memo("brackets", lambda: _brackets(chunk))
    if rule.options["find"] == "spaced":
        return [i for i, _ in signs if not _has_no_space(chunk.folded(i))]
    return [i for i, given in signs if not _is_plainly_paired(given, chunk, i)]


def _brackets(chunk: Chunk) -> Sequence[tuple[int, bytes]]:
    """Return the brackets of each segment that has some, in order, with the eyes that emoticons have."""
    segments = sorted({i for sign in _BRACKETS for i in chunk.target.with_sign(bytes([sign]))})
    return [(i, _signs(chunk, i, _NO_BRACKETS)) for i in segments]


def _has_no_space(text: str) -> bool:
    """Tell whether no bracket has a space inside."""
    return not any(sign in text for sign in ("( ", " )", "[ ", " ]", "{ ", " }"))


def _is_plainly_paired(signs: bytes, chunk: Chunk, segment: int) -> bool:
    """Tell whether brackets stand in simple pairs, none within another, and are no emoticons: nearly always."""
    left = signs.translate(None, _EYES)
    for pair in (b"()", b"[]", b"{}"):
        left = left.replace(pair, b"")
    if left:
        return False
    if not _EYE_AND_MOUTH.search(signs):
        return True
    return not _FACE.search(chunk.folded(segment))


def _pairing(chunk: Chunk, segment: int, rule: Rule) -> Pairing:
    kind = rule.options["delimiters"]
    pairing: Pairing = chunk.memo((kind, segment), lambda: pair_off(chunk.view(segment).plain, kind))
    return pairing


def tokens(text: str, kind: str) -> Iterator[Token]:
    """Yield the delimiters of `text` with what each may do there."""
    for m in _TOKENS[kind].finditer(text):
        char, at = m.group(), m.start()
        if kind == "brackets":
            if m["item"]:
                yield Token(m.end() - 1, ")", False, True, marker=True)
            elif not m["skip"]:
                yield Token(at, char, char in BRACKETS, char not in BRACKETS)
            continue
        before = text[at - 1] if at else " "
        after = text[at + 1] if at + 1 < len(text) else " "
        if char == '"':
            if before.isdigit() and not after.isalnum():
                yield Token(at, char, False, True)
                continue
            yield Token(at, char, not (before.isalnum() or before in ".,!?;:…"), not after.isalnum())
        elif char in "“”":
            outside_left = before.isspace() or before in "([—–-/«„"
            yield Token(at, char, char == "“" or (outside_left and after.isalnum()), True)
        else:
            yield Token(at, char, char in QUOTES, char not in QUOTES)


def pair_off(text: str, kind: str) -> Pairing:
    """Pair the delimiters of a text by a stack."""
    closers = QUOTES if kind == "quotes" else BRACKETS
    stack: list[Token] = []
    pairs: list[tuple[Token, Token]] = []
    unopened: list[Token] = []
    unclosed: list[Token] = []
    nested: list[Token] = []
    for token in tokens(text, kind):
        partner = _partner(stack, token, closers, text)
        if partner is not None:
            unclosed += stack[partner + 1 :]
            pairs.append((stack[partner], token))
            del stack[partner:]
        elif token.may_open:
            nested += [token] if stack and stack[-1].char == token.char and token.char != '"' else []
            stack.append(token)
        elif token.marker:
            continue
        elif stack and token.char != '"':
            pairs.append((stack.pop(), token))
        elif token.char != '"' or not text[token.at - 1 : token.at].isdigit():
            unopened.append(token)
    return Pairing(tuple(pairs), tuple(sorted(unclosed + stack)), tuple(unopened), tuple(nested))


def _partner(stack: Sequence[Token], token: Token, closers: Mapping[str, str], text: str) -> int | None:
    """Return which open delimiter `token` closes, None if it closes none of its own kind."""
    for i in reversed(range(max(0, len(stack) - DEEPEST), len(stack))):
        opener = stack[i].char
        if opener == token.char == '"':
            return i if token.may_close or not token.may_open else None
        if closers.get(opener) == token.char and opener != '"' and token.char != "“":
            return i
        if opener == "„" and token.char == "“":
            return i
    return _wrong_way(stack, token, text)


def _wrong_way(stack: Sequence[Token], token: Token, text: str) -> int | None:
    """See “text“, ”text” and “text" as pairs: the second stands where only a closing mark can."""
    if not stack or token.char not in '“”"':
        return None
    after, before = text[token.at + 1 : token.at + 2], text[token.at - 1 : token.at]
    closes_here = (not after or after.isspace() or after in ",.;:!?)") and before and not before.isspace()
    if not closes_here or stack[-1].char not in '“”"«':
        return None
    return len(stack) - 1


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
