"""`kind: repeat`: words that stand twice or many times where the source says them once.

    find: word             # word | phrase | loop | sentence
    words: [the, of, to]   # word: only these; else every word
    allow: [had, very]     # these may stand twice: "had had", "very very"
    joiners: [and, by]     # phrase: a pair with one of these may stand twice: "over and over and over"
    ordinary: {fr: [nous]} # doubles that are plain grammar in the source, so that they excuse none in the translation

- word: one word twice, "the the", also over a line end. The group `word` is the word as it stands first. Two names
  ("Duran Duran") are left alone unless a source shows that the name stands there once.
- phrase: two to five words twice, "of the of the". The group `word` is the phrase as it stands first.
- loop: what a model does that has lost its way: the same words three times and more, "Tabor-Tabor-Tabor", a
  syllable or a letter over and over. Words of `allow` may stand up to five times.
- sentence: a whole sentence twice in one segment.

Where the source repeats as well, nothing is said. Offsets and fixes are those of the translation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.repeat_starts import list_starts, loop_starts, phrase_starts
from mtqa.checks.repeating import repeating
from mtqa.checks.sentence_repeat import repeated_sentences
from mtqa.checks.side import Side
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import TEXTS, Choice, MapOf, Report, Spec

FINDS = ("word", "phrase", "loop", "sentence")
FIELDS: Mapping[str, Spec] = {
    "find": Choice(FINDS),
    "words": TEXTS,
    "allow": TEXTS,
    "joiners": TEXTS,
    "ordinary": MapOf(TEXTS),
}

_WORD = rx.compile(r"(?<![\w-])(?<!\w')(?P<word>\p{L}[\w'-]*+)(?:\s+(?P<again>(?P=word)))+(?![\w-])(?!'\w)", regex.I)
_PHRASE = rx.compile(
    r"(?<![\w-])(?<!\w')(?P<word>\p{L}[\w'-]*+(?: [\w'-]++){1,4})(?: (?P<again>(?P=word)))+(?![\w-])(?!'\w)", regex.I
)
_JOINED = rx.compile(r"(?<!\w)(\p{L}{4,}) (?:\p{L}{1,3}[ ']){1,2}\1(?!\w)", regex.I)
"""A word that stands twice with small ones between, "la mémoire de la mémoire": a phrase twice in other languages."""
_LISTED = rx.compile(
    r"(?<![\w'-])(?P<word>\p{L}[\w']*+(?:[ -][\w']++){0,3})(?:[,;:.] (?P<again>(?P=word))){4,}(?![\w'])", regex.I
)
_SPACED = rx.compile(
    r"(?<!\S)(?P<word>[^\s\p{L}]*+\p{L}\S*+(?: \S++){0,4}|[^\s\p{L}]++(?: \S++){1,4})(?<![,;:.!?])"
    r"(?: (?P<again>(?P=word))){2,}(?!\w)",
    regex.I,
)
_LOOPS = {
    _LISTED: 9,
    _SPACED: 3,
    rx.compile(r"(?<![\w'])(?P<word>\p{L}[\w']*(?:-[\w']+){0,3})(?:-(?P<again>(?P=word))){2,}(?![\w'])", regex.I): 3,
    rx.compile(r"(?<![\w'])(?P<word>\p{L}{2,}(?:-\p{L}+){1,4})-(?P<again>(?P=word))(?![\w'])", regex.I): 2,
}
_LOOPS_IN_WORD = {
    rx.compile(r"\b\p{L}*?(?P<word>\p{L}{2,6})(?P<again>(?P=word)){3,}\p{L}*", regex.I): 9,
    rx.compile(r"\b\p{L}*?(?P<word>\p{L})(?P<again>(?P=word)){5,}\p{L}*", regex.I): 24,
}
"""What a loop looks like, and how many times make one where no source can be asked."""
_STARTS = {_PHRASE: phrase_starts, _LISTED: list_starts, _SPACED: loop_starts}
_SAID = 5
"""How often people say a word in a row."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Take over the lists of words, in lower case."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
    lists = {name: sorted({w.lower() for w in raw.get(name, ())}) for name in ("words", "allow", "joiners")}
    ordinary = {lang: sorted({w.lower() for w in words}) for lang, words in raw.get("ordinary", {}).items()}
    return {"whole": True, "find": raw.get("find"), "ordinary": ordinary, **lists}


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield what stands twice or oftener, unless the source repeats too."""
    find = rule.options["find"]
    if find == "sentence":
        yield from repeated_sentences(chunk)
        return
    for segment in chunk.memo("repeat", lambda: repeating(chunk))[find]:
        for match in _FINDERS[find](chunk, rule, segment):
            start, end = chunk.target.original(segment, *match.span())
            yield Hit(segment, start, end, {"word": match["word"]}, exact_case=True)


def _doubles(chunk: Chunk, rule: Rule, segment: int) -> Iterator[regex.Match[str]]:
    options = rule.options
    text = chunk.target.plain(segment)
    for match in chunk.memo(("doubles", segment), lambda: list(_WORD.finditer(text))):
        word = match["word"].lower()
        if len(match.captures("again")) > 1 or word in options["allow"]:
            continue
        if options["words"]:
            if word not in options["words"] or _begins_name(match["word"], match["again"]):
                continue
        elif len(word) < 2 or not _is_slip(match["word"], match["again"], sourced=_has(chunk, segment)):
            continue
        if not _excused(chunk, rule, segment, _WORD, match):
            yield match


def _begins_name(first: str, second: str) -> bool:
    return first.islower() and not second.islower()


def _is_slip(first: str, second: str, *, sourced: bool) -> bool:
    """Tell a slip from a doubled name, and from a word before a name that begins with it ("the journal Journal")."""
    if first[0].islower():
        return second[0].islower()
    return second[0].islower() or sourced


def _phrases(chunk: Chunk, rule: Rule, segment: int) -> Iterator[regex.Match[str]]:
    options = rule.options
    for match in _matches(_PHRASE, chunk.target, segment):
        words = match["word"].lower().split()
        if len(match.captures("again")) > 1 or len(set(words)) == 1 or match["word"].lower() in options["allow"]:
            continue
        if len(words) == 2 and set(words) & {*options["joiners"]}:
            continue
        if match["word"][0].isupper() and match["again"][0].isupper() and not _has(chunk, segment):
            continue
        if not _excused(chunk, rule, segment, _PHRASE, match):
            yield match


def _loops(chunk: Chunk, rule: Rule, segment: int) -> Iterator[regex.Match[str]]:
    text = chunk.target.plain(segment)
    sourced = _has(chunk, segment)
    beyond = 0
    in_word = segment in chunk.memo("repeat", lambda: repeating(chunk))["letters"]
    for pattern, alone in (_LOOPS | _LOOPS_IN_WORD if in_word else _LOOPS).items():
        for match in _matches(pattern, chunk.target, segment, beyond):
            times = len(match.captures("again")) + 1
            if not sourced and (times < alone or (match.group().isupper() and times <= _SAID)):
                continue
            if times <= _SAID and match["word"].lower() in rule.options["allow"]:
                continue
            if times <= _SAID and " " not in match["word"] and _begins_name(match["word"], match["again"]):
                continue
            if times < _SAID and regex.search(r"[,;:] ", match["word"]):
                continue  # not a loop, but a list: "no taxes, no fees, no taxes"
            if "-" in match.group() and text[match.end() : match.end() + 1] == "-" and times <= 4:
                continue  # great-great-great-grandmother
            if not _excused(chunk, rule, segment, pattern, match):
                beyond = match.end()
                yield match


_FINDERS = {"word": _doubles, "phrase": _phrases, "loop": _loops}


def _matches(pattern: Any, side: Side, segment: int, start: int = 0) -> Iterator[regex.Match[str]]:
    """Yield every match of a pattern in a segment, from a place on."""
    text = side.plain(segment)
    if pattern not in _STARTS:
        yield from pattern.finditer(text, start)
        return
    for at in _STARTS[pattern](side.folded_text(segment)):
        if at >= start and (match := pattern.match(text, at)):
            yield match
            start = match.end()


def _has(chunk: Chunk, segment: int) -> bool:
    return chunk.source is not None and chunk.source.has(segment)


def _excused(chunk: Chunk, rule: Rule, segment: int, pattern: Any, match: regex.Match[str]) -> bool:
    """Tell whether the source repeats something itself, near the same place, beyond what its grammar doubles."""
    if not _has(chunk, segment) or chunk.source is None:
        return False
    text = chunk.source.plain(segment)
    ordinary = rule.options["ordinary"].get(chunk.langs[0], ())
    if (pattern in _LOOPS or pattern in _LOOPS_IN_WORD) and match.group().lower() in text.lower():
        return True
    if pattern is _PHRASE and chunk.memo(("joined", segment), lambda: _JOINED.search(text) is not None):
        return True
    said: Sequence[tuple[str, float]] = chunk.memo((pattern, segment), lambda: [*_said(pattern, text)])
    own, height = match["word"].lower(), match.start() / len(chunk.target.plain(segment))
    return any(word not in ordinary and (word == own or abs(there - height) < 0.3) for word, there in said)


def _said(pattern: Any, text: str) -> Iterator[tuple[str, float]]:
    """Yield what is said several times, in lower case, with where that stands as a share of the text."""
    return ((match["word"].lower(), match.start() / len(text)) for match in pattern.finditer(text))
