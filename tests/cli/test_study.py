"""`mtqa rules score` and `mtqa rules mine` from outside."""

import gzip
import json
from pathlib import Path

import pytest

from mtqa.cli import main

ROWS = [
    {
        "id": str(i),
        "source": f"{name} se trouve actuellement à Lyon.",
        "target": f"{name} is actually in Lyon, a software.",
        "reference": f"{name} is currently in Lyon, a tool.",
    }
    for i, name in enumerate(["Anna", "Bernard", "Claire", "Denis", "Emma", "Fanny", "Gilles", "Hugo", "Ines", "Jean"])
]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "data.jsonl.gz"
    path.write_bytes(gzip.compress("".join(json.dumps(r) + "\n" for r in ROWS).encode()))
    return path


def test_score_tells_and_writes_the_same(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "s.json"
    assert main(["rules", "score", str(data), "--isolated", "--select", "FE402", "--output", f"json={out}"]) == 0
    text = capsys.readouterr().out
    figures = json.loads(out.read_text())["rules"]["FE402"]
    assert figures["hits"] == 10
    assert figures["human"] == figures["used"] == 0
    assert figures["win"] + figures["loss"] + figures["tie"] == 10
    assert "FE402 a-software" in text
    assert "10 segments" in text


def test_score_needs_every_file(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "score", str(data), str(tmp_path / "gone.jsonl"), "--isolated"]) == 2
    assert "gone.jsonl" in capsys.readouterr().err
    assert main(["rules", "score", str(data), "--isolated", "--output", "yaml=x"]) == 2


def test_score_without_references_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps({"target": "It is a software."}) + "\n")
    assert main(["rules", "score", str(path), "--isolated", "--select", "FE402"]) == 0
    assert "reference" in capsys.readouterr().err


def test_mine_proposes_what_rules_miss_and_drafts_it(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafts = tmp_path / "drafts.yaml"
    arguments = ["rules", "mine", str(data), "--isolated", "--select", "FE402", "--hits", "5"]
    assert main([*arguments, "--output", f"yaml={drafts}"]) == 0
    told = capsys.readouterr().out
    assert "is actually in lyon" in told
    assert "is currently in Lyon ×10" in told
    assert "software" not in told.split("humans wrote")[0]
    assert main(["rules", "test", str(drafts), "--isolated"]) == 0


def test_mine_without_references_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps({"target": "It is a software."}) + "\n")
    assert main(["rules", "mine", str(path), "--isolated"]) == 2
    assert "reference" in capsys.readouterr().err
