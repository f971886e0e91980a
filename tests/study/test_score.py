import json
from pathlib import Path

import pytest

from mtqa import packs
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Document
from mtqa.packs import RuleSet
from mtqa.study import tables
from mtqa.study.score import Scores, score

PACK = """
mtqa: 1
pack: t/t
title: A pack
lang: {source: fr, target: en}
rules:
  - id: T1
    name: informations
    kind: phrase
    message: 'say {suggestions}'
    any: [{phrase: informations}]
    fix: {suggest: [information], safety: safe}
    tests:
      - {bad: 'The informations.', marks: informations, fixed: 'The information.'}
      - {ok: 'Information.'}
  - id: T2
    name: silent
    kind: phrase
    message: 'no'
    any: [{phrase: a software}]
    tests:
      - {bad: 'It is a software.', marks: a software}
      - {ok: 'Software.'}
"""


def document(tmp_path: Path, rows: list[dict[str, str]], name: str = "d.jsonl") -> Document:
    path = tmp_path / name
    path.write_text("".join(json.dumps(r) + "\n" for r in rows))
    return load(ByteSource(str(path), path), LoadOptions())


@pytest.fixture
def rules(tmp_path: Path) -> RuleSet:
    (tmp_path / "t.yaml").write_text(PACK)
    return packs.load([tmp_path / "t.yaml"], shipped=False, use_cache=False)


@pytest.fixture
def scores(tmp_path: Path, rules: RuleSet) -> Scores:
    mt = [
        {"target": "We need the informations today.", "reference": "We need the information today."},
        {"target": "More informations here.", "reference": "The informations officer is here."},
        {"target": "No informations at all.", "reference": "Informations."},
        {"target": "Without a reference, informations."},
        {"target": "Clean.", "reference": "Clean."},
    ]
    native = [{"target": "Human informations."}, {"target": "Nothing."}]
    ticks: list[int] = []
    found = score(
        rules, [document(tmp_path, mt)], [document(tmp_path, native, "n.jsonl")], ticks.append, with_corpus=True
    )
    assert sum(ticks) == 5 + 4 + 2
    return found


def test_counts(scores: Scores) -> None:
    tally = scores.rules["T1"]
    assert (tally.hits, tally.human, tally.used, tally.native) == (4, 2, 2, 1)
    assert (tally.win, tally.loss) == (1, 2)
    assert (scores.segments, scores.words_mt, scores.words_human, scores.words_native) == (5, 17, 12, 3)
    assert scores.lift(tally) == pytest.approx((4 / 17) / (2.5 / 12))
    assert scores.rules["T2"].hits == 0


def test_advice_holds_the_figures_against_what_the_rule_says(scores: Scores) -> None:
    row = scores.rows[0]
    assert scores.advice(row) == "unsafe: its fix lost"
    scores.rules["T1"].hits, scores.rules["T1"].loss = 50, 20
    assert scores.advice(row) == "display: its fix loses; unsafe: its fix lost"
    scores.rules["T1"].human = 100
    assert scores.advice(row).startswith("preview: low lift")


def test_corpus_scores_apply_the_fixes(scores: Scores) -> None:
    as_is, safe, every = scores.corpus["chrF2"]
    assert safe == every != as_is
    assert set(scores.corpus) == {"chrF2", "BLEU", "TER"}


def test_tables_hold_the_same_figures(scores: Scores) -> None:
    text, markdown = "\n".join(tables.as_text(scores)), "\n".join(tables.as_markdown(scores))
    rules = json.loads("\n".join(tables.as_json(scores)))["rules"]
    assert rules["T1"]["hits"] == 4
    assert rules["T1"]["lift"] == 1.13
    assert "| T1 informations | 4 | 2 | 1.1 | 2 | 1 | 2 | 0 | 1 | unsafe: its fix lost |" in markdown
    assert "T1 informations" in text
    assert "1 rules" in text
