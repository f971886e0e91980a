"""Scores of a translation against a human one, by sacrebleu.

What a metric counts in each segment is kept, so that a file, a system and a thousand resamples are scored without
counting again. The figures, signatures and paired bootstrap are those of sacrebleu's own command line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from mtqa.errors import UsageError

CORPUS = ("chrF2", "BLEU", "TER")
METRICS = ("BLEU", "chrF2", "chrF2++", "TER")
LOWER_IS_BETTER = frozenset(["TER"])
SAMPLES = 1000
SEED = 12345
"""Source: sacrebleu's own number of resamples and seed."""

Columns = Mapping[str, Any]
"""By metric, an array of what it counted, a row a segment."""


@cache
def _metric(name: str, lang: str) -> Any:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
        from sacrebleu.metrics.ter import TER
    except ImportError as error:
        raise UsageError("scores need sacrebleu", hint="pip install 'mtqa[score]'") from error
    if name == "BLEU":
        try:
            return BLEU(trg_lang=lang)
        except (ImportError, RuntimeError) as error:
            hint = f"pip install 'sacrebleu[{lang}]', or leave BLEU out: --metrics chrF2,TER"
            raise UsageError(f"BLEU parts {lang} into words by a package that is not here", hint=hint) from error
    return CHRF(word_order=2) if name == "chrF2++" else {"chrF2": CHRF, "TER": TER}[name]()


@lru_cache(maxsize=8)
def sentence_chrf(hypothesis: str, reference: str) -> float:
    """Return chrF2 of one segment. Units: 0 to 100. Raises: UsageError without sacrebleu. Source: Popović 2017."""
    return float(_metric("chrF2", "").sentence_score(hypothesis, [reference]).score)


def corpus_score(name: str, hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Return a metric of a corpus with one reference. Raises: UsageError without sacrebleu."""
    return float(_metric(name, "").corpus_score(list(hypotheses), [list(references)]).score)


def signature(name: str, lang: str = "", *, samples: int = 0, seed: int = SEED) -> str:
    """Return sacrebleu's signature of the last corpus under this name; `samples` of a paired bootstrap."""
    signed = _metric(name, lang).get_signature()
    if samples:
        signed.update("seed", seed)
        signed.update("bs", samples)
    return str(signed)


def count(
    hypotheses: Sequence[str], references: Sequence[str], names: Iterable[str] = METRICS, lang: str = ""
) -> Columns:
    """Count, segment by segment, what each metric needs. Raises: UsageError without sacrebleu.

    `lang`, of the translation, chooses how BLEU parts words.
    """
    import numpy

    return {
        name: numpy.array(_metric(name, lang)._extract_corpus_statistics(hypotheses, [references])) for name in names
    }


def scores(counted: Columns, rows: Sequence[int] | slice = slice(None), lang: str = "") -> dict[str, float]:
    """Return each metric of all segments, or of some; nothing of none."""
    return {
        name: float(_metric(name, lang)._compute_score_from_stats(column[rows].sum(0).tolist()).score)
        for name, column in counted.items()
        if len(column[rows])
    }


@dataclass(frozen=True, slots=True)
class Compared:
    """A metric of a system beside the baseline. `mean` ± `half` holds 95 % of resamples; `p` None: the baseline."""

    score: float
    mean: float
    half: float
    p: float | None = None


def compare(
    baseline: Columns, systems: Sequence[Columns], *, samples: int = SAMPLES, seed: int = SEED, lang: str = ""
) -> list[dict[str, Compared]]:
    """Return the metrics of the baseline and each system over the same segments, by paired bootstrap resampling.

    It is sacrebleu's test with one resample in memory at a time. Source: Koehn 2004; sacrebleu.significance.
    """
    import numpy

    every = (baseline, *systems)
    names = list(baseline)
    columns = [[columns[name].astype("float32") for name in names] for columns in every]
    resampled = numpy.empty((len(every), len(names), samples))
    draw = numpy.random.default_rng(seed)
    size = len(columns[0][0])
    for sample in range(samples):
        rows = draw.choice(size, size=size, replace=True)
        for i, system in enumerate(columns):
            for j, column in enumerate(system):
                summed = column[rows].sum(0)
                resampled[i, j, sample] = _metric(names[j], lang)._compute_score_from_stats(summed).score
    real = [scores(columns, lang=lang) for columns in every]
    return [
        {
            name: Compared(
                real[i][name],
                *_spread(resampled[i, j]),
                _p(resampled[i, j], resampled[0, j], abs(real[0][name] - real[i][name])) if i else None,
            )
            for j, name in enumerate(names)
        }
        for i in range(len(every))
    ]


def _spread(values: Any) -> tuple[float, float]:
    """Return the mean of resamples and half the interval that holds 95 % of them."""
    ordered = sorted(values)
    cut = len(ordered) // 40
    return float(values.mean()), 0.5 * float(ordered[len(ordered) - cut - 1] - ordered[cut])


def _p(system: Any, baseline: Any, difference: float) -> float:
    """Return how likely so large a difference is by chance."""
    differences = abs(system - baseline)
    return float(((differences - differences.mean()) > difference).sum() + 1) / (len(differences) + 1)
