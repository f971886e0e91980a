"""`kind: form`: capitals, the mark at the end and quotation marks, held against those of the source.

    find: start  # start | lower | upper | stop-lost | stop-changed | stop-added | mark-lost | edge | quotes | brackets
    words: 12      # stop-lost: only in sources of so many words

- start: begins with a small letter where the source begins with a capital (fix: the capital). Names such as iPhone,
  addresses, and segments that carry on the one before are left alone.
- lower: no capital at all, where the source has some within its sentences. upper: hardly anything but capitals, where
  the source is in ordinary letters. What `lower` finds, `start` leaves to it.
- stop-lost: no mark at the end where the source has a full stop; headlines drop theirs, so `words` asks for a long
  source. stop-added: the reverse. stop-changed: a comma, colon or semicolon in its place.
- mark-lost: the exclamation mark of the source is a full stop.
- edge: spaces at the ends that the source has not.
- quotes: one straight quotation mark too many or too few, where the marks of the source are even.
- brackets: more brackets open than close, or the reverse, where those of the source are paired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.edges import CLOSING, ends, small, spaced, unpaired
from mtqa.checks.side import Side
from mtqa.fold import SEPARATOR
from mtqa.model import Edit, Rule
from mtqa.nodes import Node
from mtqa.schema import NUMBER, Choice, Report, Spec

_OPENING = "\"'“”«»‘’‹"
_QUESTION_MARKS = {"el": ";"}
"""Where another sign is the question mark."""
_CARRIES_ON = (",", ";", ":", "–", "—", "-", "(", "…", "...")
_START = rx.compile(r"[^\p{L}\p{N}]*+(?P<word>(?P<letter>\p{Ll})[^\s]*)")
_KEPT = rx.compile(r"\p{Ll}\P{Lu}{0,2}\p{Lu}|[^\s]*[@/_\d]|[^\s]*\.[^\s]*\p{L}|www|\p{Ll}[).]|\p{Ll}+\)")
_WITHIN = rx.compile(r"(?<=[\p{Ll}\d,;] )(?<!\d\. )\p{Lu}[\p{Ll}'-]+")
_QUOTED = rx.compile(r'["“”«»„]')
_ABBREVIATION = rx.compile(r"\b(?:\p{L}|\p{L}{2,4}\.\p{L}|\p{Lu}\p{Ll}{0,2}|Corp|Bros|etc)$")
_INCHES = rx.compile(r"\d\"")
_SHOUTED = 0.8
"""The share of capitals among letters from which a text is in capitals; half of it, at most, in the source."""
_NO_SMALL = rx.compile(r"[^a-z]")
_FEW = 10
"""Of fewer letters nothing is said."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Take over what to find."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
    return {
        "whole": True, "bilingual": True, "segments": True, "find": raw.get("find"), "words": raw.get("words", 0),
    }  # fmt: skip


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield what differs in form from the source."""
    if chunk.source is None:
        return
    for segment, start, end, new in _FINDERS[rule.options["find"]](chunk, chunk.source, rule):
        first, last = chunk.target.original(segment, start, end)
        own, other = chunk.target.plain(segment), chunk.source.plain(segment)
        groups = {"source": _around(other, own, start), "new": new or ""}
        yield Hit(segment, first, last, groups, edits=() if new is None else (Edit(first, last, new),), exact_case=True)


Spot = tuple[int, int, int, str | None]
"""Segment, start, end and what to write there. Units: offsets of the target's plain view."""
Finder = Callable[[Chunk, Side, Rule], Iterator[Spot]]


def _around(other: str, own: str, at: int) -> str:
    """Return the words of the source at the beginning or the end, whichever the place is nearer to."""
    words = other.split()
    return " ".join(words[:3] if at * 2 < len(own) else words[-3:])


def _start(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment, own in small(chunk):
        match = None if own[:1].isupper() or own[:1] in "…." else _START.match(own)
        if match is None or _KEPT.match(match["word"]):
            continue
        other = source.plain(segment)
        if not _begins_with_capital(other) or _is_lowered(own, other):
            continue
        if own[0] in _OPENING and other[0] not in _OPENING:
            continue
        if next(chunk.around(segment, -1), "").rstrip().endswith(_CARRIES_ON):
            continue
        letter = match["letter"].upper()
        if len(letter) == 1:
            yield segment, *match.span("letter"), letter


def _begins_with_capital(text: str) -> bool:
    first = next((c for c in text if c.isalnum()), "")
    return first.isupper() and text.lstrip(_OPENING + "([-–— ")[:1] == first


def _lower(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment, own in small(chunk):
        if own.islower() and _is_lowered(own, source.plain(segment)):
            yield segment, 0, len(own), None


def _is_lowered(own: str, other: str) -> bool:
    if not own.islower() or " " not in own.strip():
        return False
    return len(_WITHIN.findall(other)) > (0 if _begins_with_capital(other) else 1)


def _upper(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    joined, starts = chunk.target.joined, chunk.target.starts
    middles = [(start + end - 1) // 2 for start, end in pairwise(starts)]
    for match in _NO_SMALL.finditer("".join(map((joined + SEPARATOR).__getitem__, middles))):
        segment = match.start()
        middle = joined[middles[segment] : min(middles[segment] + 12, starts[segment + 1] - 1)]
        if middle.upper() != middle:
            continue
        own = chunk.target.plain(segment)
        if len(own.split()) > 2 and _shouts(own) > _SHOUTED > 2 * _shouts(source.plain(segment)):
            yield segment, 0, len(own), None


def _shouts(text: str) -> float:
    letters = [c for c in text if c.isalpha()]
    return sum(map(str.isupper, letters)) / len(letters) if len(letters) >= _FEW else 0.0


def _exchanged(old: str, new: str, write: str | None) -> Finder:
    """Find where a sign of `old` at the end of the source is one of `new` in the translation."""

    def finder(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
        for segment, end, other in ends(chunk, source):
            if end and other and other in old and end in new and end != _QUESTION_MARKS.get(chunk.langs[1]):
                length = len(chunk.target.plain(segment).rstrip(CLOSING))
                yield segment, length - 1, length, write

    return finder


def _stop_lost(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment, start, end, _ in _exchanged(".", "a1", None)(chunk, source, rule):
        if len(source.plain(segment).split()) >= rule.options["words"]:
            own = chunk.target.plain(segment)
            word = regex.search(r"\S+$", own[:end])
            yield segment, word.start() if word else start, end, (own[word.start() : end] if word else "") + "."


def _stop_added(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment, start, end, write in _exchanged("a1", ".", "")(chunk, source, rule):
        if not _ABBREVIATION.search(chunk.target.plain(segment)[:start]):
            yield segment, start, end, write


def _edge(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment in spaced(chunk):
        own, other = chunk.target.plain(segment), source.plain(segment)
        inner = own.strip(" ")
        if not inner or not source.has(segment):
            continue
        begin = own.index(inner)
        if begin and other[:1] != " ":
            yield segment, 0, begin, ""
        if begin + len(inner) < len(own) and other[-1:] != " ":
            yield segment, begin + len(inner), len(own), ""


def _quotes(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment, _ in unpaired(chunk.target, b'""'):
        own = chunk.target.plain(segment)
        theirs = _QUOTED.findall(source.plain(segment))
        if not theirs or len(theirs) % 2 or _INCHES.search(own) or any(c in own for c in "“”«»„"):
            continue
        at = own.index('"') if own.count('"') == 1 else own.rindex('"')
        yield segment, at, at + 1, None


def _brackets(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Spot]:
    for segment, marks in unpaired(chunk.target, b"()"):
        theirs = source.folded_text(segment)
        surplus = marks.count(b"(") * 2 - len(marks)
        if not surplus or "(" not in theirs or theirs.count("(") != theirs.count(")"):
            continue
        own = chunk.target.plain(segment)
        at = own.rfind("(") if surplus > 0 else own.find(")")
        yield segment, at, at + 1, None


_FINDERS: Mapping[str, Finder] = {
    "start": _start,
    "lower": _lower,
    "upper": _upper,
    "stop-lost": _stop_lost,
    "stop-changed": _exchanged(".!?", ",;:", "."),
    "stop-added": _stop_added,
    "mark-lost": _exchanged("!", ".", "!"),
    "edge": _edge,
    "quotes": _quotes,
    "brackets": _brackets,
}
FINDS = tuple(_FINDERS)
FIELDS: Mapping[str, Spec] = {"find": Choice(FINDS), "words": NUMBER}
