"""Scores of a translation against a human one, by sacrebleu."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from mtqa.errors import UsageError

CORPUS = ("chrF2", "BLEU", "TER")


@cache
def _metric(name: str) -> Any:
    try:
        from sacrebleu.metrics.bleu import BLEU
        from sacrebleu.metrics.chrf import CHRF
        from sacrebleu.metrics.ter import TER
    except ImportError as error:
        raise UsageError("scores need sacrebleu", hint="pip install 'mtqa[score]'") from error
    return {"chrF2": CHRF, "BLEU": BLEU, "TER": TER}[name]()


@lru_cache(maxsize=8)
def sentence_chrf(hypothesis: str, reference: str) -> float:
    """Return chrF2 of one segment. Units: 0 to 100. Raises: UsageError without sacrebleu. Source: Popović 2017."""
    return float(_metric("chrF2").sentence_score(hypothesis, [reference]).score)


def corpus_score(name: str, hypotheses: Sequence[str], references: Sequence[str]) -> float:
    """Return chrF2, BLEU or TER of a corpus with one reference. Raises: UsageError without sacrebleu."""
    return float(_metric(name).corpus_score(list(hypotheses), [list(references)]).score)


def signature(name: str) -> str:
    """Return sacrebleu's signature of the last corpus score under this name."""
    return str(_metric(name).get_signature())
