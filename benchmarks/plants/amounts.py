"""Too much, too little, twice, or in the wrong language."""

import random
import re

from plants.base import Plant, Planter, Pool, Segment, all_of, pick, put

TALK = (
    "Translation: {}", "Sure, here is the translation: {}", "Here is the English translation:\n\n{}",
    "Certainly! {}", "English: {}", "{}\n\nNote: I kept the tone of the original text.", '"{}" is the translation.',
    "{}\n(Translated from French)", "I'm sorry, but I can't translate this text.",
    "As an AI language model, I cannot help with this request.",
    "Please provide the text you would like me to translate.",
)  # fmt: skip
FRENCH_SMALL = frozenset("le la les de des du un une et à au aux en dans pour par sur que qui ne pas est sont".split())
DOUBLES = frozenset("that had very no so many much more really again is do her bye ha".split())
SENTENCE = re.compile(  # a short word before the stop may be an abbreviation
    r"(?:(?<=[a-zà-ÿ]{4}[.!?])|(?<=[a-z0-9)][.!?][\"”)])|(?<=[0-9)][.!?])) +(?=[A-ZÀ-Þ\"“«])"
)


def french(words: list[str]) -> bool:
    return sum(w.lower() in FRENCH_SMALL for w in words) >= 2


def clause(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Put a clause of the source in the place of its translation, where both have as many clauses."""
    ours, theirs = (list(re.finditer(r"[^,;:]+", t)) for t in (segment.target, segment.source))
    if len(ours) != len(theirs) or len(ours) < 2:
        return None
    fits = [(o, t) for o, t in zip(ours, theirs, strict=True) if 5 <= len(t[0].split()) <= 15 and french(t[0].split())]
    if not fits:
        return None
    our, their = rng.choice(fits)
    return put(segment, *our.span(), their[0])


def run(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Put 5 to 12 words of the source in the place of those at the same height of the translation."""
    ours, theirs = (list(re.finditer(r"\S+", t)) for t in (segment.target, segment.source))
    size = rng.randint(5, 12)
    if len(theirs) < size + 6 or len(ours) < size + 6:
        return None
    at = rng.randrange(len(theirs) - size)
    text = segment.source[theirs[at].start() : theirs[at + size - 1].end()]
    first = at * (len(ours) - size) // (len(theirs) - size)
    return put(segment, ours[first].start(), ours[first + size - 1].end(), text) if french(text.split()) else None


def french_word(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Put a French word that no reference uses in the place of an English word at the same height."""
    match = pick(rng, (m for m in re.finditer(r"(?<= )[a-zà-ÿ]{5,}\b", segment.source) if m[0] not in pool.common))
    ours = list(re.finditer(r"(?<= )[a-z]{4,}\b", segment.target))
    if match is None or not ours or any(c.isdigit() for c in match[0]):
        return None
    height = match.start() / len(segment.source) * len(segment.target)
    nearest = min(ours, key=lambda m: abs(m.start() - height))
    return put(segment, *nearest.span(), match[0])


def left_as_is(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    return all_of(segment, segment.source) if len(segment.source.split()) > 3 else None


def foreign(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    return all_of(segment, rng.choice(rng.choice(pool.foreign).strip().split("\n")[1:]))


def sentences(text: str) -> list[str]:
    return [s.strip() for s in SENTENCE.split(text) if s.strip()]


def sentence_dropped(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    ours = sentences(segment.target)
    if len(ours) < 2 or len(ours) != len(sentences(segment.source)):
        return None
    gone = rng.choice([s for s in ours if len(s.split()) > 3] or [""])
    start = segment.target.find(gone)
    end = start + len(gone)
    spoilt = (segment.target[:start] + segment.target[end:].lstrip()).strip()
    return Plant(spoilt, min(start, len(spoilt)), min(start, len(spoilt)), whole=True) if gone else None


def joined_dropped(least: int) -> Planter:
    """Join so many segments and drop one of their translations."""

    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        parts = [segment, *(pool.other(segment, rng) for _ in range(least - 1))]
        if any(p.target[-1:] != "." or p.source[-1:] != "." or len(p.target.split()) < 6 for p in parts):
            return None
        gone = rng.randrange(least)
        left = [p.target for n, p in enumerate(parts) if n != gone]
        twin = Segment("", " ".join(p.source for p in parts), " ".join(p.target for p in parts))
        at = max(0, len(" ".join(left[:gone])))
        return Plant(" ".join(left), at, at, whole=True, twin=twin)

    return planter


def empty(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    return all_of(segment, rng.choice(("", " ", "...", "-")))


def cut(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    words = segment.target.split()
    if len(words) < 16:
        return None
    text = " ".join(words[: len(words) // 2])
    return Plant(text, len(text), len(text), whole=True)


def added(segment: Segment, sentence: str) -> Plant:
    text = f"{segment.target} {sentence}"
    return Plant(text, len(segment.target), len(text), whole=True)


def sentence_added(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    if not segment.target.endswith("."):
        return None
    return added(segment, pool.other(segment, rng).target)


def another(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    return all_of(segment, pool.other(segment, rng).target)


def talk(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    form = rng.choice(TALK)
    return all_of(segment, form.format(segment.target)) if len(segment.target.split()) > 4 else None


def doubled(least: int, most: int) -> Planter:
    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        size = rng.randint(least, most)
        words = list(re.finditer(r"(?<![\w’'-])[a-z]+(?![\w’'-])", segment.target))
        runs = [words[i : i + size] for i in range(len(words) - size + 1)]
        fits = [
            (r[0].start(), r[-1].end()) for r in runs if r[-1].end() - r[0].start() == sum(len(m[0]) + 1 for m in r) - 1
        ]
        fits = [(a, b) for a, b in fits if segment.target[a:b] not in DOUBLES]
        if not fits:
            return None
        start, end = rng.choice(fits)
        plant = put(segment, end, end, " " + segment.target[start:end])
        return plant._replace(start=start)

    return planter


def loop(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    words = segment.target.rstrip(" .").split()
    if len(words) < 6 or not segment.target.endswith("."):
        return None
    tail = " ".join(words[-rng.randint(1, 4) :])
    kept = " ".join(words)
    text = kept + f" {tail}" * 10 + "."
    return Plant(text, len(kept) - len(tail), len(text), whole=True)


def sentence_twice(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    last = sentences(segment.target)[-1:]
    if not last or len(last[0].split()) < 4 or not segment.target.endswith("."):
        return None
    return added(segment, last[0])
