"""`kind: length`: too little or too much in the translation: words, sentences, or everything.

    find: short                # empty | invented | short | long | dropped | added | unrelated
    measure: {ratio: 0.89, spread: 0.088, noise: 1.34}   # see below; all but empty and invented need it
    limit: 4.5                 # from how much evidence on there is a finding
    lexicon: {loi: law act}    # dropped, added, unrelated: words of the source, each with how its translations begin
    not_for: [fr-en]           # pairs that have a rule of their own

Of rules for one pair, unrelated stands before dropped and added, and these before short and long: a segment that one
has explained is left alone by the next.

- empty: the source has words and the translation none; invented: the reverse.
- short, long: the length strays from the usual by `limit` standard deviations. The usual length is `ratio` times that
  of the source; the logarithm of the ratio has a deviation of `spread`, and `noise` / sqrt(characters) on top.
- dropped: a sentence of the source has no counterpart, by its words, names and numbers and by the length of the whole.
  The finding stands on the source.
- added: a sentence of the translation has no counterpart in the source.
- unrelated: source and translation have nothing in common: this translates another text.

The evidence of the last three is in log odds (see `mtqa.checks.kinship`); it counts words two languages write alike, so
it suits pairs that share many.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import compress, count
from operator import gt, lt
from typing import Any

from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.kinship import Measure
from mtqa.checks.sentence_match import added_sentences, dropped_sentences, explained
from mtqa.checks.strangers import Unlike, lengths_of, strangers
from mtqa.fold import LETTERS
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import TEXT, TEXTS, Choice, FirstOf, MapOf, Report, Scalar, Struct

FINDS = ("empty", "invented", "short", "long", "dropped", "added", "unrelated")
_REAL = FirstOf((Scalar("float"), Scalar("int")))
_MEASURE = Struct({"ratio": _REAL, "spread": _REAL, "noise": _REAL}, required=("ratio", "spread", "noise"))
FIELDS = {
    "find": Choice(FINDS), "measure": _MEASURE, "limit": _REAL, "lexicon": MapOf(TEXT), "not_for": TEXTS,
}  # fmt: skip
LEAST_LENGTH = 40
"""A shorter source may be an acronym written out, and a shorter translation may write one out."""
_NEARLY = 1 - 1e-9
_MOST_BOUNDS = 10_000
_NO_LETTERS = bytes(b not in LETTERS for b in range(256))
"""Makes nought of the folded letters and digits."""
_WHOLE_WORDS = frozenset("ja ko th lo km my zh".split())
"""Languages whose letters carry whole syllables or words, or that write no spaces: their lengths compare otherwise."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Read the options; every chunk with sources is looked at."""
    find = raw.get("find")
    if find is None:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    for name in ("measure", "limit") if find not in ("empty", "invented") else ():
        if name not in raw:
            report.add(node, f"missing: {name}", f"`find: {find}` needs it")
    measure = raw.get("measure", {})
    if measure and not (measure.get("ratio", 0) > 0 and measure.get("spread", 0) > 0):
        report.add(node.get("measure") or node, "ratio and spread are above 0")
    lexicon = {word: beginnings.split() for word, beginnings in (raw.get("lexicon") or {}).items() if beginnings}
    return {
        "find": find, "measure": [float(measure.get(n, 0)) for n in Measure._fields], "lexicon": lexicon,
        "limit": float(raw.get("limit", 0)), "not_for": raw.get("not_for", []), "whole": True, "bilingual": True,
    }  # fmt: skip


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield what is missing or too much."""
    if chunk.source is None or "-".join(chunk.langs) in rule.options["not_for"]:
        return
    yield from _FINDERS[rule.options["find"]](chunk, rule)


def _wordless(chunk: Chunk, target: bool) -> set[int]:
    """Return the segments without a letter or digit on one side."""
    side = chunk.target if target else chunk.source
    if side is None:
        return set()
    firsts = bytes(map((side.folded + b" ").__getitem__, side.starts[:-1]))
    odd = compress(count(), firsts.translate(_NO_LETTERS))
    return {i for i in odd if not _has_words(side.texts[i])}


def _empty(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment in sorted(chunk.memo("wordless target", lambda: _wordless(chunk, True))):
        source = chunk.source
        if source and _has_words(source.texts[segment]):
            yield Hit(segment, 0, len(chunk.texts[segment]), {"source_text": _shown(source.texts[segment])})


def _invented(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment in sorted(chunk.memo("wordless source", lambda: _wordless(chunk, False))):
        text = chunk.texts[segment]
        if chunk.source and chunk.source.has(segment) and _has_words(text):
            yield Hit(segment, 0, len(text))


def _shown(text: str) -> str:
    """Cut a text for a message."""
    text = " ".join(text.split())
    return text if len(text) <= 60 else text[:60].rsplit(" ", 1)[0] + " …"


def _odd_lengths(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    if chunk.source is None or not _WHOLE_WORDS.isdisjoint(chunk.langs):
        return
    measure, limit = Measure(*rule.options["measure"]), rule.options["limit"]
    sign = -1 if rule.options["find"] == "short" else 1
    sources, targets = chunk.source.texts, chunk.texts
    far_apart = lengths_of(chunk).far_apart if chunk.is_large else partial(_far_apart, chunk)
    apart = far_apart(measure, limit, sign)
    told = {*strangers(chunk), *(i for i, dropped in explained(chunk) if dropped == (sign < 0))} if apart else set()
    for segment in apart:
        source, target = sources[segment], targets[segment]
        if (len(source) if sign < 0 else len(target)) < LEAST_LENGTH:
            continue
        if (len(target) > len(source)) != (sign > 0) and 0.7 < len(target) / len(source) < 1.3:
            continue
        strays = sign * measure.strays(len(source.strip()), len(target.strip()))
        if strays > limit and segment not in told and _has_words(target) and _has_words(source):
            yield Hit(segment, 0, len(target), _lengths(source, target, measure))


class _Bounds(dict[int, float]):
    """For a length of source, from which length of target on it strays too far, a little less than exact."""

    def __init__(self, measure: Measure, limit: float, sign: int) -> None:
        super().__init__()
        self._measure, self._limit, self._sign = measure, limit, sign

    @classmethod
    @lru_cache(maxsize=16)
    def of(cls, measure: Measure, limit: float, sign: int) -> _Bounds:
        """Return the bounds for a measure, which all chunks share."""
        return cls(measure, limit, sign)

    def __missing__(self, source: int) -> float:
        bound = self._measure.bound(source, self._sign * self._limit * _NEARLY) if source else self._sign * math.inf
        if len(self) < _MOST_BOUNDS:
            self[source] = bound
        return bound


def _far_apart(chunk: Chunk, measure: Measure, limit: float, sign: int) -> list[int]:
    """Return the segments whose target is too short for its source (sign -1), or too long."""
    bounds = _Bounds.of(measure, limit, sign)
    sources, targets = chunk.memo("bare lengths", lambda: _bare_lengths(chunk))
    beyond = map(lt if sign < 0 else gt, targets, map(bounds.__getitem__, sources))
    return [*compress(count(), beyond)]


def _bare_lengths(chunk: Chunk) -> tuple[list[int], list[int]]:
    """Return the lengths of sources and targets without the blanks around them."""
    sources = chunk.source.texts if chunk.source else ()
    return [*map(len, map(str.strip, sources))], [*map(len, map(str.strip, chunk.texts))]


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _lengths(source: str, target: str, measure: Measure) -> dict[str, str]:
    wanted = round(len(source.strip()) * measure.ratio)
    return {
        "length": f"{len(target.strip()):,}", "source_length": f"{len(source.strip()):,}", "wanted": f"{wanted:,}",
    }  # fmt: skip


def _unrelated(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    unlike = Unlike(Measure(*rule.options["measure"]), rule.options["limit"], rule.options["lexicon"])
    for segment in strangers(chunk, unlike):
        text = chunk.texts[segment]
        source = chunk.source.texts[segment] if chunk.source else ""
        yield Hit(segment, 0, len(text), {"source_text": _shown(source)})


def _dropped(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment, start, end in dropped_sentences(chunk, rule.options):
        if chunk.source:
            yield Hit(segment, *chunk.source.original(segment, start, end), side="source")


def _added(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment, start, end in added_sentences(chunk, rule.options):
        yield Hit(segment, *chunk.target.original(segment, start, end))


_FINDERS: Mapping[str, Callable[[Chunk, Rule], Iterator[Hit]]] = {
    "empty": _empty,
    "invented": _invented,
    "short": _odd_lengths,
    "long": _odd_lengths,
    "dropped": _dropped,
    "added": _added,
    "unrelated": _unrelated,
}
