"""Find sentences that stand in their segment a second time."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from mtqa import rx
from mtqa.checks.chunk import Chunk, Hit
from mtqa.fold import SEPARATOR, fold

_END = SEPARATOR.encode()
_SENTENCE_END = rx.compile(r"[.!?…][\"”»)]?( +)")
_STOPS, _CLOSING = (re.escape(fold(signs)) for signs in (".!?…", '"”»)'))
_FOLDED_END = re.compile(b"(?:(?<=[%b])|(?<=[%b][%b])) +" % (_STOPS, _STOPS, _CLOSING))
_AROUND = ".!?…\"“”«»' "
_FOLDED_AROUND = fold(_AROUND)
_SENTENCE_WORDS = 3
_SENTENCE_WORDS_ALONE = 6


def repeated_sentences(chunk: Chunk) -> Iterator[Hit]:
    """Yield sentences that stand in their segment a second time, where the source repeats none.

    Without a source, these are long and follow on themselves.
    """
    for segment in _worth_a_look(chunk):
        text = chunk.target.plain(segment)
        spans = [*_again(text)]
        sourced = chunk.source is not None and chunk.source.has(segment)
        if spans and sourced and chunk.source and any(_again(chunk.source.plain(segment))):
            continue
        for start, end in spans:
            if sourced or _follows_on_itself(text, start, end):
                first, last = chunk.target.original(segment, start, end)
                yield Hit(segment, first, last, {"word": text[start:end]}, exact_case=True)


def _worth_a_look(chunk: Chunk) -> Iterable[int]:
    if chunk.is_large:
        from mtqa.checks.bulk.sentences import with_repeats

        return with_repeats(chunk.target.folded, _FOLDED_AROUND)
    return _with_repeats(chunk.target.folded)


def _with_repeats(folded: bytes) -> Iterable[int]:
    """Return the segments in which what stands between two stops stands twice."""
    parts = [part.strip(_FOLDED_AROUND) for part in _FOLDED_END.split(folded.replace(_END, b". %b. " % _END))]
    often = {part for part, times in Counter(parts).items() if times > 1 and part.count(b" ") + 1 >= _SENTENCE_WORDS}
    places = [i for i, part in enumerate(parts) if part in often]
    segment = last = 0
    seen: set[tuple[int, bytes]] = set()
    found: dict[int, None] = {}
    for place in places:
        segment += parts[last:place].count(_END)
        last = place
        if (segment, parts[place]) in seen:
            found[segment] = None
        seen.add((segment, parts[place]))
    return found


def _follows_on_itself(text: str, start: int, end: int) -> bool:
    """Tell whether a sentence is long and stands once more right before."""
    sentence = text[start:end]
    return len(sentence.split()) >= _SENTENCE_WORDS_ALONE and text[:start].rstrip().endswith(sentence)


def _again(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of sentences of a few words at least that have stood before."""
    seen: set[str] = set()
    at = 0
    for gap in (*_SENTENCE_END.finditer(text), None):
        end = gap.start(1) if gap else len(text)
        sentence = text[at:end].lower().strip(_AROUND)
        if sentence in seen and len(sentence.split()) >= _SENTENCE_WORDS:
            yield at, end
        seen.add(sentence)
        at = gap.end() if gap else end
