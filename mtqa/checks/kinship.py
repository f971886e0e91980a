"""How akin a text and its translation are: by the words, names and numbers that stand alike in both, and by length.

What is counted: chances are words that might show again (long ones, names, numbers, words of the rule's lexicon), and
met are those that do. The weights were fitted by logistic regression on human translations set beside their own source
and beside another; they are log odds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

from mtqa import rx

Lexicon = Mapping[str, Sequence[str]]
"""Words of the source, each with what its translations begin with."""

_TOKEN = rx.compile(r"\d+(?:[., ]\d{3})*(?:[.,]\d+)?|[^\W\d_]+")
_NAME = rx.compile(r"(?<=[\p{Ll},] |[dl]')\p{Lu}\p{L}{2,}")
_NUMBER = rx.compile(r"\d[\d., ]*")
_PREFIX, _NAME_PREFIX, _FUZZY = 5, 4, 6
"""Letters two words must begin with in common; names do with fewer; words of so many letters may differ in some."""
_ALIKE = 75
_TELLING, _CLOSE = 6, 0.3
"""Words that may show again for a wording to be told free, and the share of them that does in a close one."""
CHANCE, MET, NAME, NUMBER = 0.26, -3.3, 1.0, 0.9


class Kin(NamedTuple):
    """What one text has of another. `names` and `numbers` are those of the first that the other lacks."""

    chances: int
    met: int
    names: int
    numbers: int

    @property
    def strangeness(self) -> float:
        """Weigh what speaks for two texts having nothing to do with each other. Units: log odds."""
        return CHANCE * self.chances + MET * self.met + NAME * min(self.names, 4) + NUMBER * min(self.numbers, 3)


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    """Return a word in lower case without accents."""
    if word.isascii():
        return word.lower()
    bare = normalize("NFD", word.lower()).encode("ascii", "ignore").decode()
    return bare or word.lower()


def digits(number: str) -> str:
    """Return the digits of a number, whatever parts its thousands."""
    return "".join(filter(str.isdigit, number))


class Text:
    """A text taken apart, as far as it is asked for."""

    __slots__ = ("_beginnings", "_line", "_low", "_names", "_openings", "_words", "bare", "numbers", "raw")

    def __init__(self, raw: str) -> None:
        tokens = _TOKEN.findall(raw)
        words = [t for t in tokens if not t[0].isdigit()]
        self.raw, self.bare = raw, [*map(plain, words)]
        self.numbers = {digits(t) for t in tokens if t[0].isdigit()} if len(words) < len(tokens) else set[str]()
        self._words = words
        self._beginnings: set[str] | None = None
        self._openings: set[str] | None = None
        self._low: set[str] | None = None
        self._line: str | None = None
        self._names: list[str] | None = None

    @property
    def beginnings(self) -> set[str]:
        """The beginnings of all words."""
        if self._beginnings is None:
            self._beginnings = {b[:_PREFIX] for b in self.bare}.union([b[:_NAME_PREFIX] for b in self.bare])
        return self._beginnings

    @property
    def openings(self) -> set[str]:
        """The beginnings of the words long enough to show again."""
        if self._openings is None:
            sizes = [_NAME_PREFIX if w[0].isupper() else _PREFIX for w in self._words]
            self._openings = {b[:size] for b, size in zip(self.bare, sizes, strict=True) if len(b) >= size}
        return self._openings

    @property
    def words(self) -> set[str]:
        """The words in lower case."""
        if self._low is None:
            self._low = {w.lower() for w in self._words}
        return self._low

    @property
    def line(self) -> str:
        """The words in one line, each after a blank."""
        if self._line is None:
            self._line = " " + " ".join(self.words)
        return self._line

    @property
    def names(self) -> list[str]:
        """The names, in lower case and without accents."""
        if self._names is None:
            self._names = [plain(n) for n in _NAME.findall(self.raw)]
        return self._names

    def long(self) -> set[str]:
        """Return the long words, without accents."""
        return {b for b in self.bare if len(b) >= _FUZZY}

    def shared(self, other: Text) -> tuple[int, int]:
        """Count the words that may show in the other text, and those that do."""
        met = len(self.openings & other.beginnings) + len(self.numbers & other.numbers)
        return len(self.openings) + len(self.numbers), met


def kin(part: Text, whole: Text, lexicon: Lexicon, *, of_source: bool) -> Kin:
    """Tell what `part`, of the source or of the target, has in common with `whole`, a text of the other side."""
    chances, met = part.shared(whole)
    if met < 2:
        met = max(met, _alike(part.long(), whole.long()))
    if of_source:
        known = {word for word in part.words if word in lexicon}
        met += sum(_stands(lexicon[word], whole) for word in known)
    else:
        known = _known_by(part.words, lexicon)
        met += sum(word in whole.words for word in known)
    chances += len(known)
    return Kin(chances, met, *lacking(part, whole))


def lacking(part: Text, whole: Text) -> tuple[int, int]:
    """Count the names and the numbers of a text that another lacks."""
    names = sum(n[:_NAME_PREFIX] not in whole.beginnings for n in part.names)
    numbers = sum(not any(n in other or other in n for other in whole.numbers) for n in part.numbers)
    return names, numbers


def is_free(source: str, target: str) -> bool:
    """Tell whether a translation has so few words like the source's that it was written freely, as people do.

    A machine keeps to the wording: of what may show again, two words in five do. Where little may, nothing is told.
    """
    text = Text(source)
    chances, met = text.shared(Text(target))
    return chances >= _TELLING and met < _CLOSE * chances


def _alike(ours: Iterable[str], theirs: Sequence[str] | set[str]) -> int:
    from rapidfuzz import fuzz

    return sum(any(fuzz.ratio(a, b) >= _ALIKE for b in theirs) for a in ours)


def _known_by(words: Iterable[str], lexicon: Lexicon) -> set[str]:
    """Return the words of a lexicon that have a translation among the words of a text."""
    sizes, known = _turned(lexicon)
    return {entry for word in words for size in sizes for entry in known.get(word[:size], ())}


def _turned(lexicon: Lexicon) -> tuple[Sequence[int], Mapping[str, Sequence[str]]]:
    """Return a lexicon by the beginnings of translations, with the lengths of these; it is made once."""
    kept = _TURNED.get(id(lexicon))
    if kept is None or kept[0] is not lexicon:
        known: dict[str, list[str]] = {}
        for word, beginnings in lexicon.items():
            for beginning in beginnings:
                known.setdefault(beginning, []).append(word)
        if len(_TURNED) >= _MOST_TURNED:
            _TURNED.clear()
        kept = _TURNED[id(lexicon)] = lexicon, (sorted({*map(len, known)}), known)
    return kept[1]


_MOST_TURNED = 16
"""Lexicons that are kept; a rule has one, and rules may be read anew."""
_TURNED: dict[int, tuple[Lexicon, tuple[Sequence[int], Mapping[str, Sequence[str]]]]] = {}


def _stands(beginnings: Sequence[str], text: Text) -> bool:
    """Tell whether a word of the text begins so."""
    return any(map(text.line.__contains__, [f" {beginning}" for beginning in beginnings]))


class Measure(NamedTuple):
    """How long translations are: their usual ratio to the source, and how far it strays.

    Units: `ratio` of characters; `spread` of its logarithm in long texts, to which a text of n characters adds
    `noise` / sqrt(n).
    """

    ratio: float
    spread: float
    noise: float

    def strays(self, source: int, target: int) -> float:
        """Return by how many standard deviations a translation is too long, or (below 0) too short."""
        if not source or not target:
            return 0.0
        off = math.log(target / source / self.ratio)
        return off / math.sqrt(self.spread**2 + self.noise**2 / source)

    def bound(self, source: int, strays: float) -> float:
        """Return the length of a translation that strays by so many standard deviations."""
        return source * self.ratio * math.exp(strays * math.sqrt(self.spread**2 + self.noise**2 / source))
