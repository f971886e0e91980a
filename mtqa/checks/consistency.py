"""`kind: consistency`: over a whole document, the same said in different ways.

    find: source        # source | target | name
    least: 3            # words a source (find: source) or a translation (find: target) has at least; 0: no bound
    most: 0             # and at most

- source: one source segment, two translations. Spaces, case, punctuation and quotes make no difference.
- target: one translation of sources that have little in common.
- name: one name of the source, two spellings in the translation. Nothing is said of words that are in the word list
  of a language, nor where a language has no such list.

Where much of a stretch of text is said again otherwise, it is another translation of the whole (two systems in one
file, two drafts), and nothing is said. Else the later place is flagged. The groups `first` (what stood there) and
`place` (the key of its segment) serve the message, with `name` for a name. So that memory has a bound, MOST segments
and names of a document are remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from mtqa import rx
from mtqa.checks.chunk import Chunk, Found, Hit
from mtqa.checks.recalling import LONGEST_QUOTE, Seen, differing
from mtqa.checks.side import Side
from mtqa.lang import words
from mtqa.model import Rule
from mtqa.nodes import Node
from mtqa.schema import NUMBER, Choice, Report, Spec

FINDS = ("source", "target", "name")
FIELDS: Mapping[str, Spec] = {"find": Choice(FINDS), "least": NUMBER, "most": NUMBER}
MOST = 60_000
"""How many segments or names of a document are remembered."""
RUN, RETOLD = 20, 0.4
"""So many segments in a row, or such a share of a chunk, that differ from earlier ones are a second translation."""
_CLOSE = 60
"""Percent of likeness (rapidfuzz ratio) from which two sources are the same but for a detail."""
_SPELLING = 82
"""Percent of likeness (rapidfuzz ratio) from which two names are spellings of one."""
_NAME = rx.compile(r"(?<![\w'.-])\p{Lu}\p{L}{4,}(?!\w|['.-]\p{L})")
_SAME = frozenset(("s", "es", "x", "e", "n", "an", "ian", "ese", "ish", "er", "en"))
"""Endings that make another word of a name, not another spelling."""


def prepare(raw: Mapping[str, Any], node: Node, report: Report) -> dict[str, Any]:
    """Read the options."""
    if "find" not in raw:
        report.add(node, "missing: find", "one of " + ", ".join(FINDS))
    return {
        "find": raw.get("find"), "least": raw.get("least", 0), "most": raw.get("most", 0), "whole": True,
        "bilingual": True, "segments": True,
    }  # fmt: skip


def check(chunk: Chunk, rule: Rule, found: Sequence[Found]) -> Iterator[Hit]:
    """Yield the places that differ from an earlier one."""
    if chunk.source is None:
        return
    memory = chunk.document.setdefault(rule.id, {})
    yield from _CHECKS[rule.options["find"]](chunk, chunk.source, rule.options, memory)


def _sized(side: Side, options: Mapping[str, Any], segment: int) -> bool:
    """Tell whether a segment has as many words as asked for."""
    size = sum(any(c.isalnum() for c in word) for word in side.plain(segment).split())
    return options["least"] <= size and (not options["most"] or size <= options["most"])


def _source(chunk: Chunk, source: Side, options: Mapping[str, Any], memory: dict[int, Seen]) -> Iterator[Hit]:
    for segment, seen in _differing(chunk, "source", source, chunk.target):
        if _sized(source, options, segment):
            yield _hit(chunk, segment, seen)


def _target(chunk: Chunk, source: Side, options: Mapping[str, Any], memory: dict[int, Seen]) -> Iterator[Hit]:
    for segment, seen in _differing(chunk, "target", chunk.target, source):
        if _sized(chunk.target, options, segment) and _unlike(source.plain(segment), seen.text):
            yield _hit(chunk, segment, seen)


def _differing(chunk: Chunk, name: str, alike: Side, other: Side) -> list[tuple[int, Seen]]:
    """Return the segments that are like an earlier one on one side and not on the other; rules share the work."""
    memory = chunk.document.setdefault(f"consistency {name}", {})
    found: list[tuple[int, Seen]] = chunk.memo(
        ("consistency", name), lambda: _unless_retold(chunk, list(differing(chunk, alike, other, memory, MOST)))
    )
    return found


def _unless_retold(chunk: Chunk, found: list[tuple[int, Seen]]) -> list[tuple[int, Seen]]:
    """Leave out what is a second translation: of the whole chunk, or of many segments in a row."""
    if len(found) > max(RUN, RETOLD * len(chunk.texts)):
        return []
    kept: list[tuple[int, Seen]] = []
    run: list[tuple[int, Seen]] = []
    for segment, seen in found:
        if run and segment != run[-1][0] + 1:
            kept += run if len(run) < RUN else ()
            run = []
        run.append((segment, seen))
    return kept + (run if len(run) < RUN else [])


def _hit(chunk: Chunk, segment: int, seen: Seen) -> Hit:
    text = chunk.texts[segment]
    groups = {"first": _quoted(seen.text), "place": seen.place}
    return Hit(segment, len(text) - len(text.lstrip()), len(text.rstrip()), groups)


def _key(chunk: Chunk, segment: int) -> str:
    batch = chunk.batch
    return batch.keys[segment] if batch.keys else f"line {batch.lines[segment]}"


def _quoted(text: str) -> str:
    return text if len(text) < LONGEST_QUOTE else text[: text.rfind(" ")] + " ..."


def _unlike(source: str, earlier: str) -> bool:
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(source[:LONGEST_QUOTE].lower(), earlier.lower()) < _CLOSE)


def _name(chunk: Chunk, source: Side, options: Mapping[str, Any], memory: dict[str, dict[str, str]]) -> Iterator[Hit]:
    there: dict[int, dict[str, None]] = {}
    for spot in source.finditer(_NAME):
        there.setdefault(spot.segment, {})[spot.match.group()] = None
    here: dict[int, dict[str, tuple[int, int]]] = {}
    for spot in chunk.target.finditer(_NAME):
        if spot.segment in there:
            here.setdefault(spot.segment, {}).setdefault(spot.match.group(), (spot.start, spot.end))
    for segment, written in here.items():
        for name in there[segment]:
            yield from _renderings(chunk, segment, name, written, memory)


def _renderings(
    chunk: Chunk, segment: int, name: str, written: Mapping[str, tuple[int, int]], memory: dict[str, dict[str, str]]
) -> Iterator[Hit]:
    """Compare how a name is written here with how it was written before."""
    known = memory.get(name)
    if known is None:
        if len(memory) >= MOST:
            return
        known = memory[name] = {}
    spelt = [name] if name in written else [w for w in written if w[:2] == name[:2] or w[-3:] == name[-3:]]
    for word in spelt:
        if word in known:
            continue
        if word != name and not _likeness(name, word):
            continue
        first = next((w for w in known if _respelt(w, word)), None)
        known.setdefault(word, _key(chunk, segment))
        if first is not None and not _is_ordinary(chunk.langs, name, first, word):
            start, end = chunk.target.original(segment, *written[word])
            yield Hit(segment, start, end, {"name": name, "first": first, "place": known[first]})


def _likeness(name: str, word: str) -> bool:
    from rapidfuzz import fuzz

    return bool(fuzz.ratio(name.lower(), word.lower()) >= _SPELLING - 10)


def _respelt(first: str, word: str) -> bool:
    """Tell whether two words are one name spelt in two ways, not a name and a word made of it."""
    from rapidfuzz import fuzz

    a, b = sorted((first.lower(), word.lower()), key=len)
    if a == b or (b.startswith(a) and b[len(a) :] != a[-1]) or fuzz.ratio(a, b) < _SPELLING:
        return False
    common = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    return not (a[common:] in _SAME and b[common:] in _SAME)


def _is_ordinary(langs: tuple[str, str], *names: str) -> bool:
    """Tell whether one of the names is a word of a language, or that cannot be known."""
    if not words.LANGUAGES.issuperset(langs):
        return True
    return any(words.is_word(lang, name) for lang in langs for name in names)


_CHECKS: Mapping[str, Callable[..., Iterator[Hit]]] = {"source": _source, "target": _target, "name": _name}
