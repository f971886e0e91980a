import pytest

from mtqa import metrics


def test_the_same_text_scores_100() -> None:
    assert metrics.sentence_chrf("The vote is on Monday.", "The vote is on Monday.") == pytest.approx(100)
    for name in metrics.CORPUS:
        best = 0 if name == "TER" else 100
        assert metrics.corpus_score(
            name, ["A vote on Monday morning."], ["A vote on Monday morning."]
        ) == pytest.approx(best)


def test_a_nearer_text_scores_higher() -> None:
    reference = "He now heads the agency."
    assert metrics.sentence_chrf("He now leads the agency.", reference) > metrics.sentence_chrf("She left.", reference)
    assert "nc:6" in metrics.signature("chrF2")
