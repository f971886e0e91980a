"""How quotation marks and brackets of a text belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from mtqa import rx

QUOTES = {"“": "”", "«": "»", "„": "“", '"': '"', "‹": "›"}
BRACKETS = {"(": ")", "[": "]", "{": "}"}
DEEPEST = 32
"""So many open delimiters are looked through for the one that a delimiter closes; prose has a few."""
_TOKENS = {
    "quotes": rx.compile(r'[“”«»„"‹›]'),
    "brackets": rx.compile(
        r"(?P<skip>(?<!\w)[:;=]-?[()\[\]])|(?P<item>(?<![\w)])(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})\)(?=\s))|[()\[\]{}]"
    ),
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
