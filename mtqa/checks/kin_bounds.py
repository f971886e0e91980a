"""What two texts have in common at least, and what there is in one that may show again: soon told by folded words.

Nothing is told of a text with a letter of which its folded byte does not say how it reads without accents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from mtqa.checks.kinship import Lexicon, plain
from mtqa.fold import EXTRA, fold

DIGITS = b"0123456789"
MARGIN = 1e-6
"""What rounding may hide. Units: log odds."""


def _letters() -> bytes:
    """Return what leaves of folded text the letters without accents; what is not sure to be one becomes _UNSURE."""
    table = bytearray([_UNSURE]) * 256
    for char in (*map(chr, chain(range(32, 127), range(160, 256))), *EXTRA):
        if not char.isalnum() or char in "0123456789":
            table[fold(char)[0]] = 32
        elif len(plain(char)) == 1 and plain(char).isascii():
            table[fold(char)[0]] = ord(plain(char))
    return bytes(table)


_UNSURE = 255
LETTERS = _letters()
FOLDED_APART = "ıſ"
"""Letters that fold to others than `plain` has for them."""
LONG, HEAD, NAME_HEAD = 4, 5, 4
"""Units: letters. How long a word is that may show again, and how it begins where it surely does, names and others."""
_NUMBERS = bytes(b if b in DIGITS else 32 for b in range(256))
CAPITALS = bytes(65 if chr(b).isupper() or chr(b) == "?" else 32 if chr(b) in " '" else 0 for b in range(256))
"""Shows of Latin-1 the capitals, with a question mark for one that is not in it, and what may stand before a name."""
_MOST_WORDS, _MOST_KEPT = 50_000, 16


class Chances(dict[bytes, int]):
    """How many words that may show again stand for a word, at most: itself if it is long, and those of a lexicon.

    `whole` are the words of the lexicon if it is of the language asked about, without accents.
    """

    def __init__(self, lexicon: Lexicon, *, of_source: bool) -> None:
        super().__init__()
        self.whole = frozenset(map(_bare, lexicon if of_source else ()))
        self._begun = Counter(map(_bare, chain.from_iterable(() if of_source else lexicon.values())))
        self._sizes = sorted({*map(len, self._begun)})

    def __missing__(self, word: bytes) -> int:
        begun = sum(self._begun[word[:size]] for size in self._sizes if size <= len(word))
        count = (len(word) >= LONG) + (word in self.whole) + begun
        if len(self) < _MOST_WORDS:
            self[word] = count
        return count

    def told(self, words: Iterable[bytes]) -> int:
        """Add up the chances of words."""
        return sum(map(self.__getitem__, words))


def _bare(word: str) -> bytes:
    return plain(word).encode("ascii", "replace")


_KEPT: dict[tuple[int, bool], tuple[Lexicon, Chances]] = {}


def chances_of(lexicon: Lexicon, *, of_source: bool) -> Chances:
    """Return the chances of words of one side, by the lexicon of a rule; they are made once."""
    kept = _KEPT.get((id(lexicon), of_source))
    if kept is None or kept[0] is not lexicon:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(lexicon), of_source] = lexicon, Chances(lexicon, of_source=of_source)
    return kept[1]


def bare_words(text: str, folded: bytes) -> list[bytes] | None:
    """Return the words of a text in its plain view, without accents; None if they are not sure."""
    bare = folded.translate(LETTERS)
    if not bare.isascii() or (not text.isascii() and any(char in text for char in FOLDED_APART)):
        return None
    return bare.split()


def heads(words: Iterable[bytes]) -> set[bytes]:
    """Return the beginnings of the words that show again wherever another word begins like them."""
    return {word[:HEAD] for word in words if len(word) >= HEAD}


def met_at_least(ours: set[bytes], theirs: set[bytes]) -> int:
    """Count the words that show again, at least, by the heads of two texts."""
    both = ours & theirs
    return len({head[:NAME_HEAD] for head in both}) if both else 0


def alone(text: str, folded: bytes) -> tuple[int, int]:
    """Count the names and the numbers of a text that another may lack, at most.

    Names are told by their capital and by what stands before them; a number of several parts counts several times.
    """
    names = text.encode("latin-1", "replace").translate(CAPITALS).count(b" A")
    return names, len(folded.translate(_NUMBERS).split())
