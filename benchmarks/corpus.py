"""Texts and rules for benchmarks, made of the words and sentences of samples/, the same each time."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "samples"


@dataclass(frozen=True, slots=True)
class Pair:
    """A source and its translation."""

    source: str
    target: str


ERRORS = (
    "The minister will recieve the delegation on Monday, at the the station.",
    "The policeman should of said so, which is very unique, and the control procedure was followed.",
)
"""Sentences with faults that every checker of English knows some of; they close a text that checkers are timed on."""
ERROR = Pair("La délégation arrivera lundi à 14h30 avec 1 250 kg (voir %s).", "It has 7 parts..")
"""A translation with faults that every checker of translations knows some of."""


NAMES = (
    "Armeria", "Belfort", "Besançon", "Brest", "Bâtinord", "Dijon", "Dossia", "Ferrand", "Ferrovia", "Lanterne",
    "Le Guerrec", "Lille", "Marchetti", "Nancy", "Nantes", "Orvane", "Port-Navarin", "Quiniou", "Sarlemont", "Sarnelle",
    "Valmorey", "Vasseroy",
)  # fmt: skip
"""Names of the clean samples that others can stand for."""
PARTS = ("Bel", "Cor", "Dan", "Fer", "Gal", "Lom", "Mar", "Nor", "Per", "Ros", "Sau", "Tor", "Ver", "Vil")
ENDS = ("bier", "court", "dac", "gny", "lac", "mont", "nay", "rieux", "sac", "tal", "vert", "zac")
FAULTY = 200
"""One sentence of plain text in so many has faults: there is as much to find as in newspapers."""
FAULTY_TRANSLATIONS, MANY_FAULTY = 60, 10
"""One translated sentence in so many has faults: there is as much to find as in translated news, or six times that."""
_END = re.compile(r"(?<=[.?!])(?<![ap]\.m\.)[”\"]?(\s+)(?=[A-Z“])")
_VARIES = re.compile(rf"(?<![\w.,:])[1-9]\d(?:,\d{{3}})?(?![\w.,:]|-\w)|\b(?:{'|'.join(NAMES)})\b")
"""What differs from one use of a sentence to the next: numbers of two digits or some thousands, and names."""


@cache
def words() -> Sequence[str]:
    """Return the words of the clean samples of plain text, with their punctuation."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SAMPLES / "clean").glob("*.txt"))]
    return [word for text in texts for word in text.split()]


@cache
def pairs(folder: str = "clean") -> Sequence[Pair]:
    """Return the translations of the samples: of `clean`, or of "" those with faults."""
    lines = [
        line
        for path in sorted((SAMPLES / folder).glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [Pair(row["source"], row["target"]) for row in map(json.loads, lines)]


@cache
def sentences() -> Sequence[str]:
    """Return the sentences of the clean samples, in English; headlines, bylines and dates are none."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((SAMPLES / "clean").glob("*.txt"))]
    parts = [part for text in texts for part in text.split("\n\n")] + [pair.target for pair in pairs()]
    split = (_END.sub(lambda m: m.group().rstrip() + "\n", part.strip()).split("\n") for part in parts)
    every = (sentence for own in split for sentence in own)
    return [one for one in every if one.rstrip("”").endswith((".", "?", "!")) and not one.endswith(".m.")]


def paragraphs() -> Iterator[str]:
    """Yield paragraphs of one to six sentences without end; their numbers and names differ each time.

    One sentence in FAULTY is of those with faults.
    """
    rng = random.Random(1)

    def other(found: re.Match[str]) -> str:
        old = found.group()
        if not old[0].isdigit():
            return rng.choice(PARTS) + rng.choice(ENDS)
        return f"{rng.randint(10, 99)},{rng.randint(0, 999):03}" if "," in old else str(rng.randint(10, 99))

    while True:
        taken = rng.sample(sentences(), k=rng.randint(1, 6))
        if rng.random() < len(taken) / FAULTY:
            taken[0] = rng.choice(pairs("")).target
        yield " ".join(_VARIES.sub(other, sentence) for sentence in taken)


def translations(faulty: int) -> Iterator[Pair]:
    """Yield translations of two sentences and a number without end; one sentence in so many has faults."""
    rng = random.Random(3)
    number = 0
    while True:
        number += 1
        two = [rng.choice(pairs("" if rng.random() < 1 / faulty else "clean")) for _ in range(2)]
        source, target = " ".join(p.source for p in two), " ".join(p.target for p in two)
        yield Pair(f"{source} (n° {number})", f"{target} (no. {number})")


def write_text(path: Path, megabytes: float, *, wrong: bool = False) -> float:
    """Write plain text, with ERRORS at its end if it is to be `wrong`. Return its size. Units: megabytes."""
    with path.open("w", encoding="utf-8") as file:
        for paragraph in paragraphs():
            file.write(paragraph + "\n\n")
            if file.tell() >= megabytes * 1e6:
                break
        file.write("\n\n".join(ERRORS) + "\n" if wrong else "")
    return path.stat().st_size / 1e6


def some_translations(
    megabytes: float, *, wrong: bool = False, faulty: int = FAULTY_TRANSLATIONS
) -> tuple[list[Pair], float]:
    """Return translations of about so many megabytes of source and translation, and their size."""
    taken: list[Pair] = []
    size = 0
    for pair in translations(faulty):
        taken.append(pair)
        size += len(pair.source.encode()) + len(pair.target.encode())
        if size >= megabytes * 1e6:
            break
    return taken + [ERROR] * wrong, size / 1e6


def write_jsonl(path: Path, rows: Sequence[Pair]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            told = {"id": str(number), "source": row.source, "target": row.target}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")


def write_po(path: Path, rows: Sequence[Pair]) -> None:
    head = r'msgid ""' "\n" r'msgstr ""' "\n" r'"Language: en\n"' "\n" r'"Content-Type: text/plain; charset=UTF-8\n"'
    with path.open("w", encoding="utf-8") as file:
        file.write(head + "\n")
        for row in rows:
            source, target = (json.dumps(text, ensure_ascii=False) for text in (row.source, row.target))
            file.write(f"\nmsgid {source}\nmsgstr {target}\n")


def write_lines(path: Path, texts: Sequence[str]) -> None:
    path.write_text("".join(text + "\n" for text in texts), encoding="utf-8")


def write_pack(path: Path, rules: int) -> None:
    """Write a pack of phrases of three words, each with its inflected forms."""
    rng = random.Random(2)
    bare = (word.strip(".,:;") for word in words())
    vocabulary = sorted({word.lower() for word in bare if word.isalpha() and len(word) > 4})
    lines = ["mtqa: 1", "pack: bench/phrases", "title: Made", "lang: {source: fr, target: en}", "rules:"]
    for i in range(rules):
        phrase = " ".join(rng.choices(vocabulary, k=3))
        lines.append(
            f"  - {{id: ZZ{i}, name: z{i}, kind: phrase, message: m, any: [{{phrase: '{phrase}', inflect: both}}]}}"
        )
    path.write_text("\n".join(lines), encoding="utf-8")
