"""Which words a language has: word lists with frequencies, from pyspellchecker, loaded when first asked for.

The lists hold inflected forms in lower case, counted in film subtitles and cleaned; proper names are mostly left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

LANGUAGES = frozenset("ar de en es eu fa fr it lv nl pt ru".split())


@cache
def frequencies(lang: str) -> Mapping[str, int]:
    """Return the words of a language with their counts, an empty mapping for a language without a list."""
    if lang not in LANGUAGES:
        return {}
    import gzip
    import json
    from importlib.resources import files

    # The list itself: SpellChecker() would copy it word by word, which takes longer than reading it.
    data = (files("spellchecker") / "resources" / f"{lang}.json.gz").read_bytes()
    words: Mapping[str, int] = json.loads(gzip.decompress(data))
    return words


def frequency(lang: str, word: str) -> int:
    """Return how often a word was counted, 0 if the list does not have it."""
    return frequencies(lang).get(word.lower(), 0)


def is_word(lang: str, word: str) -> bool:
    """Tell whether a language's list has a word. A language without a list has none: ask LANGUAGES first."""
    return word.lower() in frequencies(lang)
