"""How rare a literal is in English text: the rarer, the less often a rule is looked at."""

from __future__ import annotations

from functools import cache, lru_cache
from heapq import nlargest
from math import fsum

from mtqa import rx
from mtqa.fold import fold
from mtqa.lang.words import frequencies

EDGE = "\uffff"
"""Stands in a literal where a word must begin or end."""
DIGIT = "\ufdd0"
"""Stands at the beginning of a literal where any digit may stand."""
FEW = 24
_SIGNS = {
    ",": 0.01, ".": 0.01, "'": 0.003, '"': 0.0017, "-": 0.002, ":": 0.0005, "(": 0.00036, ")": 0.00036, "?": 0.0002,
    "$": 0.0002, ";": 0.0002, "%": 0.0001, "/": 0.0001, "!": 0.0001,
}  # fmt: skip
"""Units: share of the characters of English news; any other is rarer."""
_OTHER_SIGN = 0.00005
_CLOSING = frozenset(",.;:)?!%")
_SPACE, _SPACES = 0.17, 0.0002
_COMMON = {
    60: "the",
    28: "of",
    27: "and",
    26: "to",
    23: "a",
    21: "in",
    10: "is that for",
    9: "it",
    8: "was on",
    7: "with as he",
    6: "be by at",
    5: "said have are from has i",
    4: "his an but not they this",
    3: "who their were will which or we one had been you",
    2: "its all more she would there her people",
    1: (
        "him when no if out so up about into than them can only other new some could time these two may then "
        "do first any my now such like our over man me even most made after also did many before must through "
        "year years where much your way well down should because each just those how too good very "
        "make world still own see men work long here between both life being under never day same another "
        "know while last might us great old off come since against go came right state states american million "
        "three government president country united"
    ),
    0.4: (
        "percent billion dollars dollar minister party police week month months company companies group members market "
        "public national international political economic according children women workers jobs city countries "
        "officials war european german french british russian chinese republic north south west east monday tuesday "
        "wednesday thursday friday saturday sunday january february march april june july august september october "
        "november december europe france germany america china russia london washington york bank court prime foreign"
    ),
}
_NEWS = {word: per_thousand / 1000 for per_thousand, words in _COMMON.items() for word in words.split()}
"""Units: share of the words of English news, roughly; film subtitles, which the word list counts, have other words."""
_LISTED = 12_000
"""So many words make up nearly all of a text."""
_LONGEST = 6
_UNHEARD = 2e-7
"""Units: share of the words that have a piece of a word which no common word has."""
_WORD_LENGTH = 6
_TOKEN = rx.compile(r"\d+|[^\W\d_]+|.")
_NUMBERS, _ONE, _FURTHER_DIGIT, _LATER_DIGIT = 0.012, 0.3, 0.2, 0.003
"""Shares: of words that are numbers, of numbers that begin with 1, of those with a given digit next, of words with a
given digit further on."""
_NEXT_WORD, _NEXT_DIGIT, _NEXT_SIGN, _SAME_SIGN = 3.0, 8.0, 20.0, 0.01
"""How much likelier a word, number or sign is next to what goes with it, and how likely a sign stands twice."""
_NEXT_NUMBER = 0.3
"""How much likelier a number is after another one and a space."""
_LONGER = 0.98
"""What each character more is worth: of pieces of a word the longer one, which may show the word's case."""
_SPACED, _SPACED_CLOSING = 0.3, 0.002
"""Shares of signs that stand after a space."""


@cache
def _pieces() -> dict[str, float]:
    """Return how large a share of the words of English has a piece, up to _LONGEST letters; a space is a word's end."""
    counts = dict(frequencies("en").items())
    whole = sum(counts.values())
    shares = {word: counts[word] / whole for word in nlargest(_LISTED, counts, key=counts.__getitem__)} | _NEWS
    pieces: dict[str, float] = {}
    for word, share in shares.items():
        text = f" {word} "
        for piece in {text[i : i + n] for n in range(1, _LONGEST + 1) for i in range(len(text) - n + 1)}:
            pieces[piece] = pieces.get(piece, 0.0) + share
    return pieces


@lru_cache(maxsize=65536)
def cost(literals: frozenset[str] | tuple[str, ...]) -> float:
    """Estimate how often English text holds one of the literals, per character; many literals cost a little more."""
    return fsum(map(_one_cost, literals)) + 5e-7 * max(0, len(literals) - FEW)


@lru_cache(maxsize=65536)
def _one_cost(literal: str) -> float:
    bare, begins, ends = edges_of(literal)
    text = fold(bare).decode("latin-1")
    if not text.strip():
        return _SPACE if text == " " else _SPACES
    chance, before, last, alone = 1.0, "", "", True
    if literal[0] == DIGIT:
        chance, before, last, alone = (_NUMBERS + 10 * _LATER_DIGIT) / _WORD_LENGTH, "0", "0", False
    for token in _TOKEN.finditer(text):
        piece = token.group()
        if piece != " ":
            left, right = begins or token.start() > 0, ends or token.end() < len(text)
            chance *= min(1.0, _chance(" " * left + piece + " " * right, before, alone=alone))
            chance *= _NEXT_NUMBER if before == " " and last.isdigit() and piece.isdigit() else 1.0
            alone, last = False, piece
        before = piece
    return chance * _LONGER ** len(text)


def _chance(text: str, before: str, *, alone: bool) -> float:
    """Estimate how likely a word or sign is after what stands `before` it, or `alone`; spaces are ends of a word."""
    bare = text.strip()
    if bare.isalpha():
        share = _share_of_word(text)
    elif bare.isdigit():
        first = _NUMBERS * (_ONE if bare[0] == "1" else (1 - _ONE) / 9) + (0.0 if text[0] == " " else _LATER_DIGIT)
        share = first * _FURTHER_DIGIT ** (len(bare) - 1)
    else:
        share = _SIGNS.get(bare, _OTHER_SIGN)
        spaced = (_SPACED_CLOSING if bare in _CLOSING else _SPACED) if before == " " else 1.0
        return spaced * (share if alone else _SAME_SIGN if before == bare else share * _NEXT_SIGN)
    if alone:
        return share / _WORD_LENGTH
    return share * (_NEXT_WORD if before == " " else _NEXT_DIGIT if bare.isdigit() and not before.isalnum() else 1.0)


@lru_cache(maxsize=65536)
def _share_of_word(text: str) -> float:
    """Estimate what share of words have a piece: no larger than that of any part of it."""
    pieces = _pieces()
    last = max(1, len(text) - _LONGEST + 1)
    return min(pieces.get(text[at : at + _LONGEST], _UNHEARD) for at in range(last))


def bare_of(literal: str) -> str:
    """Return a literal without its marks, and without a digit that may be any."""
    return literal.replace(EDGE, "").replace(DIGIT, "")


def edges_of(literal: str) -> tuple[str, bool, bool]:
    """Return a literal without its marks, and whether a word must begin at its start and end at its end."""
    bare = bare_of(literal)
    begins = literal.startswith(EDGE) and bare[:1].isalnum()
    ends = literal.endswith(EDGE) and bare[-1:].isalnum()
    return bare, begins, ends
