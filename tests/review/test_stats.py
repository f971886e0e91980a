"""The figures of journals, and what is exported of them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from decks import after, finding

from mtqa.review.deck import Spot, deck_of
from mtqa.review.journal import Journal
from mtqa.review.state import Accept, Action, FalseAlarm, Go, Leave, Retype, Undo
from mtqa.review.stats import Figures, clock, corrections, exported, figures_of, lines, report

CITY = "The big metropolis said: a big metropolis."
DECK = deck_of([
    Spot("a.txt", finding(CITY, 4, 18, "city")), Spot("a.txt", finding(CITY, 27, 41, "city")),
    Spot("a.txt", finding("So it is.", 0, 2, "Thus", rule="XX002", key="L2")),
])  # fmt: skip


def reviewed(path: Path, steps: list[tuple[float, Action]], hashes: str = "1") -> Path:
    """Review in a sitting, each action at its second after the sitting began."""
    now = [1_800_000_000.0]
    with Journal.open(path, lambda: now[0]) as journal:
        state = journal.resume(DECK, {"a.txt": hashes})
        for second, action in steps:
            now[0] = 1_800_000_000.0 + second
            state = after(state, [action], journal.record)
    return path


def test_what_stands_is_counted_by_rule_and_kind(tmp_path: Path) -> None:
    path = reviewed(
        tmp_path / "a.jsonl", [(1, Accept()), (2, Leave()), (3, Undo()), (4, FalseAlarm("")), (5, Retype("Thus"))]
    )
    assert {rule: dict(kinds) for rule, kinds in figures_of(path).rules.items()} == {
        "XX001": {"accept": 1, "false-alarm": 1},
        "XX002": {"retype": 1},
    }


def test_words_are_counted_once_and_pauses_not_at_all(tmp_path: Path) -> None:
    path = reviewed(tmp_path / "a.jsonl", [(10, Accept()), (15, Leave()), (76, Undo()), (80, Leave()), (140, Leave())])
    figures = figures_of(path)
    assert (figures.words, figures.seconds, figures.sessions) == (7 + 3, 10 + 5 + 4 + 60, 1)
    assert figures.words_per_minute == pytest.approx(600 / 79)
    # the night between two sittings is no work
    reviewed(path, [(100_000, Leave())])
    assert (figures_of(path).seconds, figures_of(path).sessions) == (79, 2)
    assert Figures().words_per_minute == 0


def applied(path: Path) -> Path:
    reviewed(path, [(1, Accept()), (2, Accept()), (3, Leave())])
    rows = [{"id": "L1", "source": "La grande métropole.", "target": CITY, "reference": "The city said: a city."}]
    with Journal.open(path) as journal:
        journal.resume(DECK, {"a.txt": "1"})
        journal.applying("a.txt", "1", "2", DECK.names[:2], rows)
        journal.applied("a.txt")
    return path


def test_what_was_written_still_counts(tmp_path: Path) -> None:
    figures = figures_of(applied(tmp_path / "a.jsonl"))
    assert {rule: dict(kinds) for rule, kinds in figures.rules.items()} == {
        "XX001": {"accept": 2},
        "XX002": {"leave": 1},
    }
    assert figures.corrected == 1


def test_journals_are_reported_together_the_most_refused_first(tmp_path: Path) -> None:
    paths = [applied(tmp_path / "a.jsonl"), reviewed(tmp_path / "b.jsonl", [(1, Go(2)), (2, Leave()), (3, Accept())])]
    told = list(lines(report(paths)))
    assert told[:3] == [
        "rule   decided  accepted  retyped  left  false alarm  allowed  refused",
        "XX002        2         0        0     2            0        0     100%",
        "XX001        3         3        0     0            0        0       0%",
    ]
    assert told[-1].startswith("5 decisions, 1 segment corrected; 20 words in 0 min 06 s, 200 a minute.")
    assert list(lines(report([]))) == ["Nothing is decided."]


def test_corrections_are_exported_once(tmp_path: Path) -> None:
    paths = [applied(tmp_path / "a.jsonl"), applied(tmp_path / "b.jsonl")]
    assert list(corrections(paths)) == [
        {"id": "L1", "source": "La grande métropole.", "target": CITY, "reference": "The city said: a city."}
    ]


@pytest.mark.parametrize("command", [["score"], ["mine", "--hits", "2", "--lift", "1"]])
def test_what_is_exported_is_read_by_score_and_mine(command: list[str], tmp_path: Path) -> None:
    pytest.importorskip("sacrebleu")
    data = tmp_path / "corrections.jsonl"
    data.write_text("".join(exported([applied(tmp_path / "a.jsonl")])), encoding="utf-8")
    assert json.loads(data.read_text())["reference"] == "The city said: a city."
    line = [sys.executable, "-m", "mtqa", "rules", *command, str(data), "--isolated"]
    result = subprocess.run(line, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "no segment has" not in result.stderr


def test_half_a_surrogate_pair_is_exported_as_json_has_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with Journal.open(path) as journal:
        journal.resume(DECK, {"a.txt": "1"})
        journal.applying("a.txt", "1", "2", [], [{"id": "1", "target": "a\ud83d", "reference": "b"}])
        journal.applied("a.txt")
    (line,) = exported([path])
    assert json.loads(line.encode())["target"] == "a\ud83d"


@pytest.mark.parametrize(("seconds", "told"), [(0, "0 min 00 s"), (59.6, "1 min 00 s"), (3700, "1 h 01 min")])
def test_times_read_as_people_say_them(seconds: float, told: str) -> None:
    assert clock(seconds) == told
