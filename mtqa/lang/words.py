"""Which words a language has: word lists with frequencies, from pyspellchecker, loaded when first asked for.

The lists hold inflected forms in lower case, counted in film subtitles and cleaned; proper names are mostly left out.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

import mtqa
from mtqa.cachefolder import place, replace, sealed, trim, unsealed
from mtqa.lang.wordlist import FORM, WordList, written

LANGUAGES = frozenset("ar de en es eu fa fr it lv nl pt ru".split())
MOST = 24
"""Word lists that stay in the cache folder, the last written."""


def frequencies(lang: str) -> Mapping[str, int]:
    """Return the words of a language with their counts, an empty mapping for a language without a list."""
    return _list_of(lang) if lang in LANGUAGES else {}


@cache
def _list_of(lang: str) -> WordList:
    """Return a language's list, as an earlier run left it in the cache folder, or else as the library has it."""
    spec = find_spec("spellchecker")
    path = Path(*(spec.submodule_search_locations or [""] if spec else [""])) / "resources" / f"{lang}.json.gz"
    try:
        stat = path.stat()
    except OSError:
        return WordList(written(_of_library(lang)))
    key = f"{FORM} {mtqa.__version__} {path} {stat.st_size} {stat.st_mtime_ns} {sys.byteorder}"
    stored = place("words", key)
    with suppress(OSError):
        if body := unsealed(stored.name, stored.read_bytes()):
            return WordList(body)
    body = written(_of_library(lang))
    with suppress(OSError):
        replace(stored, sealed(stored.name, body))
        trim("words", MOST)
    return WordList(body)


def _of_library(lang: str) -> Mapping[str, int]:
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


@lru_cache(maxsize=20_000)
def is_word(lang: str, word: str) -> bool:
    """Tell whether a language's list has a word. A language without a list has none: ask LANGUAGES first."""
    return word.lower() in frequencies(lang)
