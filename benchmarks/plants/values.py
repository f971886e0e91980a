"""Values to spoil: numbers, units, money, dates, names, codes; only where the source has the very same."""

import random
import re
from collections.abc import Callable
from itertools import pairwise

from plants.base import Plant, Planter, Pool, Segment, names_of, pick, put, stands

EN_NUMBERS = "two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()
FR_NUMBERS = (
    "deux|2 trois|3 quatre|4 cinq|5 six|6 sept|7 huit|8 neuf|9 dix|10 onze|11 douze|12 treize|13 quatorze|14".split()
)
EN_MONTHS = "January February March April May June July August September October November December".split()
FR_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
EN_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FR_DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
UNITS = (  # the source's words, the translation's words, what it becomes
    (r"km|kilomètres?", r"km|kilomet(?:re|er)s?", "miles"),
    (r"mètres?", r"met(?:re|er)s?", "feet"),
    (r"kg|kilos?|kilogrammes?", r"kg|kilos?|kilograms?", "pounds"),
    (r"tonnes?", r"tons?|tonnes?", "kilograms"),
    (r"heures?", r"hours?", "days"),
    (r"minutes?", r"minutes?", "hours"),
    (r"mois", r"months?", "weeks"),
)
MONEY = (
    (r"euros?", r"euros?", "dollars"),
    (r"dollars?", r"dollars?", "euros"),
    (r"roubles?", r"rou?bles?", "pounds"),
)
EXACT = (
    "www.example-gazette.org/page/4172", "https://news.example.com/a/98-3", "desk@press-office.example",
    "@MorningGazette7", "#OpenBudget2031", "ISBN 978-2-07-036822-8", "{user_name}", "AX-4471-B", "report_final.pdf",
    "%(count)s",
)  # fmt: skip
NUMBER = re.compile(r"(?<![\w.,$€£/:-])\d+(?:[.,]\d+)*(?![\w/:-]|[.,]\d)")


def digits_of(text: str) -> list[str]:
    return re.findall(r"\d+", re.sub(r"(?<=\d)[.,\s](?=\d)", "", text))


def numbers_of(segment: Segment) -> list[re.Match[str]]:
    """Find the numbers that stand once in the translation and once in the source, by their digits."""
    inside = digits_of(segment.source)
    found = [(m, re.sub(r"\D", "", m[0])) for m in NUMBER.finditer(segment.target)]
    digits = [d for _, d in found]
    return [m for m, d in found if inside.count(d) == 1 and digits.count(d) == 1]


def changed(segment: Segment, rng: random.Random, change: Callable[[str, Pool], str], pool: Pool) -> Plant | None:
    match = pick(rng, numbers_of(segment))
    if match is None or (new := change(match[0], pool)) == match[0] or not new:
        return None
    digits = re.sub(r"\D", "", new)
    if digits in digits_of(segment.source) or re.match(r"0\d", new):
        return None
    return put(segment, *match.span(), new)


def digit(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    def change(number: str, _: Pool) -> str:
        at = rng.choice([i for i, c in enumerate(number) if c.isdigit()])
        return number[:at] + rng.choice("123456789".replace(number[at], "")) + number[at + 1 :]

    return changed(segment, rng, change, pool)


def swapped(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    def change(number: str, _: Pool) -> str:
        at = [i for i, (a, b) in enumerate(pairwise(number)) if a != b and (a + b).isdigit()]
        if not at:
            return ""
        i = rng.choice(at)
        return number[:i] + number[i + 1] + number[i] + number[i + 2 :]

    return changed(segment, rng, change, pool)


def shifted(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    def change(number: str, _: Pool) -> str:
        if "." in number:
            return number.replace(".", "")
        if "," in number:
            return number.replace(",", "")[:-1] if number.endswith("0") else number.replace(",", "") + "0"
        return number + "0"

    return changed(segment, rng, change, pool)


def replaced(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    def change(number: str, pool: Pool) -> str:
        numbers = NUMBER.findall(pool.other(segment, rng).target)
        return rng.choice(numbers) if numbers else ""

    return changed(segment, rng, change, pool)


def from_list(english: list[str], french: list[str]) -> Planter:
    """Exchange a word of one list for another of it, where the source has its equal and not the other's."""

    def found(pattern: str, text: str) -> bool:
        return re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text) is not None

    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        table = dict(zip(english, french, strict=True))
        match = pick(rng, re.finditer(rf"\b(?:{'|'.join(english)})\b", segment.target))
        source = segment.source.lower()
        if match is None or not found(table[match[0]], source):
            return None
        new = rng.choice([w for w in english if not found(table[w], source)])
        once = segment.target.count(match[0]) == 1 and not stands(new, segment.target)
        return put(segment, *match.span(), new, *table[match[0]].split("|")) if once else None

    return planter


def million(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    match = pick(rng, re.finditer(r"(\d[\d.,]*)? ?\b(million|billion)\b", segment.target))
    french = re.findall(r"\b(million|milliard)s?\b", segment.source)
    want = {"million": "million", "billion": "milliard"}
    if match is None or len(french) != 1 or want[match[2]] != french[0] or segment.target.count(match[2]) > 1:
        return None
    if match[1] and re.sub(r"\D", "", match[1]) not in digits_of(segment.source):
        return None
    return put(segment, *match.span(2), "million" if match[2] == "billion" else "billion", *french)


def exchanged(table: tuple[tuple[str, str, str], ...], before: str) -> Planter:
    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        for french, english, new in table:
            there = re.findall(rf"\b(?:{french})\b", segment.source)
            found = list(re.finditer(rf"(?<={before})(?:{english})\b", segment.target))
            if len(there) == len(found) == 1 and not stands(new, segment.target):
                return put(segment, *found[0].span(), new, *there)
        return None

    return planter


def name_changed(change: Callable[[str, random.Random, Pool], str]) -> Planter:
    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        match = pick(rng, names_of(segment, pool.common))
        if match is None:
            return None
        new = change(match[0], rng, pool)
        if new == match[0] or stands(new, segment.source):
            return None
        return put(segment, *match.span(), new)

    return planter


def other_name(name: str, rng: random.Random, pool: Pool) -> str:
    return rng.choice(pool.names)


def lower_name(name: str, rng: random.Random, pool: Pool) -> str:
    return name.lower()


def misspell(name: str, rng: random.Random, pool: Pool) -> str:
    at = rng.randrange(1, len(name))
    return name[:at] + rng.choice("aeiourstln".replace(name[at], "")) + name[at + 1 :]


def name_dropped(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Drop a whole name: a surname alone would do for a full name, so no part of one is left."""
    match = pick(rng, names_of(segment, pool.common))
    if match is None:
        return None
    before = re.search(r"(?:[A-ZÀ-Þ][\w’'-]* )*$", segment.target[: match.start()])
    after = re.match(r"(?:[ -][A-ZÀ-Þ][\w’'-]*)*", segment.target[match.end() :])
    start, end = match.start() - len(before[0] if before else ""), match.end() + len(after[0] if after else "")
    if segment.target[start - 1] != " " or not re.match(r"[ ,;]|\.$", segment.target[end:]):
        return None
    if not segment.target[start - 2].isalpha():  # two marks would be left together
        return None
    return put(segment, start - 1, end, "", match[0])


def acronym(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    match = pick(rng, re.finditer(r"(?<![\w.-])[A-Z]{3,6}(?![\w.-])", segment.target))
    if match is None or segment.target.isupper() or not stands(match[0], segment.source):
        return None
    at = rng.randrange(len(match[0]))
    new = match[0][:at] + rng.choice("BDFGKLNPRTV".replace(match[0][at], "")) + match[0][at + 1 :]
    once = segment.target.count(match[0]) == 1 and not stands(new, segment.source)
    return put(segment, *match.span(), new) if once else None


def exact(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Add the same address or code to both sides, and one wrong character to the translation's."""
    code = rng.choice(EXACT)
    at = rng.choice([i for i, c in enumerate(code) if c.isalnum() and i > 4])
    wrong = code[:at] + rng.choice("3579" if code[at].isdigit() and code[at] not in "3579" else "bkz") + code[at + 1 :]
    if wrong == code or segment.target[-1:] != ".":
        return None
    start = len(segment.target) + 1
    text, twin = f"{segment.target} {wrong}", Segment("", f"{segment.source} {code}", f"{segment.target} {code}")
    return Plant(text, start, len(text), (code, wrong), twin=twin)
