from pathlib import Path

import pytest

from mtqa.cli import main


def test_the_page_draws_the_recorded_scores_of_the_same_paths(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    text = tmp_path / "news.txt"
    for body, label in (("Read also : no, he said « no ».\n", "April"), ("All is well.\n", "May")):
        text.write_text(body * 50, encoding="utf-8")
        main(["score", "--record", "--label", label, "news.txt"])
    main(["check", "--output", "html=report.html", "news.txt"])
    page = Path("report.html").read_text(encoding="utf-8")
    assert "Penalty score over 2 runs" in page
    assert ">April<" in page
    Path("other.txt").write_text("All is well.\n", encoding="utf-8")
    main(["check", "--output", "html=other.html", "other.txt"])
    assert "Penalty score over" not in Path("other.html").read_text(encoding="utf-8")
    Path(".mtqa-history.sqlite").write_bytes(b"no database")
    capsys.readouterr()
    assert main(["check", "--output", "html=report.html", "news.txt"]) == 0
    assert "shows no trend" in capsys.readouterr().err
