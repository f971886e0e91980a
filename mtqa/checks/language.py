"""`kind: language`: text left in the source language, or translated into a wrong one.

    find: segment         # segment | wrong | clause | word
    words: 4              # the fewest words that make a segment or a clause
    loans: [baguette, crème de la crème]   # word, clause: what the target has borrowed, besides its word list
    but: [comité]         # word: what a rule with a fix of its own finds, also with "s", "e" and "es"
    endings: {isation: ization}            # word: spellings of the target that its word list has otherwise
    detector: best        # best | lingua | langdetect: who is asked where function words do not decide

- segment: the whole translation is in the source language: the source copied, or other words of that language.
- wrong: the whole translation is in a third language.
- clause: a run of the source's words stands in the translation. Titles in quotation marks and names are left alone.
- word: one lower-case word of the source that the word list of the target does not know. It needs a source.

What a segment is suspected of is told by counting function words over the whole chunk; a detector (see
`mtqa.lang.identify`) is asked only about what is suspicious and not short. Nothing is said of a pair of languages
without lists of function words. Groups for messages: `source_language`, `language` (what was found) and `by`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import compress, count
from operator import eq, sub
from typing import Any

from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.leftover import run_left, runs_alone
from mtqa.checks.lowered import low_words
from mtqa.checks.stray_word import stray_words
from mtqa.checks.tongue import Tongues, names_of, tongues_of, uncapped
from mtqa.lang import function_words as small
from mtqa.lang.identify import LEAST_LETTERS, candidates, identify
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import NUMBER, TEXT, TEXTS, Choice, MapOf, Report

FINDS = ("segment", "wrong", "clause", "word")
FIELDS = {
    "find": Choice(FINDS), "words": NUMBER, "loans": TEXTS, "but": TEXTS, "endings": MapOf(TEXT),
    "detector": Choice(("best", "lingua", "langdetect")),
}  # fmt: skip
MOSTLY = 0.8
_CLEAR = 4
"""So many function words of one language against none of another need no detector."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Read the options; every chunk is looked at."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
        return {}
    options = {
        "find": raw["find"], "words": raw.get("words", 4), "loans": sorted(raw.get("loans", ())),
        "but": [word + ending for word in raw.get("but", ()) for ending in ("", "s", "e", "es")],
        "endings": raw.get("endings", {}), "detector": raw.get("detector", "best"), "whole": True,
    }  # fmt: skip
    return options | ({"bilingual": True} if raw["find"] == "word" else {})


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield what stands in the wrong language."""
    source, target = chunk.langs
    if source == target or (rule.options["find"] != "wrong" and source not in small.LANGUAGES):
        return
    yield from _FINDERS[rule.options["find"]](chunk, rule)


def _whole(chunk: Chunk, rule: Rule, segment: int, language: str, by: str) -> Hit:
    """Make a hit of a whole translation, without the blanks around it."""
    text = chunk.target.texts[segment]
    start = len(text) - len(text.lstrip())
    groups = names_of(chunk.langs[0]) | {"language": names_of(language)["source_language"], "by": by}
    return Hit(segment, start, max(start, len(text.rstrip())), groups)


def _segments(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment, by in _left_whole(chunk, rule).items():
        yield _whole(chunk, rule, segment, chunk.langs[0], by)


def _left_whole(chunk: Chunk, rule: Rule) -> dict[int, str]:
    """Return the segments whose translation is in the source language, with what tells so."""
    key = "language", rule.options["words"], rule.options["detector"]
    left: dict[int, str] = chunk.memo(key, lambda: dict(_look_for_whole(chunk, rule)))
    return left


def _look_for_whole(chunk: Chunk, rule: Rule) -> Iterator[tuple[int, str]]:
    tongues = tongues_of(chunk)
    for segment in sorted({*_same(chunk), *tongues.suspicious, *_doubtful(chunk, tongues)}):
        by = _why_left(chunk, tongues, segment, rule)
        if by:
            yield segment, by


def _same(chunk: Chunk) -> Iterable[int]:
    """Return the segments whose target is their source."""
    if chunk.source is None:
        return ()
    texts, others = chunk.target.texts, chunk.source.texts
    sizes = (map(sub, starts[1:], starts) for starts in (chunk.target.starts, chunk.source.starts))
    return [i for i in compress(count(), map(eq, *sizes)) if texts[i] and texts[i] == others[i]]


def _words_of(chunk: Chunk, segment: int) -> Sequence[str]:
    """Return the words of a segment's target, in lower case."""
    words: Sequence[str] = chunk.memo(("words in small", segment), lambda: low_words(chunk, chunk.target, segment))
    return words


def _doubtful(chunk: Chunk, tongues: Tongues) -> Iterable[int]:
    """Return the bare segments with a word of the source's language; also, where there is a source, without any own."""
    if chunk.source is None:
        return tongues.signed
    return tongues.signed.union(i for i in tongues.bare if i not in tongues.own)


def _why_left(chunk: Chunk, tongues: Tongues, segment: int, rule: Rule) -> str:
    """Say what tells that a translation is in the source language, "" if nothing does."""
    target = chunk.target.plain(segment)
    words = _words_of(chunk, segment)
    marks, own = tongues.count(words)
    if own * 3 > marks + len(words) // 8:
        return ""
    ordinary = tongues.ordinary(uncapped(target))
    if len(ordinary) < 2 or len(ordinary) + marks < rule.options["words"]:
        return ""
    if chunk.source and chunk.source.has(segment):
        share = _copied(chunk, segment, words)
        strange = tongues.strange(ordinary)
        if tongues.third(words)[1] > marks:
            return ""
        if share >= MOSTLY and not own and (marks >= 2 or (marks + strange >= 2 and strange * 2 >= len(ordinary))):
            return "the source"
    if (own + tongues.homely(ordinary)) * 3 > marks + len(words) // 8:
        return ""
    if marks >= _CLEAR and not own and marks * 5 >= len(words):
        return "function words"
    if marks < 2:
        return ""
    guess = identify(target, candidates(*chunk.langs), rule.options["detector"])
    return guess.by if guess and guess.lang == chunk.langs[0] and guess.certain else ""


def _copied(chunk: Chunk, segment: int, words: Sequence[str]) -> float:
    """Return the share of words that stand in the source as well: such a text is the source's, or names."""
    if not (words and chunk.source and chunk.source.has(segment)):
        return 0.0
    there = set(low_words(chunk, chunk.source, segment))
    return sum(word in there for word in words) / len(words)


def _wrong(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment, (language, by) in _in_third(chunk, rule).items():
        yield _whole(chunk, rule, segment, language, by)


def _in_third(chunk: Chunk, rule: Rule) -> dict[int, tuple[str, str]]:
    """Return the segments whose translation is in a third language, with which it is and what tells so."""
    key = "third", rule.options["detector"]
    third: dict[int, tuple[str, str]] = chunk.memo(key, lambda: dict(_look_for_third(chunk, rule)))
    return third


def _look_for_third(chunk: Chunk, rule: Rule) -> Iterator[tuple[int, tuple[str, str]]]:
    tongues = tongues_of(chunk)
    left = _left_whole(chunk, rule)
    for segment in sorted({*tongues.foreign_script, *tongues.odd}):
        if segment in tongues.foreign_script:
            yield segment, ("", "its letters")
        elif segment not in left and len(chunk.texts[segment]) >= LEAST_LETTERS:
            third = _third(chunk, tongues, segment, rule)
            if third:
                yield segment, third


def _third(chunk: Chunk, tongues: Tongues, segment: int, rule: Rule) -> tuple[str, str] | None:
    """Return the third language a translation is in and what tells so."""
    text = chunk.target.plain(segment)
    words = _words_of(chunk, segment)
    best, count, next_best = tongues.third(words)
    own = sum(w in small.lacking(chunk.langs[1], best) for w in words)
    if count < 2 or count * 8 < len(words) or own * 3 > count or _copied(chunk, segment, words) >= MOSTLY:
        return None
    if count >= _CLEAR and not own and count >= 2 * max(next_best, tongues.count(words)[0]) and count * 5 >= len(words):
        return best, "function words"
    guess = identify(text, {*candidates(*chunk.langs), best}, rule.options["detector"])  # type: ignore[arg-type]
    if guess is None or guess.lang in chunk.langs or not guess.certain:
        return None
    return guess.lang, guess.by


def _clauses(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    for segment, spans in _left_clauses(chunk, rule).items():
        low = chunk.target.plain(segment).lower()
        for start, end in spans:
            if not _is_loan(low, start, end, rule):
                yield Hit(segment, *chunk.target.original(segment, start, end), names_of(chunk.langs[0]))


def _is_loan(low: str, start: int, end: int, rule: Rule) -> bool:
    """Tell whether a loan of several words stands at a span of a text in lower case."""
    spots = ((low.find(loan), len(loan)) for loan in rule.options["loans"] if " " in loan)
    return any(at >= 0 and at < end and start < at + length for at, length in spots)


def _left_clauses(chunk: Chunk, rule: Rule) -> dict[int, list[tuple[int, int]]]:
    """Return the spans of clauses left in the source language, by segment."""
    key = "clauses", rule.options["words"], rule.options["detector"]
    spans: dict[int, list[tuple[int, int]]] = chunk.memo(key, lambda: dict(_look_for_clauses(chunk, rule)))
    return spans


def _look_for_clauses(chunk: Chunk, rule: Rule) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    tongues, fewest = tongues_of(chunk), rule.options["words"]
    whole = {*_left_whole(chunk, rule), *_in_third(chunk, rule)}
    for segment in tongues.suspicious:
        if segment in whole:
            continue
        target, words = chunk.target.plain(segment), _words_of(chunk, segment)
        if chunk.source and chunk.source.has(segment):
            yield segment, list(run_left(target, words, low_words(chunk, chunk.source, segment), tongues, fewest))
        else:
            yield segment, list(runs_alone(target, words, tongues, fewest))


def _words(chunk: Chunk, rule: Rule) -> Iterator[Hit]:
    clauses = _left_clauses(chunk, rule)
    whole = {*_left_whole(chunk, rule), *_in_third(chunk, rule)}
    but = frozenset(rule.options["but"])
    for segment, start, end in stray_words(chunk, frozenset(rule.options["loans"]), rule.options["endings"]):
        if chunk.target.plain(segment)[start:end] in but:
            continue
        within = any(first <= start and end <= last for first, last in clauses.get(segment, ()))
        if segment not in whole and not within and not _is_loan(chunk.target.plain(segment).lower(), start, end, rule):
            yield Hit(segment, *chunk.target.original(segment, start, end), names_of(chunk.langs[0]))


_FINDERS: Mapping[str, Callable[[Chunk, Rule], Iterator[Hit]]] = {
    "segment": _segments,
    "wrong": _wrong,
    "clause": _clauses,
    "word": _words,
}
