"""Terms to spoil, and the termbase they are in: words of the two languages that nearly always come together."""

import csv
import random
import re
from collections import Counter
from pathlib import Path

from plants.base import Plant, Pool, Segment, put, stands

WORD = re.compile(r"(?<![\w’'-])[a-zà-ÿ]{6,}(?![\w’'-])")
TIMES = range(12, 200)  # segments with the word
TOGETHER = 0.8  # Dice's coefficient


def singular(word: str, known: set[str]) -> str:
    """Give the form a glossary would have, where the texts have it too."""
    forms = (word.removesuffix("ies") + "y", word.removesuffix("s"))
    return next((form for form in forms if word.endswith("s") and form in known), word)


def paired(segments: list[Segment]) -> dict[str, str]:
    """Pair each word of the source with the word of the translation that is nearly always there with it."""
    known = {w for s in segments for w in WORD.findall(f"{s.source} {s.target}")}
    sides = [tuple({singular(w, known) for w in WORD.findall(t)} for t in (s.source, s.target)) for s in segments]
    ours, theirs = (Counter(w for side in sides for w in side[i]) for i in (1, 0))
    both = Counter((f, e) for french, english in sides for f in french if theirs[f] in TIMES for e in english)
    pairs = {f: e for (f, e), n in both.items() if 2 * n >= TOGETHER * (theirs[f] + ours[e])}
    return {f: e for f, e in sorted(pairs.items()) if f != e}


def write_termbase(pool: Pool, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("source", "target"), *pool.terms.items()])


def wrong_term(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Put another term in the place of the one the termbase asks for."""
    there = [f for f in pool.terms if stands(f, segment.source) and segment.target.count(pool.terms[f]) == 1]
    if not there:
        return None
    french = rng.choice(there)
    found = re.search(rf"\b{pool.terms[french]}\b", segment.target)
    new = pool.terms[rng.choice(list(pool.terms))]
    return put(segment, *found.span(), new, french) if found and new not in segment.target else None
