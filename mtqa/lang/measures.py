"""Names of units, currencies, months and weekdays in a language, by CLDR, and what units are worth.

A word may name several things: French "livres" are pounds of money and of weight. `Concept`s are (class, name): of one
class are those that can be taken for each other, such as the units of length.
Source: Unicode CLDR, through babel.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from mtqa.tables import kept

Concept = tuple[str, str]

UNITS: Mapping[str, tuple[str, float]] = {
    "length-kilometer": ("length", 1000), "length-meter": ("length", 1), "length-centimeter": ("length", 0.01),
    "length-millimeter": ("length", 0.001), "length-mile": ("length", 1609.34), "length-foot": ("length", 0.3048),
    "length-inch": ("length", 0.0254), "length-yard": ("length", 0.9144), "mass-kilogram": ("mass", 1),
    "mass-gram": ("mass", 0.001), "mass-tonne": ("mass", 1000), "mass-pound": ("mass", 0.4536),
    "mass-ounce": ("mass", 0.02835), "volume-liter": ("volume", 1), "volume-gallon": ("volume", 3.785),
    "area-hectare": ("area", 1e4), "area-acre": ("area", 4046.9), "area-square-kilometer": ("area", 1e6),
    "area-square-meter": ("area", 1), "area-square-mile": ("area", 2.59e6), "area-square-foot": ("area", 0.0929),
    "speed-kilometer-per-hour": ("speed", 1), "speed-mile-per-hour": ("speed", 1.609),
    "temperature-celsius": ("temperature", 1), "temperature-fahrenheit": ("temperature", 1),
    "duration-second": ("duration", 1), "duration-minute": ("duration", 60), "duration-hour": ("duration", 3600),
    "duration-day": ("duration", 86400), "duration-week": ("duration", 604800), "duration-month": ("duration", 2629746),
    "duration-year": ("duration", 31556952),
}  # fmt: skip
"""Unit by CLDR's name: its class, and its size in units of that class."""

_UNITS_MORE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "kilometre": "length-kilometer", "kilometres": "length-kilometer", "metre": "length-meter",
        "metres": "length-meter", "centimetre": "length-centimeter", "centimetres": "length-centimeter",
        "millimetres": "length-millimeter", "litre": "volume-liter", "litres": "volume-liter",
        "square kilometres": "area-square-kilometer", "square metres": "area-square-meter",
        "sq km": "area-square-kilometer", "sq m": "area-square-meter", "kilo": "mass-kilogram",
        "kilos": "mass-kilogram", "tonne": "mass-tonne", "tonnes": "mass-tonne", "ton": "mass-tonne",
        "tons": "mass-tonne", "kph": "speed-kilometer-per-hour", "kmh": "speed-kilometer-per-hour",
        "minutes'": "duration-minute", "hrs": "duration-hour", "yrs": "duration-year",
    },
    "fr": {
        "kilo": "mass-kilogram", "kilos": "mass-kilogram", "km2": "area-square-kilometer", "m2": "area-square-meter",
        "année": "duration-year", "années": "duration-year", "journée": "duration-day", "journées": "duration-day",
        "milles": "length-mile", "tonnes métriques": "mass-tonne", "kmh": "speed-kilometer-per-hour",
        "kilomètres heure": "speed-kilometer-per-hour", "kilomètres-heure": "speed-kilometer-per-hour",
    },
}  # fmt: skip
_SHORT = frozenset(
    {
        "length-kilometer", "length-centimeter", "length-millimeter", "mass-kilogram", "area-hectare",
        "area-square-kilometer", "area-square-meter", "speed-kilometer-per-hour", "speed-mile-per-hour",
        "temperature-celsius", "temperature-fahrenheit",
    }
)  # fmt: skip
"""Units whose abbreviation is nothing else: "m" may be million and "h" a time of day."""

_CURRENCIES = (
    "EUR USD GBP CHF JPY CNY CZK SEK NOK DKK PLN HUF RUB INR MXN TRY CAD AUD KRW ZAR UAH XAF MAD DZD EGP IRR BGN ILS"
)
_FAMILY = {"koruna": "crown", "krona": "crown", "krone": "crown", "lira": "lira", "renminbi": "yuan"}
_HEAD_LAST = frozenset("en de nl sv da no fi et hu lt lv tr".split())
"""Languages that say the country before the currency."""
_ADJECTIVE = re.compile(
    "^(?:nouveau[x]?|nuevos?|novos?|nuov[oi]|nous?|now[ye]|nov[aeiyéý]+|нов[а-яіїў]*|νέ[αο])$"
    "|[scšč]k[a-záéíýąęó]{1,3}$|[сцчшзж]ь?к[а-яіїў]{1,3}$"
)
"""What stands before the noun of a currency in other languages: "new", and countries as Slavic languages say them."""
_CURRENCIES_MORE: Mapping[str, Mapping[str, str]] = {
    "en": {
        "crown": "crown", "crowns": "crown", "kroner": "crown", "kronor": "crown", "sterling": "pound",
        "quid": "pound", "rouble": "ruble", "roubles": "ruble", "buck": "dollar", "bucks": "dollar",
    },
    "fr": {"sterling": "pound", "livre": "pound", "livres": "pound"},
}  # fmt: skip
SIGNS: Mapping[str, str] = {
    "€": "euro", "$": "dollar", "£": "pound", "¥": "yen", "EUR": "euro", "USD": "dollar", "GBP": "pound",
    "CHF": "franc", "CZK": "crown", "Kč": "crown", "JPY": "yen", "RUB": "ruble",
}  # fmt: skip


@cache
def _locale(lang: str) -> Any:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(lang)
    except (ValueError, UnknownLocaleError):
        return None


@cache
def measures(lang: str) -> Mapping[str, frozenset[Concept]]:
    """Return the words of a language for units and currencies, in lower case."""
    return {word: frozenset((kind, name) for kind, name in named) for word, named in _measures(lang).items()}


@kept("babel")
def _measures(lang: str) -> dict[str, list[Concept]]:
    found: dict[str, set[Concept]] = {}
    for word, unit in (*_unit_words(lang), *_UNITS_MORE.get(lang, {}).items()):
        found.setdefault(word.lower(), set()).add((UNITS[unit][0], unit))
    for word, family in (*_currency_words(lang), *_CURRENCIES_MORE.get(lang, {}).items()):
        found.setdefault(word.lower(), set()).add(("currency", family))
    for sign, family in SIGNS.items():
        found.setdefault(sign.lower(), set()).add(("currency", family))
    return {word: sorted(concepts) for word, concepts in found.items() if word}


def _unit_words(lang: str) -> list[tuple[str, str]]:
    from babel.units import UnknownUnitError, format_unit

    if _locale(lang) is None:
        return []
    words = []
    for unit in UNITS:
        for length in ("long", "short") if unit in _SHORT else ("long",):
            for count in (1, 2, 5):
                try:
                    shown = format_unit(count, unit, length, locale=lang)
                except UnknownUnitError:
                    continue
                words.append((" ".join(shown.replace(str(count), " ").split()), unit))
    return words


def _head(words: Sequence[str], *, last: bool) -> str:
    """Return the noun of a currency's name, which its country or "new" may stand before."""
    nouns = [word for word in words if not _ADJECTIVE.search(word.lower())] or words
    return nouns[-1 if last else 0]


def _currency_words(lang: str) -> list[tuple[str, str]]:
    from babel.numbers import get_currency_name

    if _locale(lang) is None:
        return []
    words = []
    for code in _CURRENCIES.split():
        english = get_currency_name(code, count=1, locale="en").split()[-1]
        for count in (1, 2):
            name = get_currency_name(code, count=count, locale=lang)
            head = _head(name.replace("-", " ").split(), last=lang in _HEAD_LAST)
            if len(head) > 2 and not head.startswith("("):
                words.append((head, _FAMILY.get(english, english)))
    return words


@cache
def calendar(lang: str) -> Mapping[str, Concept]:
    """Return the names of months and weekdays, in lower case; abbreviations count as the months and days they are."""
    return {name: (kind, number) for name, (kind, number) in _calendar(lang).items()}


@kept("babel")
def _calendar(lang: str) -> dict[str, Concept]:
    locale = _locale(lang)
    if locale is None:
        return {}
    found: dict[str, Concept] = {}
    for kind, names in (("weekday", locale.days), ("month", locale.months)):
        for number, name in names["format"]["wide"].items():
            found[name.lower()] = (kind, str(number))
            if kind == "weekday":
                found[name.lower() + "s"] = (kind, str(number))
        for number, name in names["format"]["abbreviated"].items():
            if kind == "month":
                found.setdefault(name.lower().strip("."), (kind, str(number)))
    return {name: concept for name, concept in found.items() if len(name) > 2}


def converted(value: float, unit: str, other: float, other_unit: str) -> bool:
    """Tell whether two amounts of one class are about the same: 30 metres, 100 feet."""
    if "temperature-fahrenheit" in (unit, other_unit) and unit != other_unit:
        celsius, fahrenheit = (value, other) if unit == "temperature-celsius" else (other, value)
        return abs(celsius * 1.8 + 32 - fahrenheit) <= 3
    one, two = value * UNITS[unit][1], other * UNITS[other_unit][1]
    return abs(one - two) <= 0.08 * max(one, two)
