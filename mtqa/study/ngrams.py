"""Words in a row, and in which segments they stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import log

import regex

from mtqa.textview import plain_view

Ngram = tuple[str, ...]

_TOKENS = regex.compile(r"\w+(?:[-']\w+)*|[^\w\s]")
_SOURCE_TOKENS = regex.compile(r"\w+'(?=\w)|\w+(?:-\w+)*|[^\w\s]")
STOP = frozenset(
    """
    a an the this that these those it its he his him she her they their them we our us you your i my me who whom
    which what and or but if not no so than then as of to in on at by for from with into out up about over after is
    are was were be been being has have had having do does did will would can could may might shall should must
    there here also more most very all any some such only just
    """.split()
)
SOURCE_STOP = frozenset(
    """
    a à au aux avec c ce ces cette d' dans de des du elle elles en et eu il ils j' je l' la le les leur leurs lui m'
    ma mais me mes mon n' ne nos notre nous on ont ou où par pas plus pour qu' que qui s' sa se ses si son sont sur
    t' un une vos votre vous y a été est être était cet comme avait ont d' fait aussi tout
    """.split()
)


def tokens(text: str, *, lower: bool = True) -> list[str]:
    """Split a text into words and marks, with plain apostrophes and, unless told otherwise, in lower case."""
    plain = plain_view(text).plain
    return _TOKENS.findall(plain.lower() if lower else plain)


def source_tokens(text: str) -> list[str]:
    """Split a source text; an elided word (l', d', qu') is a word of its own."""
    return _SOURCE_TOKENS.findall(plain_view(text).plain.lower())


def ngrams(words: Sequence[str], size: int) -> Iterator[Ngram]:
    """Yield each run of `size` words that no mark breaks."""
    for i in range(len(words) - size + 1):
        gram = tuple(words[i : i + size])
        if all(word[0].isalnum() for word in gram):
            yield gram


def frequent(texts: Sequence[Sequence[str]], longest: int, least: int) -> set[Ngram]:
    """Return the n-grams of up to `longest` words that stand in at least `least` texts.

    Source: the a-priori property (Agrawal & Srikant 1994): a run is frequent only if its parts are.
    """
    kept: set[Ngram] = set()
    last: set[Ngram] = set()
    for size in range(1, longest + 1):
        counts: Counter[Ngram] = Counter()
        for words in texts:
            found = set(ngrams(words, size))
            counts.update(found if size == 1 else [g for g in found if g[1:] in last and g[:-1] in last])
        last = {gram for gram, count in counts.items() if count >= least}
        kept |= last
    return kept


def index(texts: Iterable[Sequence[str]], wanted: set[Ngram], longest: int) -> dict[Ngram, list[int]]:
    """Return the numbers of the texts in which each wanted n-gram stands."""
    places: dict[Ngram, list[int]] = defaultdict(list)
    for number, words in enumerate(texts):
        for gram in {g for size in range(1, longest + 1) for g in ngrams(words, size) if g in wanted}:
            places[gram].append(number)
    return places


def says_something(gram: Ngram, stop: frozenset[str]) -> bool:
    """Tell whether a word of the n-gram is more than grammar, and none is a number."""
    return any(word not in stop for word in gram) and not any(word[0].isdigit() for word in gram)


def log_likelihood(both: int, first: int, second: int, total: int) -> float:
    """Return G² of two events that occur `first` and `second` times, `both` together. Source: Dunning 1993."""
    cells = (
        (both, first * second),
        (first - both, first * (total - second)),
        (second - both, (total - first) * second),
        (total - first - second + both, (total - first) * (total - second)),
    )
    return 2 * sum(seen * log(seen * total / expected) for seen, expected in cells if seen > 0 and expected > 0)
