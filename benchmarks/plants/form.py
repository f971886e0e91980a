"""Form to spoil: negation, question, case, punctuation, and one term in two ways."""

import random
import re
from collections.abc import Callable

from plants.base import WORD, Plant, Planter, Pool, Segment, all_of, names_of, pick, put, stands
from plants.values import misspell

NEGATIVE = re.compile(
    r"n[’']t\b|\b(?:not?|never|none|nor|neither|nobody|nothing|nowhere|cannot|without|unable|hardly|barely|scarcely"
    r"|fail\w*|den(?:y|ie[sd])|refus\w*|lack\w*|(?:un|in|im|dis)[a-z]{4,}|[a-z]+less)\b",
    re.I,
)
NEGATIVE_FRENCH = re.compile(
    r"\b(?:ne|non|pas|sans|jamais|aucune?|ni|rien|personne|plus|guère|peu|refus\w*)\b|\bn[’']", re.I
)
AUXILIARY = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|should|may|might|must)\b(?! not)")


def end_mark(old: str, new: str) -> Planter:
    """Exchange the mark at the end, where source and translation end alike."""

    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        ends = re.compile(rf"(?<![.?!…]){re.escape(old)}$")
        at = ends.search(segment.target)
        if at is None or not ends.search(segment.source.rstrip()) or len(segment.target.split()) < 4:
            return None
        return put(segment, at.start(), at.end(), new, whole=True)

    return planter


def negation_removed(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    plain = re.search(r"\b(?:ne|n[’'])\W?[\w’' ]{1,20}\bpas\b(?! (?:seulement|que))", segment.source)
    found = list(NEGATIVE.finditer(segment.target))
    if plain is None or len(found) != 1 or found[0][0].lower() not in ("not", "n't", "n’t"):
        return None
    match = found[0]
    if match[0].lower() == "not":
        return put(segment, match.start(), match.end() + 1, "", whole=True)
    if segment.target[: match.start()].lower().endswith(("ca", "wo", "sha")):
        return None
    return put(segment, match.start(), match.end(), "", whole=True)


def negation_added(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    match = pick(rng, AUXILIARY.finditer(segment.target))
    if match is None or NEGATIVE.search(segment.target) or NEGATIVE_FRENCH.search(segment.source):
        return None
    if segment.target.rstrip('"”’)')[-1:] != ".":
        return None
    return put(segment, match.end(), match.end(), " not", whole=True)


def rewritten(change: Callable[[str], str], least: int = 4) -> Planter:
    """Change the form of the whole text; a source that has that form itself would excuse it."""

    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        text = change(segment.target)
        fits = len(WORD.findall(text)) >= least and change(segment.source) != segment.source
        return all_of(segment, text) if text != segment.target and fits else None

    return planter


def lower_first(text: str) -> str:
    fits = re.match(r"[A-ZÀ-Þ][a-zà-ÿ]+(?![\w.-])", text)
    return text[0].lower() + text[1:] if fits else text


def tokenised(text: str) -> str:
    found = re.sub(r"(?<=[a-z])n[’']t\b", " n't", text)
    found = re.sub(r"(?<=\w)([,;:.?!)])(?=\s|$)", r" \1", found)
    return found if len(found) > len(text) + 1 else text


def gap_doubled(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    match = pick(rng, re.finditer(r"(?<=[a-z,]) (?=[a-z])", segment.target))
    return put(segment, *match.span(), "  ") if match and "  " not in segment.target + segment.source else None


def one_lost(pair: str) -> Planter:
    """Lose one of a pair of marks, where the translation has just that one pair and the source one too."""

    def planter(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
        found = list(re.finditer(rf"[{re.escape(pair)}]", segment.target))
        if len(found) != 2 or not re.search(r"[(«\"“]", segment.source):
            return None
        return put(segment, *rng.choice(found).span(), "", whole=True)

    return planter


def repeated_otherwise(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Let the same source come again, with a word of its translation changed."""
    match = pick(rng, re.finditer(r"(?<= )[a-z]{5,}\b", segment.target))
    words = re.findall(r"(?<= )[a-z]{5,}\b", pool.other(segment, rng).target)
    if match is None or not words or stands(words[0], segment.target):
        return None
    return put(segment, *match.span(), words[0], whole=True)._replace(before=(segment,))


def name_otherwise(segment: Segment, rng: random.Random, pool: Pool) -> Plant | None:
    """Spell a name of two earlier segments with a letter changed."""
    match = pick(rng, (m for m in names_of(segment, pool.common) if len(pool.by_name[m[0]]) > 2))
    if match is None:
        return None
    before = tuple(s for s in pool.by_name[match[0]] if s.source != segment.source)[:2]
    new = misspell(match[0], rng, pool)
    return put(segment, *match.span(), new)._replace(before=before) if not stands(new, segment.source) else None
