"""Find the literals that every match of a pattern must contain.

A rule is only looked at where one of its literals stands, so this must be sound: better no literal than a wrong one.
Anything of the syntax that is not understood counts as "could be anything".
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache, reduce

import regex

from mtqa.checks.rarity import EDGE, bare_of, cost, edges_of
from mtqa.fold import SEPARATOR, fold

MOST_STRINGS = 160
LONGEST = 40
_UNSURE = frozenset("ßẞ\U0001df95" + SEPARATOR + EDGE)
_CLASS_ESCAPES = {"d": frozenset(string.digits), "s": frozenset(" ")}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_ZERO_WIDTH = frozenset("bBAZzGmM")
_FLAGS = regex.compile(r"\?[aiLmsurbefwpxV01]*(?:-[imsx]+)?([:)])")
_NO_WORD = regex.compile(r"(?:\\w|\[(?!\^)[^\[\]]*\\w[^\[\]]*\])\)")
_PLAIN = regex.compile(r"[\w ,;:'\"<>=@#&%!/~`°€–—-]{2,36}+(?![?*+{])")
"""Characters in a row that stand for themselves and are not repeated."""
_REPEAT = regex.compile(r"\{(\d*)(,?)(\d*)\}")
Strings = frozenset[str]


@dataclass(frozen=True, slots=True)
class _Info:
    """What is known of a part: all strings it can match, or else a set of which every match holds one."""

    exact: Strings | None = None
    required: Strings | None = None
    further: Strings | None = None  # another set of which every match holds one
    edges: Strings | None = None  # what both its first and its last part must be
    ahead: Strings | None = None  # what must follow it, though it is no part of the match
    endless: bool = False  # it is a repeat without bound, but for parts that may be empty
    nullable: bool = False


_ANYTHING = _Info()
_EMPTY = _Info(exact=frozenset({""}), nullable=True)


class _Unknown(Exception):
    """The rest of the pattern is beyond this reader."""


@lru_cache(maxsize=16384)
def _read(pattern: str) -> tuple[_Info, bool]:
    """Return what is known of a pattern, and whether a repeat without bound stands in another."""
    parser = _Parser(pattern)
    try:
        info = parser.parse()
    except _Unknown:
        return _ANYTHING, False
    return info, parser.nested_repeat


def required_literals(pattern: str) -> tuple[str, ...]:
    """Return literals of which every match of `pattern` contains one; none if that cannot be told."""
    return tuple(sorted(_best([_read(pattern)[0]]) or ()))


def further_literals(pattern: str) -> tuple[str, ...]:
    """Return literals besides the required ones of which every match contains one too; none if there are none."""
    return tuple(sorted({bare_of(lit) for lit in _read(pattern)[0].further or ()}))


def literals_of(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return literals for an alternative of patterns; none if one of them has none."""
    found = [required_literals(p) for p in patterns]
    return tuple(sorted({lit for lits in found for lit in lits})) if all(found) else ()


def backtracks(pattern: str) -> bool:
    """Tell whether a repeat without bound stands directly in another, so that a match can take exponential time."""
    return _read(pattern)[1]


def _best(infos: Iterable[_Info]) -> Strings | None:
    options = [s for i in infos for s in (i.exact, i.required) if s and all(map(bare_of, s))]
    return min(options, key=cost) if options else None


def _cross(a: Strings, b: Strings) -> Strings | None:
    if len(a) * len(b) > MOST_STRINGS:
        return None
    both = frozenset(x + y for x in a for y in b)
    return both if max(map(len, both)) <= LONGEST else None


def _join(parts: list[_Info]) -> _Info:
    """Combine what follows one another."""
    run: Strings = frozenset({""})
    seen: list[_Info] = []
    broken = False
    for part in parts:
        if part.ahead is not None:
            seen.append(_Info(exact=_cross(run, part.ahead)))
        wider = _cross(run, part.exact) if part.exact is not None else None
        if wider is not None:
            run = wider
            continue
        broken = True
        seen.append(_Info(exact=run))
        seen.append(_Info(required=part.required, further=part.further))
        if part.edges is not None:
            seen.append(_Info(exact=_cross(run, part.edges)))
        run = part.exact or part.edges or frozenset({""})
    if not broken:
        return _Info(exact=run, required=_best([*parts, *seen]))
    seen.append(_Info(exact=run))
    required = _best(seen)
    return _Info(required=required, further=_another(seen, required))


def _another(infos: Iterable[_Info], required: Strings | None) -> Strings | None:
    """Return the rarest set that says something the required one does not."""
    chosen = [bare_of(lit) for lit in required or ()]
    sets = [s for i in infos for s in (i.exact, i.required, i.further) if s and all(map(bare_of, s))]
    new = [s for s in sets if not any(bare_of(lit) in other for lit in s for other in chosen)]
    return min(new, key=cost, default=None)


def _either(branches: list[_Info]) -> _Info:
    """Combine what stands beside one another."""
    if len(branches) == 1:
        return branches[0]
    joined = _union(branches)
    return replace(joined, endless=any(b.endless for b in branches), nullable=any(b.nullable for b in branches))


def _union(branches: list[_Info]) -> _Info:
    exacts = [b.exact for b in branches]
    if all(e is not None for e in exacts):
        union = reduce(lambda a, b: a | b, (e for e in exacts if e is not None))
        if len(union) <= MOST_STRINGS:
            return _Info(exact=union)
    best = [_best([b]) for b in branches]
    if any(b is None for b in best):
        return _Info()
    union = reduce(lambda a, b: a | b, (b for b in best if b is not None))
    if len(union) > 2 * MOST_STRINGS:
        return _Info()
    more = [b.further or s for b, s in zip(branches, best, strict=True) if s]
    return _Info(required=union, further=reduce(lambda a, b: a | b, more) if any(b.further for b in branches) else None)


class _Parser:
    """Read a pattern of the `regex` module (version 0 behaviour) as far as literals need it."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.nested_repeat = False
        self.unbounded_inside = False

    def parse(self) -> _Info:
        info = self._branches()
        if self.at < len(self.text):
            raise _Unknown
        return info

    def _peek(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _next(self) -> str:
        char = self._peek()
        if not char:
            raise _Unknown
        self.at += 1
        return char

    def _branches(self) -> _Info:
        branches = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._sequence())
        return _either(branches)

    def _sequence(self) -> _Info:
        parts: list[_Info] = []
        while self._peek() not in ("", "|", ")"):
            plain = _PLAIN.match(self.text, self.at)
            if plain and not (_UNSURE & set(plain.group())):
                self.at = plain.end()
                parts.append(_Info(exact=frozenset({plain.group()})))
            else:
                parts.append(self._repeated(self._atom()))
        joined = _join(parts) if len(parts) != 1 else parts[0]
        endless = any(p.endless for p in parts) and all(p.endless or p.nullable for p in parts)
        nullable = all(p.nullable for p in parts)
        return replace(joined, endless=endless, nullable=nullable)

    def _repeated(self, info: _Info) -> _Info:
        while True:
            low, high = self._quantifier()
            if low is None:
                return info
            if high is None and info.endless:
                self.nested_repeat = True
            info = _repeat(info, low, high)

    def _quantifier(self) -> tuple[int | None, int | None]:
        char = self._peek()
        if char and char in "*+?":
            self.at += 1
            low, high = {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        elif char == "{":
            match = _REPEAT.match(self.text, self.at)
            if not match or match.group() in ("{}", "{,}"):
                raise _Unknown
            self.at = match.end()
            low = int(match[1] or 0)
            high = (int(match[3]) if match[3] else None) if match[2] else low
        else:
            return None, None
        if self._peek() == "+":
            self.at += 1
            return low, high if high is not None else 1_000_000
        if self._peek() == "?":
            self.at += 1
        return low, high

    def _atom(self) -> _Info:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return _EMPTY
        if char == ".":
            return _ANYTHING
        return _literal(char)

    def _group(self) -> _Info:
        if self._peek() != "?":
            return self._close(self._branches())
        rest = self.text[self.at : self.at + 4]
        if rest.startswith("?#"):
            end = self.text.find(")", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
            return _EMPTY
        for opener, wanted in (("?=", True), ("?<=", True), ("?!", False), ("?<!", False)):
            if rest.startswith(opener):
                self.at += len(opener)
                edge = not wanted and _NO_WORD.match(self.text, self.at)
                inner = self._close(self._branches())
                if edge:
                    return _Info(exact=frozenset({EDGE}), nullable=True)
                if not wanted:
                    return _EMPTY
                return replace(_EMPTY, required=_best([inner]), ahead=inner.exact if opener == "?=" else None)
        if rest.startswith("?>"):
            self.at += 2
            inner = self._close(self._branches())
            return _Info(inner.exact, inner.required)
        named = regex.compile(r"\?P?<(\w+)>").match(self.text, self.at)
        if named:
            self.at = named.end()
            return self._close(self._branches())
        flags = _FLAGS.match(self.text, self.at)
        if not flags or "x" in flags.group() or "V1" in flags.group():
            raise _Unknown
        self.at = flags.end()
        return _EMPTY if flags[1] == ")" else self._close(self._branches())

    def _close(self, info: _Info) -> _Info:
        if self._next() != ")":
            raise _Unknown
        return info

    def _class(self) -> _Info:
        negated = self._peek() == "^"
        self.at += negated
        chars: set[str] = set()
        known = not negated
        first = True
        while (char := self._next()) != "]" or first:
            first = False
            if char == "[" and self._peek() in ":.=[":
                raise _Unknown
            first_char: str | None = char
            if char == "\\":
                info = self._escape()
                known &= info.exact is not None and EDGE not in info.exact
                chars |= info.exact or frozenset()
                first_char = next(iter(info.exact)) if info.exact and len(info.exact) == 1 else None
            chars |= {first_char} if first_char else set()
            if self._peek() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                last = self._next()
                if last == "\\":
                    end = self._escape().exact
                    last = next(iter(end)) if end and len(end) == 1 else ""
                if last == "[" or not (first_char and last):
                    raise _Unknown
                span = range(ord(first_char), ord(last) + 1)
                known &= len(span) <= 16
                chars |= {chr(c) for c in span[:16]}
        if not known or chars & _UNSURE or "" in chars:
            return _ANYTHING
        return _Info(exact=frozenset(chars))

    def _escape(self) -> _Info:
        char = self._next()
        if char in _CLASS_ESCAPES:
            return _Info(exact=_CLASS_ESCAPES[char])
        if char == "b":
            return _Info(exact=frozenset({EDGE}), nullable=True)
        if char in _ZERO_WIDTH:
            return _EMPTY
        if char in _CONTROL:
            return _literal(_CONTROL[char])
        if char in "xuU":
            width = {"x": 2, "u": 4, "U": 8}[char]
            digits = self.text[self.at : self.at + width]
            if len(digits) < width or not set(digits) <= set(string.hexdigits):
                raise _Unknown
            self.at += width
            return _literal(chr(int(digits, 16)))
        if char in "pP" and self._peek() == "{":
            self.at = self.text.find("}", self.at) + 1 or len(self.text)
            return _ANYTHING
        if char in "wWDSXR":
            return _ANYTHING
        if char.isalnum():
            raise _Unknown
        return _literal(char)


def _literal(char: str) -> _Info:
    return _ANYTHING if char in _UNSURE else _Info(exact=frozenset({char}))


def _repeat(info: _Info, low: int, high: int | None) -> _Info:
    endless = high is None
    if info.exact in (frozenset({""}), frozenset({EDGE})):
        return info if low else _EMPTY
    if low == 0:
        exact = info.exact | {""} if info.exact is not None and high == 1 else None
        return _Info(exact=exact, endless=endless, nullable=True)
    if low == high == 1:
        return info
    if info.exact is not None and high == low and low <= 8:
        product: Strings | None = info.exact
        for _ in range(low - 1):
            product = _cross(product, info.exact) if product is not None else None
        if product is not None:
            return _Info(exact=product, nullable=info.nullable)
    return _Info(required=_best([info]), edges=info.exact, endless=endless, nullable=info.nullable)


def folded(literal: str) -> tuple[str, int]:
    """Fold a literal for the automaton; with it 1 if a word must begin there, plus 2 if one must end."""
    bare, begins, ends = edges_of(literal)
    return fold(bare).decode("latin-1"), begins + 2 * ends
