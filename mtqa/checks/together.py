"""Search many segments at once: joined by SEPARATOR, so that a pattern is asked once and not once a segment.

The joined search only tells which segments are worth a look; whoever asks looks at those by themselves. So it may name
too many but never too few, and a pattern that might see a neighbour where it wants the end of the text is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any

import regex

from mtqa import rx
from mtqa.checks.side import starts_of
from mtqa.fold import SEPARATOR

ENOUGH = 3
"""With fewer segments, joining them costs more than it saves."""
_TOKEN = rx.compile(
    r"(?P<class>\[\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*+\])|(?P<escape>\\.)|(?P<negative>\(\?<?!)|(?P<atomic>\(\?>)"
    r"|(?P<odd>\(\?(?:\(|&|P>|R|\||[+-]?\d)|\{[eids][<>=]|\(\?[a-zA-Z01-]*[rm])|(?P<possessive>[*+?}]\+)|[\w |'-]++|.",
    regex.DOTALL,
)
_ENDS = frozenset(["^", "$", "\\A", "\\Z", "\\z", "\\G", "\\K", "\\m", "\\M"])
_WIDE = frozenset([".", "\\W", "\\S", "\\D", "\\P", "\\X", "\\R", "\\N"])


@cache
def joinable(pattern: str) -> bool:
    """Tell whether a pattern that matches a text surely matches it between two SEPARATORs as well.

    It does not where it asks for an end of the text, or where a negative lookaround or a possessive part might take the
    separator for a character it forbids or runs on over.
    """
    closes: list[bool] = []  # for each open bracket, whether it is a negative lookaround
    wide = held = False
    for token in _TOKEN.finditer(pattern):
        text, kind = token.group(), token.lastgroup
        if text in _ENDS or kind == "odd":
            return False
        if text in _WIDE or (kind == "class" and (text[1] == "^" or regex.search(r"\\[WSDPp]|\[:", text))):
            wide = True
            if any(closes):
                return False
        held |= kind in ("atomic", "possessive")
        if text[0] == "(" and kind in (None, "negative", "atomic"):
            closes.append(kind == "negative")
        elif text == ")" and closes:
            closes.pop()
    return not (wide and held)


def likely(compiled: Any, segments: Sequence[int], text: Callable[[int], str], limit: float) -> Collection[int]:
    """Return the segments a pattern may match: all where it cannot be told, or not within `limit` seconds."""
    if len(segments) < ENOUGH or not joinable(compiled.pattern):
        try:
            return [i for i in segments if compiled.search(text(i), timeout=limit)]
        except TimeoutError:
            return segments
    texts = [text(i) for i in segments]
    starts = starts_of(texts)
    named: set[int] = set()
    try:
        for match in compiled.finditer(SEPARATOR.join(texts), timeout=limit):
            first = bisect_right(starts, match.start()) - 1
            last = bisect_right(starts, match.end()) - 1
            named.update(range(first, min(last, len(texts) - 1) + 1))
    except TimeoutError:
        return segments
    return [segments[i] for i in sorted(named)]
