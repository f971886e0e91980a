"""How a name may have been spelt wrong, and when its spelling in another language says nothing."""

from __future__ import annotations

from functools import lru_cache

from mtqa.lang.names import fold_name, likeness, sound

NEAR = 0.62
"""Least likeness of two spellings of one name."""
FAR, PLAIN, TELLING = range(3)
"""How a word stands to a name: not like it, like it in a way no rule speaks of, or else."""


def lost_letters(name: str, word: str) -> bool:
    """Tell whether a name differs in its accented letters only, and other letters stand for them, or none."""
    if name.isascii():
        return False
    from rapidfuzz.distance import Levenshtein

    one, other = name.lower(), word.lower()
    if (
        abs(len(one) - len(other)) > 2
        or other.startswith(fold_name(name))
        or sound(fold_name(one)) == sound(fold_name(other))
    ):
        return False
    changed = {op.src_pos for op in Levenshtein.editops(one, other)}
    accented = {i for i, letter in enumerate(one) if not letter.isascii()}
    return changed <= accented | {i + 1 for i in accented} and bool(changed & accented)


def is_slip(one: str, other: str) -> bool:
    """Tell whether two folded names differ by one wrong, missing, added or exchanged letter, and sound otherwise."""
    from rapidfuzz.distance import DamerauLevenshtein

    if min(len(one), len(other)) < 4 or one.startswith(other) or other.startswith(one):
        return False
    if one[:-3] == other[:-3] and one[-1] in "es" and other[-1] in "as":  # Pangée, Pangea; Bosniens, Bosnians
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1 and sound(one) != sound(other)


def is_inflected(one: str, other: str) -> bool:
    """Tell whether a folded name was taken for a verb."""
    return other in (one + "d", one + "ed")


@lru_cache(maxsize=50_000)
def bearing(name: str, word: str) -> int:
    """Tell whether a word of the translation is FAR from a name, or like it: PLAIN, or TELLING if a rule may speak."""
    one, other = fold_name(name), fold_name(word)
    if likeness(one, other) < NEAR:
        return FAR
    told = is_slip(one, other) or is_inflected(one, other) or lost_letters(name, word)
    return TELLING if told or min(len(one), len(other)) < 3 else PLAIN
