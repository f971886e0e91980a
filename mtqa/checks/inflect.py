"""Inflect English phrases for number, tense and person, and their replacements in step.

The forms of a word come from LemmInflect; they are made when a pack is compiled, never while text is checked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

NOUN_TAGS = ("NN", "NNS")
VERB_TAGS = ("VB", "VBZ", "VBD", "VBN", "VBG")
MODES = ("noun", "verb", "both", "none")

# (form of the phrase, the suggestions in the same form)
Forms = list[tuple[str, list[str]]]


@lru_cache(maxsize=4096)
def word_forms(word: str, tag: str) -> tuple[str, ...]:
    """Return the forms of a base word for a Penn Treebank tag, the usual one first."""
    if tag in ("NN", "VB"):
        return (word,)
    from lemminflect import getInflection

    lower = word.lower()
    if lower == "be":
        return {"VBZ": ("is", "are", "am"), "VBD": ("was", "were"), "VBN": ("been",), "VBG": ("being",)}[tag]
    found = getInflection(lower, tag=tag) or getInflection(lower, tag=tag, inflect_oov=True) or (lower,)
    if tag == "NNS" and len(found) > 1 and lower in found:
        found = tuple(f for f in found if f != lower)
    return tuple(_with_case(word, f) for f in dict.fromkeys(found))


def phrase_forms(phrase: str, inflect: str | Mapping[str, str], suggestions: Sequence[str]) -> Forms:
    """Return every form of `phrase` with its suggestions in step.

    `inflect`: "noun" varies the last word, "verb" the first, "both" both, "none" nothing; a mapping names words.
    """
    words = phrase.split(" ")
    spots = _spots(words, inflect)
    forms: dict[str, list[str]] = {}
    for tags in _combinations([VERB_TAGS if cls == "verb" else NOUN_TAGS for _, cls in spots]):
        changed = [list(words)]
        for (index, _), tag in zip(spots, tags, strict=True):
            changed = [[*w[:index], f, *w[index + 1 :]] for w in changed for f in word_forms(words[index], tag)]
        classes = {cls: tag for (_, cls), tag in zip(spots, tags, strict=True)}
        told = [_suggestion(s, classes) for s in suggestions]
        for form in changed:
            forms.setdefault(" ".join(form), told)
    return list(forms.items())


def _spots(words: Sequence[str], inflect: str | Mapping[str, str]) -> list[tuple[int, str]]:
    if isinstance(inflect, str):
        spots = [(0, "verb")] if inflect in ("verb", "both") else []
        return spots + ([(len(words) - 1, "noun")] if inflect in ("noun", "both") else [])
    return [(words.index(word), cls) for word, cls in inflect.items()]


def _combinations(tag_sets: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    combined: list[tuple[str, ...]] = [()]
    for tags in tag_sets:
        combined = [(*c, t) for c in combined for t in tags]
    return combined


def _suggestion(suggestion: str, tags: Mapping[str, str]) -> str:
    words = suggestion.split(" ")
    if not words[0]:
        return suggestion
    if tag := tags.get("verb"):
        words[0] = word_forms(words[0], tag)[0]
    if (tag := tags.get("noun")) and words[-1].isalpha() and (len(words) > 1 or "verb" not in tags):
        words[-1] = word_forms(words[-1], tag)[0]
    return " ".join(words)


def _with_case(pattern: str, word: str) -> str:
    if pattern.isupper() and len(pattern) > 1:
        return pattern + "s" if word == pattern.lower() + "s" else word.upper()
    return word.capitalize() if pattern[:1].isupper() else word


_AN_BEFORE = ("hour", "honest", "honour", "honor", "heir")
_A_BEFORE = ("uni", "use", "usu", "eu", "one", "once", "ubiq", "ukr", "uto", "ura")
_AN_LETTERS = "AEFHILMNORSX"
_SPOKEN_AS_WORDS = ("NATO", "NASA", "FIFA", "FEMA", "NAFTA", "LASER", "RADAR", "SIM ", "SARS", "SWAT", "HIV-free")


def article(word: str) -> str:
    """Return "a" or "an" as `word` wants it when spoken."""
    bare = word.lstrip("\"'“‘«( ")
    if bare.startswith(_SPOKEN_AS_WORDS):
        return "a"
    if bare[:2].isupper() or (len(bare) == 1 and bare.isalpha()):
        return "an" if bare[0] in _AN_LETTERS else "a"
    lower = bare.lower()
    if lower.startswith(_AN_BEFORE):
        return "an"
    if lower.startswith(_A_BEFORE) and not lower.startswith(("unim", "unin", "unid")):
        return "a"
    return "an" if lower[:1] in tuple("aeiou8") or lower.startswith(("11", "18 ")) else "a"


def carry_case(model: str, text: str) -> str:
    """Give `text` the capitals of `model`: UPPER CASE whole, else its first letter's."""
    letters = [c for c in model if c.isalpha()]
    if len(letters) > 3 and all(c.isupper() for c in letters) and " " in model.strip():
        return text.upper()
    if letters and letters[0].isupper() and model[:1].isalpha() and text[:1].islower():
        return text[:1].upper() + text[1:]
    return text
