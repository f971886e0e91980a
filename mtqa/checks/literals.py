"""Find the literals that every match of a pattern must contain.

A rule is only looked at where one of its literals stands, so this must be sound: better no literal than a wrong one.
Anything of the syntax that is not understood counts as "could be anything".
"""

from __future__ import annotations

import string
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import regex

from mtqa.checks.known import ANY_CHARACTER, ANYTHING, EMPTY, Known, best_of, either, exactly, joined, repeated
from mtqa.checks.rarity import DIGIT, EDGE, bare_of, edges_of
from mtqa.fold import SEPARATOR, fold

_UNSURE = frozenset("ßẞ\U0001df95" + SEPARATOR + EDGE)
_CLASS_ESCAPES = {"d": frozenset(string.digits), "s": frozenset(" ")}
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
_ZERO_WIDTH = frozenset("bBAZzGmM")
_FLAGS = regex.compile(r"\?[aiLmsurbefwpxV01]*(?:-[imsx]+)?([:)])")
_NO_WORD = regex.compile(r"(?:\\w|\[(?!\^)[^\[\]]*\\w[^\[\]]*\])\)")
_PLAIN = regex.compile(r"[\w ,;:'\"<>=@#&%!/~`°€–—-]{2,36}+(?![?*+{])")
"""Characters in a row that stand for themselves and are not repeated."""
_REPEAT = regex.compile(r"\{(\d*)(,?)(\d*)\}")
_MARGIN = 2
"""Units: characters; a word edge asks for one, and so may a literal with a digit before it."""


class _Unknown(Exception):
    """The rest of the pattern is beyond this reader."""


class _Read(NamedTuple):
    """What is known of a pattern, and whether a repeat without bound stands in another.

    `beside`: how many characters its lookarounds look at, taken together; None: without bound.
    """

    known: Known
    backtracks: bool = False
    beside: int | None = None


@lru_cache(maxsize=16384)
def _read(pattern: str) -> _Read:
    parser = _Parser(pattern)
    try:
        info = parser.parse()
    except _Unknown:
        return _Read(ANYTHING)
    return _Read(info, parser.nested_repeat, parser.beside)


def required_literals(pattern: str) -> tuple[str, ...]:
    """Return literals of which every match of `pattern` contains one; none if that cannot be told."""
    return tuple(sorted(best_of(_read(pattern).known)[0] or ()))


def lead_of(pattern: str) -> int | None:
    """Return how far from the beginning of a match one of its required literals may start; None: any distance."""
    return best_of(_read(pattern).known)[1]


def most_of(pattern: str) -> int | None:
    """Return how many characters a match has at most; None: without bound."""
    return _read(pattern).known.most


def reach_of(pattern: str) -> tuple[int, int] | None:
    """Return how far before and behind the start of a required literal all stands that a match looks at.

    None: there is no bound, or it cannot be told. Units: characters.
    """
    read = _read(pattern)
    lead, most = best_of(read.known)[1], read.known.most
    if lead is None or most is None or read.beside is None:
        return None
    return lead + read.beside + _MARGIN, most + 2 * read.beside + _MARGIN


def further_literals(pattern: str) -> tuple[str, ...]:
    """Return literals besides the required ones of which every match contains one too; none if there are none."""
    return tuple(sorted({bare_of(lit) for lit in _read(pattern).known.further or ()}))


def literals_of(patterns: Iterable[str]) -> tuple[str, ...]:
    """Return literals for an alternative of patterns; none if one of them has none."""
    found = [required_literals(p) for p in patterns]
    return tuple(sorted({lit for lits in found for lit in lits})) if all(found) else ()


def backtracks(pattern: str) -> bool:
    """Tell whether a repeat without bound stands directly in another, so that a match can take exponential time."""
    return _read(pattern).backtracks


class _Parser:
    """Read a pattern of the `regex` module (version 0 behaviour) as far as literals need it."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.nested_repeat = False
        self.beside: int | None = 0

    def parse(self) -> Known:
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

    def _branches(self) -> Known:
        branches = [self._sequence()]
        while self._peek() == "|":
            self.at += 1
            branches.append(self._sequence())
        return either(branches)

    def _sequence(self) -> Known:
        parts: list[Known] = []
        while self._peek() not in ("", "|", ")"):
            plain = _PLAIN.match(self.text, self.at)
            if plain and not (_UNSURE & set(plain.group())):
                self.at = plain.end()
                parts.append(exactly({plain.group()}))
            else:
                parts.append(self._repeated(self._atom()))
        whole = joined(parts)
        endless = any(p.endless for p in parts) and all(p.endless or p.nullable for p in parts)
        nullable = all(p.nullable for p in parts)
        return replace(whole, endless=endless, nullable=nullable)

    def _repeated(self, info: Known) -> Known:
        while True:
            low, high = self._quantifier()
            if low is None:
                return info
            if high is None and info.endless:
                self.nested_repeat = True
            info = repeated(info, low, high)

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

    def _atom(self) -> Known:
        char = self._next()
        if char == "(":
            return self._group()
        if char == "[":
            return self._class()
        if char == "\\":
            return self._escape()
        if char in "^$":
            return EMPTY
        if char == ".":
            return ANY_CHARACTER
        return _literal(char)

    def _group(self) -> Known:
        if self._peek() != "?":
            return self._close(self._branches())
        rest = self.text[self.at : self.at + 4]
        if rest.startswith("?#"):
            end = self.text.find(")", self.at)
            if end < 0:
                raise _Unknown
            self.at = end + 1
            return EMPTY
        for opener, wanted in (("?=", True), ("?<=", True), ("?!", False), ("?<!", False)):
            if rest.startswith(opener):
                self.at += len(opener)
                edge = not wanted and _NO_WORD.match(self.text, self.at)
                inner = self._close(self._branches())
                self.beside = None if self.beside is None or inner.most is None else self.beside + inner.most
                if edge:
                    return exactly({EDGE}, nullable=True)
                return _beside(inner, opener) if wanted else EMPTY
        if rest.startswith("?>"):
            self.at += 2
            return replace(self._close(self._branches()), endless=False)
        named = regex.compile(r"\?P?<(\w+)>").match(self.text, self.at)
        if named:
            self.at = named.end()
            return self._close(self._branches())
        flags = _FLAGS.match(self.text, self.at)
        if not flags or "x" in flags.group() or "V1" in flags.group():
            raise _Unknown
        self.at = flags.end()
        return EMPTY if flags[1] == ")" else self._close(self._branches())

    def _close(self, info: Known) -> Known:
        if self._next() != ")":
            raise _Unknown
        return info

    def _class(self) -> Known:
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
            return ANY_CHARACTER
        return exactly(chars)

    def _escape(self) -> Known:
        char = self._next()
        if char in _CLASS_ESCAPES:
            return exactly(_CLASS_ESCAPES[char])
        if char == "b":
            return exactly({EDGE}, nullable=True)
        if char in _ZERO_WIDTH:
            return EMPTY
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
            return ANY_CHARACTER
        if char in "wWDS":
            return ANY_CHARACTER
        if char in "XR":
            return ANYTHING
        if char.isalnum():
            raise _Unknown
        return _literal(char)


def _literal(char: str) -> Known:
    return ANY_CHARACTER if char in _UNSURE else exactly({char})


def _beside(inner: Known, opener: str) -> Known:
    """Return what is known of a lookaround that must match."""
    required, lead = best_of(inner)
    if opener == "?<=":
        behind = inner.exact if inner.exact is not None or inner.nullable else inner.tail
        return replace(EMPTY, required=required, lead=0 if required else None, behind=behind)
    ahead = inner.exact if inner.exact is not None or inner.nullable else inner.head
    return replace(EMPTY, required=required, lead=lead, ahead=ahead)


def folded(literal: str) -> tuple[str, int]:
    """Fold a literal for the automaton; with it 1 if a word must begin there, plus 2 if one must end.

    Plus 4 if a digit must stand before it.
    """
    bare, begins, ends = edges_of(literal)
    return fold(bare).decode("latin-1"), begins + 2 * ends + 4 * literal.startswith(DIGIT)
