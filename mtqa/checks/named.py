"""Which capitalised words are names, and what names are known to become in the other language."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from mtqa.lang.names import fold_name, is_ordinary, locale_names, place_words
from mtqa.lang.words import LANGUAGES

NOUN_CAPITALS = frozenset({"de", "lb"})
"""Languages that write every noun with a capital, so that a capital tells no name."""
_ROMAN = re.compile(r"[IVXLCDM]+(?:e|er|ème|th|st|nd|rd)?$")
MOST_REMEMBERED = 50_000
"""How many names of a language are remembered, and how many counterparts of a document's."""

Table = Mapping[str, Sequence[Sequence[str]]]
"""For a folded name, its counterparts, each as folded words."""
Counterparts = Mapping[str, Sequence[Sequence[str]]]
"""The same of the words of a document, with those that CLDR has."""


class _Named(dict[str, bool]):
    """Tells of a capitalised word whether it is a name in a language, and remembers it."""

    def __init__(self, lang: str, places: frozenset[str]) -> None:
        super().__init__()
        self._lang, self._places = lang, places

    def __missing__(self, word: str) -> bool:
        named = word[:1].isupper() and word.isalpha() and not _ROMAN.match(word)
        key = fold_name(word) if named else ""
        named = len(key) > 1
        if named and key not in self._places and not (word.isupper() and len(word) < 7):
            named = not is_ordinary(self._lang, word)
        if len(self) < MOST_REMEMBERED:
            self[word] = named
        return named


def is_known_pair(langs: tuple[str, str]) -> bool:
    """Tell whether names can be told from words in both languages."""
    return langs[0] != langs[1] and not NOUN_CAPITALS & {*langs} and {*langs} <= LANGUAGES


@lru_cache(maxsize=8)
def naming(source: str, target: str) -> tuple[Mapping[str, bool], Mapping[str, bool]]:
    """Return what tells names from words, for source and target."""
    return _Named(source, place_words(source, target)), _Named(target, place_words(target, source))


class Known(dict[str, tuple[Sequence[str], ...]]):
    """Holds the counterparts of a folded word, each as folded words: those of a rule's table and of CLDR."""

    def __init__(self, table: Table, langs: tuple[str, str]) -> None:
        super().__init__()
        self._table, self._locale = table, locale_names(*langs)
        self._listed = {*table, *self._locale}

    def __missing__(self, key: str) -> tuple[Sequence[str], ...]:
        forms = [key]
        if key[-1:] in "se":
            forms += [key[: -len(ending)] for ending in ("s", "es", "e") if key.endswith(ending)]
        made = self._of([form for form in forms if form in self._listed])
        if len(self) < MOST_REMEMBERED:
            self[key] = made
        return made

    def _of(self, listed: Sequence[str]) -> tuple[Sequence[str], ...]:
        if not listed:
            return ()
        tabled = [other for form in listed for other in self._table.get(form, ())]
        return (*tabled, *((other,) for form in listed for other in sorted(self._locale.get(form, ()))))
