"""What is known of languages: one module a field of knowledge, each importing its library where it is asked."""

from __future__ import annotations

import re
from functools import lru_cache

_HALVES = re.compile("[\ud800-\udfff]")


def primary(lang: str) -> str:
    """Return the primary subtag of a language: "fr" of "fr-CA"."""
    return lang.lower().replace("_", "-").split("-")[0]


@lru_cache(maxsize=1024)
def speaks(rule_lang: str, lang: str) -> bool:
    """Tell whether a rule for one language is for a text in another; "any" on either side is every language."""
    return rule_lang == "any" or lang == "any" or rule_lang == primary(lang)


def encodable(text: str) -> str:
    """Return a text as libraries in other languages take it: a sign in place of half a surrogate pair, as JSON has."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)
