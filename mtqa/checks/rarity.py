"""How rare a literal is in English text: the rarer, the less often a rule is looked at."""

from __future__ import annotations

import math
from functools import lru_cache

from mtqa.fold import fold

EDGE = "\uffff"
"""Stands in a literal where a word must begin or end."""
FEW = 24
_SIGNS = {",": 0.01, ".": 0.01, "'": 0.006, '"': 0.004, "-": 0.003, ":": 0.001, "(": 0.001, ")": 0.001}
_FREQUENCY = _SIGNS | dict(
    zip(
        " etaoinshrdlcumwfgypbvk",
        (
            0.17, 0.10, 0.075, 0.065, 0.062, 0.057, 0.057, 0.053, 0.05, 0.05, 0.034, 0.033,
            0.023, 0.023, 0.02, 0.019, 0.018, 0.016, 0.016, 0.016, 0.012, 0.008, 0.006,
        ),
        strict=True,
    )
)  # fmt: skip
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
    2: "its all more she would there her",
    1: (
        "him when no if out so up about into than them can only other new some could time these two may then "
        "do first any my now such like our over man me even most made after also did many before must through "
        "year years where much your way well down should because each just those people how too good very "
        "make world still own see men work long here between both life being under never day same another "
        "know while last might us great old off come since against go came right"
    ),
}
_WORDS = {word: per_thousand / 1000 for per_thousand, words in _COMMON.items() for word in words.split()}
"""Units: share of the words of English news, roughly."""


@lru_cache(maxsize=65536)
def cost(literals: frozenset[str] | tuple[str, ...]) -> float:
    """Estimate how often English text holds one of the literals, per character; many literals cost a little more."""
    return sum(map(_one_cost, literals)) + 5e-7 * max(0, len(literals) - FEW)


@lru_cache(maxsize=65536)
def _one_cost(literal: str) -> float:
    bare, begins, ends = edges_of(literal)
    text = fold(bare).decode("latin-1")
    words = text.split()
    common = 0.0
    if words and all(w in _WORDS for w in words):
        common = math.prod(_WORDS[w] for w in words) * 3.0 ** (len(words) - 1) / 6
        if (begins or text[0] == " ") and (ends or text[-1] == " "):
            return common
    chance = math.prod(_FREQUENCY.get(c, 0.01 if c.isdigit() else 0.002 if c.isalpha() else 0.0003) for c in text)
    clustered = 4.0 ** min(max(len(text) - 1, 0), 3)  # letters are not drawn by chance: "ing" is no rarity
    return max(common, float(chance * clustered * 0.3 ** (begins + ends)))


def bare_of(literal: str) -> str:
    """Return a literal without the marks of word edges."""
    return literal.replace(EDGE, "")


def edges_of(literal: str) -> tuple[str, bool, bool]:
    """Return a literal without its marks, and whether a word must begin at its start and end at its end."""
    bare = bare_of(literal)
    begins = literal.startswith(EDGE) and bare[:1].isalnum()
    ends = literal.endswith(EDGE) and bare[-1:].isalnum()
    return bare, begins, ends
