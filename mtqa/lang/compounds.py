"""Add up the number words that a language puts together: "dix-neuf", "soixante et onze", "quatre-vingt-douze".

What comes of it has the parts of English, tens and units; a unit of one counts for nothing, as "one" does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from mtqa.lang.numberwords import SPELLED

_COMPOUNDS: Mapping[str, re.Pattern[bytes]] = {
    "fr": re.compile(
        rb"(?<![^ ])(?:(?:soixante|quatre vingts?)(?: et)?"
        rb"(?: (?:dix(?: (?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize))?"
        rb"|dix (?:sept|huit|neuf))(?![^ ])"
    ),
}
_FOUR_TWENTIES = [4, 20]


def summed(values: Sequence[int], text: bytes, lang: str) -> list[int]:
    """Return the values of the number words of a text in order of size, those of a compound put together.

    `values`: those of the single words. `text`: it is folded, with a space for every sign.
    """
    compound = _COMPOUNDS.get(lang)
    added = list(values)
    for words in compound.findall(text) if compound else ():
        parts = [int(SPELLED[lang][word]) for word in words.decode("latin-1").split() if word != "et"]
        total = sum(parts) if parts[:2] != _FOUR_TWENTIES else 80 + sum(parts[2:])
        for part in parts:
            added.remove(part)
        added += [total] if total < 20 else [part for part in (total - total % 10, total % 10) if part > 1]
    return sorted(added)
