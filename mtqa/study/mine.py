"""Find what machine translation writes and humans do not, with the source words it comes from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import regex

from mtqa.study.corpus import Triple
from mtqa.study.ngrams import (
    SOURCE_STOP,
    STOP,
    Ngram,
    frequent,
    index,
    log_likelihood,
    ngrams,
    says_something,
    source_tokens,
    tokens,
)

STEPS = 6
"""How often `mine` tells what it does."""
Step = Callable[[str], None]
Flagged = Callable[[int], Sequence[tuple[int, int]]]
"""The spans that rules flag in the target of a triple, by its number."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a proposal must reach. Units: `used` and `covered` are shares, `words` the longest n-gram."""

    hits: int = 8
    lift: float = 5.0
    used: float = 0.15
    covered: float = 0.5
    words: int = 4


@dataclass(frozen=True, slots=True)
class Proposal:
    """Words that MT writes and humans do not.

    `source`: the source words they come with ("" where they need none); `hits`, `human`: segments with the words in
    the MT and in the references, of those whose source has `source`; `used`: segments with them in both; `instead`:
    what the humans wrote, each with its number of different references; `covered`: how many hits a rule flags already.
    """

    phrase: str
    source: str
    hits: int
    human: int
    used: int
    native: int
    covered: int
    instead: tuple[tuple[str, int], ...]
    examples: tuple[Triple, ...]

    @property
    def lift(self) -> float:
        """Hits over those on human text, to which half a one is added."""
        return self.hits / (self.human + 0.5)

    @property
    def agreed(self) -> int:
        """How many humans chose the commonest other wording; one alone agrees with nobody."""
        return max((count for _, count in self.instead if count > 1), default=0)


@dataclass(frozen=True, slots=True)
class _Corpus:
    triples: Sequence[Triple]
    target: Sequence[list[str]]
    reference: Sequence[list[str]]
    source: Sequence[list[str]]


@dataclass(frozen=True, slots=True)
class _Candidate:
    gram: Ngram
    source: Ngram
    mt: frozenset[int]
    human: frozenset[int]

    @property
    def used(self) -> int:
        return len(self.mt & self.human)

    @property
    def lift(self) -> float:
        return len(self.mt) / (len(self.human) + 0.5)

    def passes(self, limits: Limits) -> bool:
        return len(self.mt) >= limits.hits and self.lift >= limits.lift and self.used <= limits.used * len(self.mt)


def mine(
    triples: Sequence[Triple], native: Sequence[str], flagged: Flagged, limits: Limits, step: Step
) -> list[Proposal]:
    """Return proposals: those first whose humans agree most on other words, then by keyness."""
    step("splitting into words")
    corpus = _Corpus(
        triples, [tokens(t.target) for t in triples], [tokens(t.reference) for t in triples],
        [source_tokens(t.source) for t in triples],
    )  # fmt: skip
    step("counting runs of words")
    candidates = _candidates(corpus, limits, step)
    step("choosing among overlapping runs")
    kept = _without_parts(candidates)
    step("looking at native text")
    grams = {c.gram for c in kept}
    seen = index((tokens(text) for text in native), grams, limits.words)
    step("asking what the humans wrote")
    proposals = [_proposal(c, corpus, len(seen.get(c.gram, ())), flagged) for c in kept]
    proposals = [p for p in proposals if p.covered <= limits.covered * p.hits]
    return sorted(proposals, key=lambda p: (-p.agreed, -_keyness(p.hits, p.human), p.phrase))


def _candidates(corpus: _Corpus, limits: Limits, step: Step) -> list[_Candidate]:
    wanted = {g for g in frequent(corpus.target, limits.words, limits.hits) if says_something(g, STOP)}
    mt, human = index(corpus.target, wanted, limits.words), index(corpus.reference, wanted, limits.words)
    step("looking for the source words of each")
    sources = {
        g for g in frequent(corpus.source, 2, limits.hits) if says_something(g, SOURCE_STOP) and not g[-1].endswith("'")
    }
    places = {g: frozenset(numbers) for g, numbers in index(corpus.source, sources, 2).items()}
    of_segment: list[list[Ngram]] = [[] for _ in corpus.triples]
    for gram, inside in places.items():
        for number in inside:
            of_segment[number].append(gram)
    found = []
    for gram, numbers in mt.items():
        whole = _Candidate(gram, (), frozenset(numbers), frozenset(human.get(gram, ())))
        if len(whole.mt) - whole.used < limits.hits:
            continue
        if whole.passes(limits):
            found.append(whole)
            continue
        found += _conditioned(whole, of_segment, places, len(corpus.triples), limits)
    return found


def _conditioned(
    whole: _Candidate, of_segment: Sequence[Sequence[Ngram]], places: dict[Ngram, frozenset[int]], total: int,
    limits: Limits,
) -> list[_Candidate]:  # fmt: skip
    """Tie the words to the source words they depend on most, where with these they pass."""
    together: Counter[Ngram] = Counter()
    for number in whole.mt:
        together.update(of_segment[number])
    size = len(whole.mt)
    weighed = [
        (-log_likelihood(both, size, len(places[g]), total), len(g), g)
        for g, both in together.items()
        if both >= limits.hits and both * total > size * len(places[g])
    ]
    tied = [_Candidate(whole.gram, g, whole.mt & places[g], whole.human & places[g]) for _, _, g in sorted(weighed)[:3]]
    return [c for c in tied if c.passes(limits)][:1]


def _without_parts(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Of runs that hold one another keep the longer where it is as frequent, else the shorter."""
    by_gram = {c.gram: c for c in candidates}
    dropped: set[Ngram] = set()
    for candidate in candidates:
        for size in range(1, len(candidate.gram)):
            for part in ngrams(candidate.gram, size):
                shorter = by_gram.get(part)
                if shorter is not None:
                    as_frequent = len(candidate.mt) >= 0.8 * len(shorter.mt)
                    dropped.add(part if as_frequent else candidate.gram)
    return [c for c in candidates if c.gram not in dropped]


def _keyness(hits: int, human: int) -> float:
    """Return G² of two counts in texts of one size. Source: Rayson & Garside 2000."""
    total = 2 * max(hits, human) * 1000
    return log_likelihood(hits, hits + human, total // 2, total)


def _proposal(candidate: _Candidate, corpus: _Corpus, native: int, flagged: Flagged) -> Proposal:
    missed = sorted(candidate.mt - candidate.human)
    wordings = {(_wording(candidate.gram, corpus.target[n], corpus.triples[n].reference), n) for n in missed}
    different = {(wording, corpus.triples[n].reference) for wording, n in wordings if wording}
    instead = _merged(Counter(wording for wording, _ in different))
    pattern = regex.compile(r"(?<!\w)" + r"\s+".join(map(regex.escape, candidate.gram)) + r"(?!\w)", regex.IGNORECASE)
    covered = sum(_is_flagged(pattern, corpus.triples[n].target, flagged(n)) for n in candidate.mt)
    examples = sorted(missed, key=lambda n: len(corpus.triples[n].target))[: max(12, len(missed) // 2)]
    return Proposal(
        phrase=" ".join(candidate.gram), source=" ".join(candidate.source).replace("' ", "'"), hits=len(candidate.mt),
        human=len(candidate.human), used=candidate.used, native=native, covered=covered,
        instead=tuple(instead.most_common(4)),
        examples=tuple(corpus.triples[n] for n in examples[:: max(1, len(examples) // 4)][:4]),
    )  # fmt: skip


def _merged(wordings: Counter[str]) -> Counter[str]:
    """Count wordings that differ in capitals as one, written as most often; some begin a sentence."""
    by_letters: dict[str, list[str]] = {}
    for wording, _ in sorted(wordings.items(), key=lambda item: (-item[1], item[0].swapcase())):
        by_letters.setdefault(wording.lower(), []).append(wording)
    return Counter({same[0]: sum(wordings[w] for w in same) for same in by_letters.values()})


def _is_flagged(pattern: regex.Pattern[str], text: str, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start < m.end() and m.start() < end for start, end in spans for m in pattern.finditer(text))


def _wording(gram: Ngram, target: Sequence[str], reference: str) -> str:
    """Return what stands in the reference in place of the n-gram; nothing where the sentence is another."""
    size = len(gram)
    start = next((i for i in range(len(target) - size + 1) if tuple(target[i : i + size]) == gram), -1)
    if start < 0:
        return ""
    cased = tokens(reference, lower=False)
    opcodes = _rapidfuzz().opcodes(target, [word.lower() for word in cased])
    touched = [op for op in opcodes if op.src_start < start + size and op.src_end > start]
    first, last = touched[0], touched[-1]
    begin = first.dest_start + (start - first.src_start if first.tag == "equal" else 0)
    end = last.dest_end - (last.src_end - start - size if last.tag == "equal" else 0)
    words = cased[begin:end]
    return " ".join(words) if 0 < len(words) <= size + 2 and all(w[0].isalnum() for w in words) else ""


def _rapidfuzz() -> Any:
    from rapidfuzz.distance import Levenshtein

    return Levenshtein
