"""Words that stand for numbers, by language: what `text2num` does not read, and what makes a text worth reading.

A language without a row has its digits read all the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Readings = tuple[float, ...]

SPELLED: Mapping[str, Mapping[str, float]] = {
    "fr": {
        "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
        "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16, "vingt": 20, "vingts": 20,
        "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70, "huitante": 80,
        "octante": 80, "nonante": 90, "cent": 100, "cents": 100, "mille": 1e3, "million": 1e6, "millions": 1e6,
        "milliard": 1e9, "milliards": 1e9, "billion": 1e12, "billions": 1e12,
        "troisième": 3, "quatrième": 4, "cinquième": 5, "sixième": 6, "septième": 7, "huitième": 8, "neuvième": 9,
        "dixième": 10,
    },
    "en": {
        "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
        "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
        "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
        "seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1e3, "million": 1e6,
        "millions": 1e6, "billion": 1e9, "billions": 1e9, "trillion": 1e12, "trillions": 1e12,
        "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    },
    "es": {
        "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
        "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50,
        "cien": 100, "mil": 1e3, "millón": 1e6, "millones": 1e6,
    },
    "de": {
        "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
        "elf": 11, "zwölf": 12, "fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50,
        "hundert": 100, "tausend": 1e3, "million": 1e6, "millionen": 1e6, "milliarde": 1e9, "milliarden": 1e9,
    },
    "it": {
        "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10,
        "venti": 20, "trenta": 30, "cento": 100, "mila": 1e3, "milione": 1e6, "milioni": 1e6, "miliardi": 1e9,
    },
    "pt": {
        "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8, "nove": 9,
        "dez": 10, "vinte": 20, "trinta": 30, "cem": 100, "mil": 1e3, "milhão": 1e6, "milhões": 1e6,
    },
    "nl": {
        "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
        "twintig": 20, "dertig": 30, "honderd": 100, "duizend": 1e3, "miljoen": 1e6, "miljard": 1e9,
    },
}  # fmt: skip
"""Numbers from two up: the words a text is scanned for. What they make together `text2num` reads.

A language needs a row here for its spelled-out numbers to be read, and for their want to mean anything.
"""

BESIDE: Mapping[str, Mapping[str, float]] = {
    "fr": {
        "second": 2, "seconde": 2, "secondes": 2, "deuxième": 2, "tiers": 3, "douzaine": 12, "vingtaine": 20,
        "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "centaine": 100, "centaines": 100, "millier": 1e3,
        "milliers": 1e3,
    },
    "en": {
        "both": 2, "second": 2, "seconds": 2, "thirds": 3, "dozen": 12, "hundreds": 100, "thousands": 1e3,
    },
}  # fmt: skip
"""Words that make a text look the same as one with SPELLED words, so that it need not be read ("deux", both)."""

NO_NUMBERS: Mapping[str, tuple[str, ...]] = {"fr": ("pour cent",)}
"""Phrases of SPELLED words that are no numbers."""

SCALES: Mapping[str, Mapping[str, float]] = {
    "fr": {
        "mille": 1e3, "milles": 1e3, "milliers": 1e3, "millier": 1e3, "million": 1e6, "millions": 1e6, "mio": 1e6,
        "milliard": 1e9, "milliards": 1e9, "md": 1e9, "mds": 1e9, "mrd": 1e9, "billion": 1e12, "billions": 1e12,
        "trillion": 1e12, "trillions": 1e12,
    },
    "en": {
        "hundred": 1e2, "thousand": 1e3, "million": 1e6, "millions": 1e6, "mln": 1e6, "mn": 1e6, "billion": 1e9,
        "billions": 1e9, "milliard": 1e9, "milliards": 1e9, "bn": 1e9, "bln": 1e9, "trillion": 1e12,
        "trillions": 1e12, "tn": 1e12, "lakh": 1e5, "crore": 1e7,
    },
    "es": {"mil": 1e3, "millón": 1e6, "millones": 1e6, "billón": 1e12, "billones": 1e12},
    "de": {
        "tausend": 1e3, "million": 1e6, "millionen": 1e6, "mio": 1e6, "milliarde": 1e9, "milliarden": 1e9,
        "mrd": 1e9, "billion": 1e12, "billionen": 1e12,
    },
    "it": {"mila": 1e3, "milione": 1e6, "milioni": 1e6, "miliardo": 1e9, "miliardi": 1e9},
    "pt": {"mil": 1e3, "milhão": 1e6, "milhões": 1e6, "bilhão": 1e9, "bilhões": 1e9},
    "nl": {"duizend": 1e3, "miljoen": 1e6, "miljard": 1e9},
}  # fmt: skip
"""What multiplies the number before it. French "billion" is the English trillion, and so is "trillion" in the press."""


def _tens(first: float) -> Readings:
    """Return the ages of someone in such a decade of life."""
    return tuple(first + i for i in range(10))


def _halves(whole: int) -> Readings:
    """Return what "zweieinhalb" is alone, and before tausend, Millionen and Milliarden."""
    return tuple((whole + 0.5) * scale for scale in (1, 1e3, 1e6, 1e9))


LOOSE: Mapping[str, Mapping[str, Readings]] = {
    "fr": {
        "un": (1,), "une": (1,), "premier": (1,), "première": (1,), "premiers": (1,), "premières": (1,),
        "zéro": (0,), "second": (2,), "seconde": (2,), "secondes": (2,), "deuxième": (2,), "double": (2,),
        "doubler": (2,), "doublé": (2,), "paire": (2,), "couple": (2,), "duo": (2,), "jumeaux": (2,), "bis": (2,),
        "demi": (0.5, 30, 1.5), "demie": (0.5, 30), "moitié": (0.5, 50), "tiers": (1 / 3, 3, 2 / 3),
        "quart": (0.25, 4, 15, 25), "quarts": (0.25, 4, 15, 75), "triple": (3,), "triplé": (3,), "tripler": (3,),
        "trio": (3,), "trimestre": (3, 1, 2, 4, 0.25), "semestre": (6, 1, 2), "quadruple": (4,), "huitaine": (8, 7),
        "dizaine": (10, 12), "dizaines": (10, 12, 20), "douzaine": (12, 10), "douzaines": (12, 10),
        "quinzaine": (15, 14, 2), "vingtaine": (20,), "trentaine": (30,), "quarantaine": (40,),
        "cinquantaine": (50,), "soixantaine": (60,), "cents": (100,), "centaine": (100,), "centaines": (100,),
        "centenaire": (100,),
        "millier": (1e3,), "milliers": (1e3,), "million": (1e6,), "millions": (1e6,), "milliard": (1e9,),
        "milliards": (1e9,), "décennie": (10,), "décennies": (10, 20), "siècle": (100,), "siècles": (100,),
        "midi": (12,), "minuit": (0, 12, 24), "bicentenaire": (200,), "sexagénaire": _tens(60),
        "septuagénaire": _tens(70),
        "octogénaire": _tens(80), "quadragénaire": _tens(40), "quinquagénaire": _tens(50), "trentenaire": _tens(30),
        "cinquantenaire": (50,), "cinquantenaires": (50,), "triennat": (3,), "heure": (60, 1), "année": (12, 1),
        "hebdomadaire": (7,), "fois": (1,), "lendemain": (1,), "seul": (1,), "seule": (1,), "unique": (1,),
        "an": (12, 1), "journée": (24, 1), "semaine": (7, 1), "quinquennat": (5,), "quinquennats": (5,),
        "quinquennal": (5,), "quinquennale": (5,), "septennat": (7,), "septennal": (7,), "sexennal": (6,),
        "triennal": (3,), "triennale": (3,), "trimestriel": (3,), "trimestrielle": (3,), "décennal": (10,),
        "bipartite": (2,), "tripartite": (3,), "bipartisme": (2,), "biplace": (2,), "biplaces": (2,),
        "tridimensionnel": (3,), "tridimensionnelle": (3,), "septuagénaires": _tens(70), "sexagénaires": _tens(60),
        "octogénaires": _tens(80), "quadragénaires": _tens(40), "quinquagénaires": _tens(50), "trentenaires": _tens(30),
    },
    "en": {
        "one": (1,), "a": (1,), "an": (1,), "first": (1,), "single": (1,), "once": (1,), "zero": (0,), "nil": (0,),
        "no": (0,), "second": (2,), "secondly": (2,), "both": (2,), "twice": (2,), "double": (2,), "doubled": (2,),
        "doubles": (2,), "doubling": (2,), "couple": (2,), "pair": (2,), "duo": (2,), "twin": (2,), "twins": (2,),
        "brace": (2,), "either": (2,), "neither": (2,), "half": (0.5, 30, 1.5, 50, 6), "halves": (0.5, 2),
        "halfway": (0.5,), "thirds": (1 / 3, 2 / 3, 3), "quarter": (0.25, 4, 15, 3, 25),
        "quarters": (0.25, 0.75, 4, 3, 75), "triple": (3,), "tripled": (3,), "treble": (3,), "trio": (3,),
        "hat": (3,), "thrice": (3,), "quadruple": (4,), "quartet": (4,), "quintet": (5,), "dozen": (12, 10),
        "dozens": (12, 10, 24, 20), "fortnight": (14, 15, 2), "score": (20,), "tens": (10,), "hundreds": (100,),
        "thousands": (1e3,), "millions": (1e6,), "million": (1e6,), "billions": (1e9,), "billion": (1e9,),
        "decade": (10,), "decades": (10, 20), "century": (100,), "centuries": (100,), "noon": (12,), "midday": (12,),
        "midnight": (0, 12, 24), "centenary": (100,), "bicentenary": (200,), "week": (7, 8, 1), "weeks": (7,),
        "day": (24, 1), "year": (12, 1), "sole": (1,), "only": (1,), "centennial": (100,),
        "teenage": (13, 15, 16, 17), "teenager": (13, 15, 16, 17), "weekly": (7,), "quarterly": (3,),
        "twelfth": (12,), "sixtieth": (60,), "hundredth": (100,), "hour": (60, 1),
        "bilateral": (2,), "trilateral": (3,), "biennial": (2,), "biannual": (2,), "twofold": (2,), "threefold": (3,),
        "twenties": (20, 1920), "thirties": (30, 1930), "forties": (40, 1940), "fifties": (50, 1950),
        "sixties": (60, 1960), "seventies": (70, 1970), "eighties": (80, 1980), "nineties": (90, 1990),
        "per": (100,), "percent": (100,), "third": (1 / 3,),
    },
    "de": {
        "anderthalb": _halves(1), "eineinhalb": _halves(1), "zweieinhalb": _halves(2), "dreieinhalb": _halves(3),
        "viereinhalb": _halves(4), "fünfeinhalb": _halves(5), "sechseinhalb": _halves(6), "siebeneinhalb": _halves(7),
        "achteinhalb": _halves(8), "neuneinhalb": _halves(9), "zehneinhalb": _halves(10), "dutzend": (12,),
        "beide": (2,), "beiden": (2,),
    },
}  # fmt: skip
"""Words that may carry a number and as well may not: they answer for one on the other side, and are never missed."""

BRACES: Mapping[str, Mapping[str, float]] = {
    "fr": {"dizaine": 10, "douzaine": 12, "douzaines": 12, "dizaines": 10, "centaines": 100, "milliers": 1000},
    "en": {"dozen": 12, "score": 20},
}
"""Collectives that multiply a number before them: "two dozen"."""

IDIOMS: Mapping[str, Sequence[str]] = {
    "fr": (
        r"(?:huit|seiz|quatr|deux)ièmes? de finale",
        r"(?:divis|multipli|coup|sépar|scind|plié)\w* (?:\w+ )?(?:par|en) deux",
        r"(?:entre|à|en|par|nous|vous|les|ces|leurs|des|l'un) deux(?! \p{Ll}{4,})",
        r"(?:tous|toutes) (?:les )?(?:deux|trois|quatre)",
        r"une? (?:\w+ )?sur (?:deux|trois|quatre|cinq|dix)",
        r"deux[- ](?:roues|points|fois|tiers|sortes)",
        r"(?:moins|plus) de deux(?! \p{L})",
        r"quatre[- ](?:coins|heures)",
        r"trois quarts",
        r"troisième (?:âge|cycle)",
        r"(?:quinze|huit) jours",
        r"(?:vingt[- ]quatre|quarante[- ]huit) heures",
        r"trente[- ]six",
        r"\p{L}+ heures? moins (?:le |un )?(?:quart|cinq|dix|vingt(?:[- ]cinq)?)",
        r"mille et un\w*",
        r"les (?:mille|cent)",
    ),
    "en": (
        r"(?:one|a) or two",
        r"two or three",
        r"(?:the|these|those|their|its|his|her|our|in) two",
        r"two[- ](?:way|fold|thirds?|faced|by[- ]two)",
        r"one in (?:two|three|four|five|ten)",
        r"(?:twenty[- ]four|forty[- ]eight) hours",
        r"three[- ](?:quarters?|dimensional\w*)",
        r"four[- ]legged",
        r"a thousand and one",
        r"one hundred",
        r"(?:five|ten|twenty(?:[- ]five)?|quarter) (?:to|past) \p{L}+(?= (?:in the|[ap]\.?m)|[.,]|$)",
    ),
}
"""Set phrases whose number another language says otherwise; patterns, any case."""

HALVES: Mapping[str, str] = {
    "fr": r"(?<!\w)demi[- ](?P<scale>million|milliard|billion)s?(?!\w)",
    "en": r"(?<!\w)half[- ](?:an? )?(?P<scale>hundred|thousand|million|billion|trillion)(?!\w)",
}
"""Half of a great number; the group `scale` is of SCALES."""

ORDINAL_ENDINGS: Mapping[str, tuple[str, ...]] = {"fr": ("ième", "ièmes"), "en": ("teenth", "ieth")}
"""How ordinals end that are not among SPELLED."""
