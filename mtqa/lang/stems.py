"""Whether two words are forms of one: by Snowball's stems, held back where stemming goes too far.

Snowball gives "marche" and "marché", or "maire" and "mairie", one stem. So stems count only for words that share
nearly all of their letters, and for French nouns a table of endings stands in their place. English has its own
forms, from LemmInflect: see `mtqa.checks.wording`.
Source: Porter, Snowball (2001), by way of snowballstemmer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

NAMES: Mapping[str, str] = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "et": "estonian", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "nn": "norwegian", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian",
    "sr": "serbian", "sv": "swedish", "ta": "tamil", "tr": "turkish",
}  # fmt: skip
# (ending of the base, ending of a form): of number; of gender where a noun may have it; of gender in an adjective.
Endings = Sequence[tuple[str, str]]
_NUMBER: Mapping[str, Endings] = {
    "fr": (("", "s"), ("", "x"), ("al", "aux"), ("ail", "aux")),
}
_PERSON: Mapping[str, Endings] = {
    "fr": (
        ("é", "ée"), ("eur", "euse"), ("eur", "rice"), ("ien", "ienne"), ("ier", "ière"), ("ais", "aise"),
        ("ois", "oise"), ("ain", "aine"), ("ant", "ante"),
    ),
}  # fmt: skip
_GENDER: Mapping[str, Endings] = {
    "fr": (
        ("", "e"), ("f", "ve"), ("x", "se"), ("er", "ère"), ("n", "nne"), ("l", "lle"), ("s", "sse"), ("t", "tte"),
        ("eau", "elle"), ("c", "que"), ("c", "che"), ("g", "gue"), ("et", "ète"),
    ),
}  # fmt: skip
_VERBS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "fr": {
        "er": frozenset(
            "e es ons ez ent ais ait ions iez aient ai as a âmes âtes èrent erai eras era erons erez eront erais erait"
            " erions eriez eraient é ée és ées ant".split()
        ),
        "ir": frozenset(
            "is it issons issez issent issais issait issions issiez issaient îmes îtes irent irai iras ira irons irez"
            " iront irais irait irions iriez iraient isse isses i ie is ies issant".split()
        ),
    }
}
"""What of a verb stands after its root, by the ending of the infinitive; verbs that follow no rule are not here."""


_LONG = 6
"""Units: letters. A shorter word in the plural does not stand for its singular: "sons" is not "son"."""


@cache
def _stemmer(lang: str) -> Any:
    name = NAMES.get(lang)
    if name is None:
        return None
    import snowballstemmer

    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=65536)
def stem(lang: str, word: str) -> str:
    """Return the stem of a lower-case word, the word itself in a language without a stemmer."""
    stemmer = _stemmer(lang)
    return str(stemmer.stemWord(word)) if stemmer is not None else word


def alike(lang: str, word: str, form: str, *, adjective: bool = False, verb: bool = False) -> bool:
    """Tell whether `form` is `word` inflected, words that only look so left out. Both are lower case.

    `adjective`: the word may take the gender of another; `verb`: it may take any person and tense.
    """
    if word == form:
        return True
    if lang not in _NUMBER:
        return _near(word, form, 3) and stem(lang, word) == stem(lang, form)
    if verb and _near(word, form, 5) and stem(lang, word) == stem(lang, form):
        return True
    if form[len(word) - 2 :] in _VERBS.get(lang, {}).get(word[-2:], ()) and form.startswith(word[:-2]):
        return True
    bases = _bases(lang, form, adjective)
    return word in bases or (len(word) >= _LONG and not bases.isdisjoint(_bases(lang, word, adjective)))


def akin(lang: str, word: str, form: str) -> bool:
    """Tell whether `form` may be `word` inflected: the generous question."""
    return alike(lang, word, form, adjective=True, verb=True) or (
        _near(word, form, 5) and stem(lang, word) == stem(lang, form)
    )


def safe_prefix(lang: str, word: str) -> str:
    """Return the letters that every form of a lower-case word begins with, as far as forms are known here."""
    size = len(word)
    if size <= 3:
        return word
    if word[-2:] in _VERBS.get(lang, {}):
        return word[:-2] if size > 4 else word[:2]
    if size >= _LONG or lang not in _NUMBER:
        return word[: size - 1 if size <= 5 else size - 2 if size <= 7 else size - 3]
    endings = (*_NUMBER[lang], *_PERSON[lang], *_GENDER[lang])
    changed = max((len(b) - _common(b, f) for b, f in endings if b and word.endswith(b)), default=0)
    return word[: max(2, size - changed)]


def _common(one: str, other: str) -> int:
    """Count the letters two words have in common from the first on."""
    return next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _near(word: str, form: str, most: int) -> bool:
    """Tell whether two words share nearly all of their letters from the first on."""
    common = _common(word, form)
    return common >= max(3, min(len(word), len(form)) - 3) and max(len(word), len(form)) - common <= most


@lru_cache(maxsize=65536)
def _bases(lang: str, word: str, adjective: bool) -> frozenset[str]:
    """Return the words that `word` may be the plural or the feminine of, itself among them."""
    singular = {word} | _without(word, _NUMBER[lang])
    endings = (*_PERSON[lang], *(_GENDER[lang] if adjective else ()))
    return frozenset(singular.union(*(_without(w, endings) for w in singular)))


def _without(word: str, endings: Endings) -> set[str]:
    return {
        word[: len(word) - len(form)] + base
        for base, form in endings
        if word.endswith(form) and len(word) - len(form) + len(base) >= 2
    }
