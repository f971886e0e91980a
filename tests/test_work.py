"""The guard against growing work: it passes today, tells what grew, and a wasteful rule makes it fail."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

import counting  # noqa: E402
import work  # noqa: E402

from mtqa import packs  # noqa: E402

BEFORE = {
    "with sources": {counting.HITS: 100, counting.GIVEN: 50, counting.SEARCHES: 20, counting.CALLS: 1000},
    "modules with sources": {"checks/pair.py": 600, "search.py": 400},
}
PACK = """
mtqa: 1
pack: team/made
title: Made
lang: {source: fr, target: en}
rules:
  - {id: WW1, name: a-town, kind: pattern, message: m, any: [{pattern: '\\bmayor of \\w+'}]}
"""
WASTEFUL = r"  - {id: WW2, name: every-article, kind: pattern, message: m, any: [{pattern: '\bthe [a-z]+ (?!\w)'}]}"


def now(**counts: int) -> counting.Counts:
    items = {"hits": counting.HITS, "given": counting.GIVEN, "searches": counting.SEARCHES, "calls": counting.CALLS}
    changed = {items[name]: count for name, count in counts.items()}
    return {**BEFORE, "with sources": BEFORE["with sources"] | changed}


def test_work_has_not_grown() -> None:
    run = subprocess.run([sys.executable, "benchmarks/work.py"], cwd=ROOT, capture_output=True, text=True)
    print(run.stdout)
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_tenth_is_let_pass_and_more_is_not() -> None:
    assert work.grown(BEFORE, now()) == []
    assert work.grown(BEFORE, now(hits=110, given=55, searches=22, calls=1100)) == []
    assert work.grown(BEFORE, now(hits=1, given=1, searches=1, calls=1)) == []
    for name, count in {"hits": 111, "given": 56, "searches": 23}.items():
        assert len(work.grown(BEFORE, now(**{name: count}))) == 1
    assert work.grown(BEFORE, now(given=60)) == ["with sources: places given to rules grew from 50 to 60 (+20%)"]


def test_the_modules_that_grew_are_named() -> None:
    after = now(calls=1300) | {"modules with sources": {"checks/pair.py": 500, "search.py": 750, "fix.py": 50}}
    assert work.grown(BEFORE, after) == [
        "with sources: calls of our functions grew from 1,000 to 1,300 (+30%)",
        "  search.py: +350 calls",
        "  fix.py: +50 calls",
    ]


def test_a_count_that_sees_nothing_fails() -> None:
    assert work.grown(BEFORE, now(hits=0)) == [
        "with sources: no literals found were counted, so the benchmark no longer sees them"
    ]


def test_what_was_never_accepted_fails() -> None:
    assert len(work.grown({}, now())) == 4 + 2  # two modules are named


def test_a_wasteful_rule_makes_it_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "SEGMENTS", 60)
    pack = tmp_path / "made.yaml"
    counts = []
    for text in (PACK, PACK + WASTEFUL):
        pack.write_text(text, encoding="utf-8")
        counts.append(counting.counted(packs.load([pack], shipped=False)))
    thrifty, wasteful = counts
    told = work.grown(thrifty, wasteful)
    for name in ("without sources", "with sources"):
        for item in (counting.HITS, counting.GIVEN, counting.CALLS):
            assert any(line.startswith(f"{name}: {item} grew") for line in told), told
    assert work.grown(wasteful, wasteful) == work.grown(wasteful, thrifty) == []


def test_accepting_makes_the_counts_of_today_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PYTHONHASHSEED", "0")
    monkeypatch.setattr(work, "KNOWN", tmp_path / "work.json")
    monkeypatch.setattr(work, "counted", lambda _: now())

    def run(*arguments: str) -> int:
        monkeypatch.setattr(sys, "argv", ["work.py", *arguments])
        return work.main()

    assert run() == 1
    assert "python benchmarks/work.py --accept" in capsys.readouterr().out
    assert run("--accept") == 0
    assert run() == 0
    assert "--accept" not in capsys.readouterr().out
    monkeypatch.setattr(work, "counted", lambda _: now(calls=2000))
    assert run() == 1
    monkeypatch.setattr(work, "counted", lambda _: now(calls=500))
    assert run() == 0
    assert "so that it cannot grow back unseen" in capsys.readouterr().out
