"""The samples: findings in the translated ones, silence on the edited ones, and fixes that lead from one to the other."""

import gzip
import json
from pathlib import Path

import pytest
from sacrebleu.metrics import CHRF

from mtqa import fix
from mtqa.engine import Engine, recurring_lines
from mtqa.load import ByteSource, LoadOptions, load
from mtqa.model import Finding, Segment
from mtqa.packs import load as load_rules

ROOT = Path(__file__).parent.parent
SAMPLES = sorted(p for p in (ROOT / "samples").glob("*.*") if p.suffix in (".txt", ".jsonl"))
NATIVE = ROOT.parent / "shared" / "data" / "native-news.en.jsonl.gz"


def check(path: Path) -> list[tuple[Segment, list[Finding]]]:
    document = load(ByteSource(str(path), path), LoadOptions())
    ruleset = load_rules().select(source_lang="fr", target_lang="en")
    engine = Engine(ruleset)
    found = {}
    for result in engine.run(document, recurring_lines([document], ruleset)):
        for i, findings in result.findings:
            found[result.batch.segment(i)] = findings
    return [(s, found.get(s, [])) for s in document.segments]


def test_there_are_three_samples_and_their_clean_twins() -> None:
    assert len(SAMPLES) >= 3
    assert all((ROOT / "samples" / "clean" / p.name).is_file() for p in SAMPLES)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_translated_article_has_findings_and_its_clean_twin_none(path: Path) -> None:
    assert sum(len(f) for _, f in check(path)) >= 8
    assert [f for _, f in check(path.parent / "clean" / path.name) if f] == []


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_fixes_bring_a_sample_nearer_to_its_clean_twin(path: Path) -> None:
    segments = check(path)
    mended = [fix.apply(s.target, fix.edits_of(fix.choose(f, ("safe", "unsafe"))[0])) for s, f in segments]
    clean = "\n".join(s.target for s, _ in check(path.parent / "clean" / path.name))
    score = CHRF()
    before = score.sentence_score("\n".join(s.target for s, _ in segments), [clean]).score
    assert score.sentence_score("\n".join(mended), [clean]).score > before


def test_human_english_is_nearly_silent() -> None:
    if not NATIVE.is_file():
        pytest.skip("the native text is not beside this checkout")
    with gzip.open(NATIVE, "rt", encoding="utf-8") as file:
        rows = [json.loads(line)["target"] for line in file][::10]
    data = "\n\n".join(r.replace("\n", " ") for r in rows).encode()
    document = load(ByteSource("native.txt", data=data), LoadOptions())
    engine = Engine(load_rules().select(source_lang="fr", target_lang="en"))
    found = [f for r in engine.run(document) for _, fs in r.findings for f in fs if f.severity != "info"]
    assert 1000 * len(found) / sum(len(r.split()) for r in rows) < 0.25
