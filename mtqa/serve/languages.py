"""The languages the service names, as LanguageTool names its own, and which of them a text is in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from mtqa.lang import primary
from mtqa.packs import RuleSet

_NAMES = (
    "af Afrikaans, ar Arabic, bg Bulgarian, ca Catalan, cs Czech, cy Welsh, da Danish, de German, el Greek, en "
    "English, es Spanish, et Estonian, eu Basque, fa Persian, fi Finnish, fr French, ga Irish, gl Galician, he "
    "Hebrew, hi Hindi, hr Croatian, hu Hungarian, id Indonesian, it Italian, ja Japanese, ko Korean, lt "
    "Lithuanian, lv Latvian, mk Macedonian, nb Norwegian (Bokmål), nl Dutch, nn Norwegian (Nynorsk), no "
    "Norwegian, pl Polish, pt Portuguese, ro Romanian, ru Russian, sk Slovak, sl Slovenian, sq Albanian, sr "
    "Serbian, sv Swedish, sw Swahili, th Thai, tl Tagalog, tr Turkish, uk Ukrainian, ur Urdu, vi Vietnamese, "
    "zh Chinese"
)
NAMES = {code: name for code, _, name in (entry.partition(" ") for entry in _NAMES.split(", "))}
VARIANTS = {
    "en": ("US", "GB", "AU", "CA", "IE", "NZ", "ZA"),
    "fr": ("FR", "BE", "CA", "CH"),
    "de": ("DE", "AT", "CH"),
    "es": ("ES", "AR", "MX"),
    "nl": ("NL", "BE"),
    "pt": ("PT", "BR"),
}
"""Countries by language."""
USUAL = {"en": "en-US", "de": "de-DE", "pt": "pt-PT"}
"""What a text whose language is guessed is taken for where nobody prefers another variant, as LanguageTool does."""
TOLD_APART = ("de", "en", "es", "fr", "it", "nl", "pt")
"""Languages that `auto` tells apart, beside those of the rules; more of them would take long to load."""
LOOKED_AT = 5_000
"""Units: code points of a text by which its language is guessed."""


class Language(NamedTuple):
    """A language; `tag` has its country where it is told."""

    name: str
    code: str
    tag: str


def known(tag: str) -> bool:
    """Tell whether this is a language of the table, whatever its country."""
    return primary(tag) in NAMES and len(tag) <= 20 and tag.replace("-", "").replace("_", "").isalnum()


def language(tag: str) -> Language:
    """Return a language by its tag. Raises: KeyError."""
    if not known(tag):
        raise KeyError(tag)
    code, _, country = tag.replace("_", "-").partition("-")
    code, country = code.lower(), country.upper()
    if country not in VARIANTS.get(code, ()):
        return Language(NAMES[code], code, code)
    return Language(f"{NAMES[code]} ({country})", code, f"{code}-{country}")


def served(ruleset: RuleSet, target_lang: str | None) -> list[str]:
    """Return the codes of languages that there are rules for."""
    if target_lang:
        return [code for code in NAMES if code == primary(target_lang)]
    codes = {row["langs"][1] for row in ruleset.rows}
    return [code for code in NAMES if "any" in codes or code in codes]


def listed(codes: Sequence[str]) -> list[dict[str, str]]:
    """Return languages as `/v2/languages` has them, by name."""
    tags = [tag for code in codes for tag in (code, *(f"{code}-{country}" for country in VARIANTS.get(code, ())))]
    every = sorted((language(tag) for tag in tags), key=lambda each: each.name)
    return [{"name": each.name, "code": each.code, "longCode": each.tag} for each in every]


def guess(text: str, codes: Sequence[str], variants: Sequence[str], default: str) -> tuple[Language, float]:
    """Return the language a text is in and how sure that is, from 0 to 1; the default where it cannot be told."""
    from mtqa.lang.identify import identify

    among = [code for code in TOLD_APART if code in codes]
    told = identify(text[:LOOKED_AT], among, "langdetect")  # one answer for all who serve, with or without lingua
    code, sure = (told.lang, round(told.sure, 3)) if told else (primary(default), 0.0)
    wanted = [tag for tag in variants if primary(tag) == code]
    return language(wanted[0] if wanted else USUAL.get(code, code)), sure
