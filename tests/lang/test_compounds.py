import pytest

from mtqa.lang.compounds import summed
from mtqa.lang.numberwords import SPELLED

UNITS = " un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split(" ")
TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante", 80: "quatre-vingt"}


def in_french(number: int) -> str:
    if number < 17:
        return UNITS[number]
    if number < 20:
        return "dix-" + UNITS[number - 10]
    tens = max(t for t in TENS if t <= number)
    rest = number - tens
    if not rest:
        return TENS[tens]
    return TENS[tens] + ("-et-" if rest in (1, 11) and tens < 80 else "-") + in_french(rest)


def values_of(text: bytes) -> list[int]:
    known = SPELLED["fr"]
    return sorted(int(known[word]) for word in text.decode().split() if word in known)


@pytest.mark.parametrize("number", range(17, 100))
def test_a_compound_is_the_tens_and_units_that_english_says(number: int) -> None:
    text = in_french(number).replace("-", " ").encode()
    parts = [number] if number < 20 else [part for part in (number // 10 * 10, number % 10) if part > 1]
    assert summed(values_of(text), text, "fr") == sorted(parts)
    assert summed(values_of(text), b"ses " + text + b" ans", "fr") == sorted(parts)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (b"dix  neuf", [9, 10]),
        (b"quatre ou vingt", [4, 20]),
        (b"dix neuvieme sept", [7, 10]),
        (b"cent dix sept et soixante dix ans", [17, 70, 100]),
    ],
)
def test_what_stands_apart_is_left_apart(text: bytes, values: list[int]) -> None:
    assert summed(values_of(text), text, "fr") == values


def test_a_language_without_compounds_keeps_its_values() -> None:
    assert summed((2, 20), b"twenty two", "en") == [2, 20]
