from pathlib import Path

import pytest
from made import finding, report, result
from runner import commands

from mtqa.errors import InputError
from mtqa.report import github
from mtqa.report.github import command


@pytest.fixture(autouse=True)
def _job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    (tmp_path / "feeds").mkdir()
    monkeypatch.chdir(tmp_path / "feeds")


def test_an_annotation_stands_at_its_place() -> None:
    (one,) = commands(report("github", result("a, b:c.txt", finding(message="100%"))))
    assert one.name == "warning"
    assert one.data == "100% Fix: a control procedure → an inspection"
    assert one.properties == {
        "file": "feeds/a, b:c.txt", "line": "1", "col": "22", "endLine": "1", "endColumn": "41", "title": "FE201 control-procedure",
    }  # fmt: skip


def test_escaping_is_the_toolkits() -> None:
    assert command("error", {"file": "a%:,b"}, "50% a:b,c\nd") == "::error file=a%25%3A%2Cb::50%25 a:b,c%0Ad\n"


def test_the_end_is_told_only_where_it_is_known() -> None:
    (one,) = commands(report("github", result("a.xml", finding(line=3, key="g/1"), format="feed")))
    assert one.properties.keys() == {"file", "line", "col", "title"}
    text = "A long text\nover two lines"
    (two,) = commands(report("github", result("a.txt", finding(text, 2, 16))))
    assert (two.properties["line"], two.properties["endLine"], "endColumn" in two.properties) == ("1", "2", False)


def many(number: int, severity: str) -> list:  # type: ignore[type-arg]
    return [finding(fingerprint=f"{severity}{i}", severity=severity, message=f"{severity} {i}") for i in range(number)]  # type: ignore[arg-type]


def test_at_most_ten_of_a_kind_errors_first() -> None:
    text = report(
        "github", result("a.txt", *many(3, "info"), *many(12, "warning")), result("b.txt", *many(15, "error"))
    )
    told = [c.name for c in commands(text)]
    assert told == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 3
    assert "7 findings more: GitHub shows 10 annotations of a kind for a step; see --output html=FILE." in text
    assert "15 errors, 12 warnings, 3 info" in text


def test_what_could_not_be_checked_comes_first_and_within_the_ten() -> None:
    text = report("github", result("a.txt", *many(12, "error")), errors=[InputError("is no UTF-8", "b.txt")])
    told = commands(text)
    assert (told[0].properties["file"], told[0].data, len(told)) == (
        "feeds/b.txt",
        "could not be checked: is no UTF-8",
        10,
    )
    assert "3 findings more" in text


def test_all_findings_are_in_the_summary_of_the_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "summary.md"
    path.write_text("Before.\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    text = report("github", result("a.txt", *many(12, "error")))
    assert "2 findings more: GitHub shows 10 annotations of a kind for a step; see the summary of the job." in text
    written = path.read_text(encoding="utf-8")
    assert written.startswith("Before.\n")
    assert written.count("- **error** FE201") == 12


@pytest.mark.parametrize("before", [0, 30_000, 49_000, 49_999, 60_000])
def test_the_summary_stays_under_the_limit_with_what_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    path = tmp_path / "summary.md"
    path.write_bytes(b"x" * before)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(path))
    monkeypatch.setattr(github, "SUMMARY_LIMIT", 50_000)
    text = report("github", result("a.txt", *many(200, "info"), *many(200, "error")))
    assert path.stat().st_size <= max(50_000, before)
    if before < 40_000:
        written = path.read_text(encoding="utf-8")
        assert "findings more are left out here" in written
        assert written.count("**error**") >= min(200, 4 * written.count("**info**"))
    else:
        assert ("has no room left" in text) == (path.stat().st_size == before)


def test_a_summary_that_cannot_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "no" / "file"))
    text = report("github", result("a.txt", *many(12, "error")))
    assert "The summary of the job cannot be written" in text
    assert "see --output html=FILE." in text


def test_no_finding_is_one_line() -> None:
    text = report("github", result("a.txt"))
    assert not commands(text)
    assert text.startswith("No findings in 3 segments of 1 file.\n")
