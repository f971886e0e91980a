"""`kind: polarity`: a question or a negation of the source that the translation lost, or that it added.

    find: negation-lost    # question-lost | question-gained | negation-lost | negation-gained
    openers: {fr: ['est-ce que']}            # what makes a question of a sentence that ends with a full stop
    asking: {fr: ['est-ce', 'comment']}      # what may ask a question anywhere, so that a question mark is no surprise
    sayers: {fr: ['assure-t-il']}            # what stands after a quotation; its question mark is a slip of the source
    indirect: {fr: ['se demander?']}         # asks within a statement; its question mark is the source's way, or slip
    unmarked: [ja, th]                       # languages that ask without a question mark, or with another
    negation:
      fr:
        hints: [" ne ", " n'"]               # literals in lower case; a text without any has no sure negation
        sure: ["n(?:e |')..."]               # patterns that deny for sure
        maybe: [non, sans]                   # patterns of all that may render a negation of another language
        stems: [refus, in]                   # beginnings of words that may
        not: [ne pas ignorer]                # what looks like a negation and affirms

A question is lost where the source ends with a question mark and the translation has none at all; it is gained where
the translation ends with one and the source neither has one nor asks. A negation is lost where the source denies for
sure and the translation has nothing that may deny; gained, the reverse. Both languages must be in `negation`. What is
lost stands on the source side. Patterns are whole words, in any case; `'` is every apostrophe.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.short_literals import counted
from mtqa.checks.side import Side
from mtqa.fold import fold
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import TEXTS, Choice, MapOf, Report, Spec, Struct

_NEGATION = Struct(
    {"hints": TEXTS, "sure": TEXTS, "maybe": TEXTS, "stems": TEXTS, "not": TEXTS}, required=("hints", "sure", "maybe")
)
_MARKS = "\u061f\uff1f"  # of Arabic and Chinese
_ASKS = frozenset("?" + _MARKS)
_MARK = rx.compile(r"\?(?![\p{L}\p{N}])")
_LAST = rx.compile(r"(?P<mark>[.!?…\u061f\uff1f]+)[\s\"'”’»)\]]*$")
_OPENING = " \"'“«‘-–—"
PATTERNS = ("openers", "asking", "sayers", "indirect")
_TAIL = rx.compile(r"[\s\"'”’»)\]]*$")


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Join each list of patterns into one."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
    options: dict[str, Any] = {"whole": True, "bilingual": True, "segments": True, "find": raw.get("find")}
    for name in PATTERNS:
        options[name] = {lang: _joined(texts) for lang, texts in raw.get(name, {}).items()}
    options["unmarked"] = raw.get("unmarked", [])
    options["negation"] = {
        lang: {
            "hints": [fold(h).decode("latin-1") for h in given["hints"]],
            "sure": _joined(given["sure"]),
            "not": _joined(given.get("not", [])),
            "words": [p for p in given["maybe"] if p.isalpha() and p.islower()],
            "maybe": _joined([*given["maybe"], *(stem + r"[\p{L}-]*" for stem in given.get("stems", ()))]),
        }
        for lang, given in raw.get("negation", {}).items()
        if given and {"hints", "sure", "maybe"} <= given.keys()
    }
    _try(options, node, report)
    return options


def _joined(patterns: Sequence[str]) -> str:
    return "|".join(f"(?:{p})" for p in patterns)


def _try(options: Mapping[str, Any], node: Node, report: Report) -> None:
    """Report patterns that do not compile."""
    joined = [p for name in PATTERNS for p in options[name].values()]
    joined += [given[name] for given in options["negation"].values() for name in ("sure", "maybe", "not")]
    for pattern in joined:
        try:
            _compiled(pattern)
        except regex.error as error:
            report.add(node, f"a pattern does not compile: {error}")


@cache
def _compiled(pattern: str) -> Any:
    """Compile a pattern of whole words; an empty one matches nothing."""
    return rx.compile(rf"(?<![\w-])(?:{pattern})(?!\w)" if pattern else r"(?!)", regex.IGNORECASE)


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the questions and negations that one side has alone."""
    if chunk.source is not None:
        yield from _FINDERS[rule.options["find"]](chunk, chunk.source, rule)


def _marked(side: Side, name: str, chunk: Chunk) -> set[int]:
    """Return the segments with a question mark that ends a word."""

    def make() -> set[int]:
        joined = side.joined
        for mark in _MARKS:
            joined = joined.replace(mark, "?")
        starts, found = side.starts, set[int]()
        at = joined.find("?")
        while at >= 0:
            segment = bisect_right(starts, at) - 1
            if _MARK.search(joined, at, starts[segment + 1] - 1):
                found.add(segment)
            at = joined.find("?", starts[segment + 1])
        return found

    marked: set[int] = chunk.memo(("question", name), make)
    return marked


def _hit(side: Side, segment: int, span: tuple[int, int], on_target: bool) -> Hit:
    start, end = side.original(segment, *span)
    return Hit(segment, start, end, side="target" if on_target else "source")


def _question_lost(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Hit]:
    if chunk.langs[1] in rule.options["unmarked"]:
        return
    asked, kept = _marked(source, "source", chunk), _marked(chunk.target, "target", chunk)
    sayers, indirect = (_compiled(rule.options[name].get(chunk.langs[0], "")) for name in ("sayers", "indirect"))
    for segment in sorted((asked - kept) | set(_opened(chunk, source, rule) - asked - kept)):
        text, own = source.plain(segment), chunk.target.plain(segment)
        last, mark = _LAST.search(text), _LAST.search(own)
        if last is None or not own.strip() or sayers.search(text[-40:]) or indirect.search(text):
            continue
        if segment in asked and not _ASKS & {*last["mark"]}:
            continue
        if mark is not None and mark["mark"] == ".":
            yield _hit(chunk.target, segment, mark.span("mark"), True)
        elif mark is None and segment in asked and len(own.split()) > 3:
            yield _hit(chunk.target, segment, _last_word(own), True)


def _opened(chunk: Chunk, source: Side, rule: Rule) -> set[int]:
    """Return the segments that begin as only a question does, whatever they end with."""
    pattern = rule.options["openers"].get(chunk.langs[0], "")
    if not pattern:
        return set()
    beginnings = source.finditer(_compiled(pattern))
    return {spot.segment for spot in beginnings if not source.plain(spot.segment)[: spot.start].strip(_OPENING)}


def _last_word(text: str) -> tuple[int, int]:
    end = _TAIL.search(text)
    stop = end.start() if end else len(text)
    return max(text.rfind(" ", 0, stop) + 1, 0), stop


def _question_gained(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Hit]:
    asking = _compiled(rule.options["asking"].get(chunk.langs[0], ""))
    for segment in sorted(_marked(chunk.target, "target", chunk) - _marked(source, "source", chunk)):
        text, own = source.plain(segment), chunk.target.plain(segment)
        mark, last = _LAST.search(own), _LAST.search(text)
        if mark is None or not _ASKS & {*mark["mark"]} or last is None or last["mark"] != "." or "?" in text:
            continue
        if chunk.langs[0] in rule.options["asking"] and not asking.search(text):
            yield _hit(chunk.target, segment, mark.span("mark"), True)


def _having(side: Side, hints: Sequence[str]) -> Sequence[int]:
    """Return the segments that hold one of the hints, or a NUL, which is no text of a translator."""
    if "" in hints:
        return range(len(side.texts))
    literals = tuple(hint.encode("latin-1") for hint in hints) + (b"\0",) * (b"\0" in side.folded)
    return sorted(counted(side.folded, side.starts[1:], literals))


def _denying(side: Side, given: Mapping[str, Any], other: Side, theirs: Mapping[str, Any]) -> Iterator[tuple[int, Any]]:
    """Yield the segments that deny for sure where the other side has nothing that may deny, and what denies."""
    answers, words = [h.encode("latin-1") for h in theirs["hints"]], frozenset(theirs["words"])
    sure, affirms, maybe = (_compiled(p) for p in (given["sure"], given["not"], theirs["maybe"]))
    for segment in _having(side, given["hints"]):
        if any(map(other.folded_bytes(segment).__contains__, answers)):
            continue
        text, facing = side.plain(segment), other.plain(segment)
        match = sure.search(text)
        if match is None or not facing.strip() or match.group().lower() in (lower := facing.lower()):
            continue
        if words.isdisjoint(lower.split()) and not maybe.search(facing) and not affirms.search(text):
            yield segment, match


def _negation(lost: bool) -> Callable[[Chunk, Side, Rule], Iterator[Hit]]:
    def finder(chunk: Chunk, source: Side, rule: Rule) -> Iterator[Hit]:
        known = rule.options["negation"]
        sides, langs = (source, chunk.target), chunk.langs
        if not lost:
            sides, langs = (chunk.target, source), (langs[1], langs[0])
        if not set(langs) <= known.keys():
            return
        for segment, match in _denying(sides[0], known[langs[0]], sides[1], known[langs[1]]):
            yield _hit(sides[0], segment, match.span(), not lost)

    return finder


_FINDERS: Mapping[str, Callable[[Chunk, Side, Rule], Iterator[Hit]]] = {
    "question-lost": _question_lost,
    "question-gained": _question_gained,
    "negation-lost": _negation(lost=True),
    "negation-gained": _negation(lost=False),
}
FINDS = tuple(_FINDERS)
FIELDS: Mapping[str, Spec] = {
    "find": Choice(FINDS), "unmarked": TEXTS, "openers": MapOf(TEXTS), "asking": MapOf(TEXTS), "sayers": MapOf(TEXTS),
    "indirect": MapOf(TEXTS), "negation": MapOf(_NEGATION),
}  # fmt: skip
