"""One segment as long as a book is checked in time that grows with its length, whatever stands in it."""

import random
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

import pytest

from mtqa.checks import repeat, repeating
from mtqa.engine import Engine
from mtqa.load.rows import document_of
from mtqa.packs import load

SYLLABLES = ("ba", "con", "del", "fi", "gor", "hu", "jam", "ki", "lou", "mer", "no", "pas", "rit", "sol", "tan", "vu")
SMALL = ("the", "of", "and", "in", "a", "to", "was", "that", "it", "on", "by", "with")
ODD = ("“quoted”", "(aside)", "1 200", "twelve", "3.5", "Monday", "5 %", "CNIL", "he said:", "the the", "don't", "«")


def prose(words: int, seed: int) -> str:
    """Make sentences of words that vary, with names, numbers, quotation marks and slips."""
    chance = random.Random(seed)
    parts: list[str] = []
    while len(parts) < words:
        made = "".join(chance.choices(SYLLABLES, k=chance.randint(1, 4)))
        parts.append(
            chance.choices((made, chance.choice(SMALL), made.capitalize(), chance.choice(ODD)), (6, 8, 2, 1))[0]
        )
        if chance.random() < 0.06:
            parts[-1] += "."
    return " ".join(parts)


def calls(words: int, *, sourced: bool) -> int:
    """Count the calls that checking one segment of so many words takes."""
    ruleset = load().select(preview=True)
    document = document_of([prose(words, 1)], [prose(words, 2)] if sourced else None, langs=("fr", "en"))
    count = 0

    def counted(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    engine = Engine(ruleset)
    sys.setprofile(counted)
    try:
        found = sum(len(findings) for result in engine.run(document) for _, findings in result.findings)
    finally:
        sys.setprofile(None)
    assert found > words / 500
    return count


@pytest.mark.parametrize("sourced", [False, True])
def test_twice_the_words_are_about_twice_the_work(sourced: bool) -> None:
    calls(9000, sourced=sourced)
    once, twice = calls(4000, sourced=sourced), calls(8000, sourced=sourced)
    assert twice < 2.5 * once


def test_what_repeats_in_a_long_segment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def plain(folded: str) -> str:
        read.append("plain")
        return with_one_blank(folded)

    def repeats(pattern: Any, text: str) -> Iterator[tuple[str, float]]:
        read.append("said")
        return said(pattern, text)

    with_one_blank, said = repeating._with_one_blank, repeat._said
    monkeypatch.setattr(repeating, "_with_one_blank", plain)
    monkeypatch.setattr(repeat, "_said", repeats)
    slips = " ".join(f"it was the, the {word} of of it" for word in SYLLABLES * 20)
    document = document_of([slips], ["rien ne se répète ici"], langs=("fr", "en"))
    findings = [f for result in Engine(load().select()).run(document) for _, found in result.findings for f in found]
    assert sum(f.text == "of of" for f in findings) == 20 * len(SYLLABLES)
    assert read.count("plain") == 1
    assert read.count("said") <= len({repeat._WORD, repeat._PHRASE, *repeat._LOOPS})
