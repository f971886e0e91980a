"""`mtqa rules new` from outside."""

from dataclasses import replace
from pathlib import Path

import pytest

from mtqa.cli import main
from mtqa.cli.reviewing import session_of
from mtqa.errors import UsageError
from mtqa.review.state import Retype

CORRECTION = ["--bad", "He is thereabouts in Lyon.", "--fixed", "He is somewhere in Lyon."]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("She is thereabouts.\nThereabouts it rained.\n")
    return tmp_path


def test_it_prints_the_rule_and_its_hits_and_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "new", *CORRECTION, "--source", "Il est à Lyon.", "a.txt"]) == 0
    out = capsys.readouterr().out
    assert "- phrase: thereabouts" in out
    assert "source: 'Il est à Lyon.'" in out
    assert "a.txt:2:1: [Thereabouts] it rained." in out
    assert out.endswith("2 hits\n")
    assert [p.name for p in here.iterdir()] == ["a.txt"]


def test_what_is_saved_is_tested_and_at_work_once_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "new", *CORRECTION, "--to", "own.yaml"]) == 0
    assert "`packs:`" in capsys.readouterr().err
    assert main(["rules", "test", "own.yaml"]) == 0
    Path("mtqa.yaml").write_text("packs: [own.yaml]\n")
    assert main(["check", "a.txt", "--select", "TEAM1", "--fail-on", "warning"]) == 1
    assert main(["rules", "new", "--bad", "It cost a lots.", "--fixed", "It cost lots.", "--to", "own.yaml"]) == 0
    assert "`packs:`" not in capsys.readouterr().err
    assert main(["rules", "test"]) == 0


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (["--bad", "x", "--fixed", "x"], "nothing was changed"),
        ([*CORRECTION, "--id", "FE201"], "already"),
        ([*CORRECTION, "--id", "low1"], "capitals"),
        ([*CORRECTION, "gone.txt"], "gone.txt"),
        ([*CORRECTION, "--to", "no/such/../../a.txt"], "a.txt"),
        (["--bad", "x"], "--fixed"),
    ],
)
def test_what_cannot_be_done_is_told_and_exits_2(
    more: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    before = Path("a.txt").read_bytes()
    assert main(["rules", "new", *more]) == 2
    assert told in capsys.readouterr().err
    assert Path("a.txt").read_bytes() == before


def test_a_review_makes_a_rule_of_what_was_retyped(here: Path) -> None:
    Path("b.txt").write_text("She sold a software. It rained.\nHe bought a software today.\n")
    session, _ = session_of(["b.txt"], {"isolated": True, "select": ["FE402"]})
    assert session.draft().problem
    session.act(Retype("a tool"))
    session.state = replace(session.state, at=0)
    told = session.draft()
    assert not told.problem
    assert told.hits[-1] == "2 hits, 1 of them where it was corrected"
    assert "TEAM1" in session.save_rule()
    session.journal.close()
    assert main(["rules", "test", "mtqa-team.yaml"]) == 0
    assert '"event": "rule"' in "".join(p.read_text() for p in (here / ".mtqa-review").iterdir())
    with pytest.raises(UsageError, match="saved already"):
        session.save_rule()
