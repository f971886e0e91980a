import json
import subprocess
import sys
from pathlib import Path

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


HUMAN = [f"The {who} opened the {what} on {day}, officials said." for who, what, day in zip(
    ["minister", "mayor", "bank", "union", "court", "school", "farmer"] * 6,
    ["bridge", "inquiry", "talks", "library", "market"] * 9,
    ["Monday", "Tuesday", "Friday", "Sunday"] * 11, strict=False,
)]  # fmt: skip
FIRST = [text.replace("officials said", "said the officials") if i % 3 else text for i, text in enumerate(HUMAN)]
SECOND = [
    text.replace("opened", "has opened").replace(" on ", " the ") if i % 2 else text for i, text in enumerate(HUMAN)
]


def test_the_figures_are_those_of_sacrebleus_command(tmp_path: Path) -> None:
    for name, texts in (("ref", HUMAN), ("hyp", FIRST)):
        (tmp_path / name).write_text("".join(f"{text}\n" for text in texts))
    command = [sys.executable, "-m", "sacrebleu", "ref", "-i", "hyp", "-m", "bleu", "chrf", "ter", "-w", "6"]
    plain, words = (
        json.loads(subprocess.run([*command, *more], cwd=tmp_path, capture_output=True, check=True).stdout)
        for more in ([], ["--chrf-word-order", "2"])
    )
    told = {row["name"]: row for row in (*plain, *words)}
    counted = metrics.count(FIRST, HUMAN)
    found = metrics.scores(counted)
    assert set(found) == set(told) == set(metrics.METRICS)
    for name, row in told.items():
        assert found[name] == pytest.approx(row["score"], abs=1e-6)
        assert metrics.signature(name) == row["signature"]


def test_the_comparison_is_sacrebleus_paired_bootstrap() -> None:
    from sacrebleu.metrics import BLEU, CHRF, TER
    from sacrebleu.significance import PairedTest

    own = {"BLEU": BLEU(), "chrF2": CHRF(), "chrF2++": CHRF(word_order=2), "TER": TER()}
    systems = [("one", FIRST), ("two", SECOND), ("one again", FIRST)]
    signatures, theirs = PairedTest(systems, own, [HUMAN], test_type="bs", n_samples=300)()
    counted = [metrics.count(texts, HUMAN) for _, texts in systems]
    ours = metrics.compare(counted[0], counted[1:], samples=300)
    for name in metrics.METRICS:
        assert metrics.signature(name, samples=300) == str(signatures[name])
        for their, our in zip(theirs[name], ours, strict=True):
            assert our[name].score == pytest.approx(their.score)
            assert our[name].mean == pytest.approx(their.mean, rel=1e-5)
            assert our[name].half == pytest.approx(their.ci, rel=1e-5)
            assert our[name].p == their.p_value


def test_a_seed_repeats_and_another_differs() -> None:
    one, two = metrics.count(FIRST, HUMAN, ["chrF2"]), metrics.count(SECOND, HUMAN, ["chrF2"])
    means = [metrics.compare(one, [two], samples=100, seed=seed)[1]["chrF2"].mean for seed in (1, 1, 2)]
    assert means[0] == means[1] != means[2]


def test_parts_are_scored_from_what_was_counted_once() -> None:
    counted = metrics.count(FIRST, HUMAN, ["BLEU", "TER"])
    assert metrics.scores(counted, slice(5, 20)) == metrics.scores(
        metrics.count(FIRST[5:20], HUMAN[5:20], ["BLEU", "TER"])
    )
    assert metrics.scores(counted, []) == {}


def test_chinese_is_parted_by_characters_for_bleu() -> None:
    assert "tok:zh" in (metrics.count(["天气很好。"], ["天气好。"], ["BLEU"], "zh") and metrics.signature("BLEU", "zh"))
