import json
from pathlib import Path

import pytest
from made import finding, report, result

from mtqa.errors import InputError

REQUIRED = {"description", "check_name", "fingerprint", "severity", "location"}


def test_an_issue_has_what_gitlab_asks_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feeds").mkdir()
    monkeypatch.chdir(tmp_path / "feeds")
    monkeypatch.setenv("CI_PROJECT_DIR", str(tmp_path))
    made = result(
        "./a.txt",
        finding(severity="error", line=7),
        finding(fingerprint="f1"),
        finding(fingerprint="f2", severity="info"),
    )
    issues = json.loads(report("gitlab", made, errors=[InputError("is no UTF-8", "b.txt"), InputError("no glossary")]))
    assert all(set(issue) == REQUIRED for issue in issues)
    assert [issue["severity"] for issue in issues] == ["critical", "major", "minor", "blocker", "blocker"]
    assert issues[0]["location"] == {"path": "feeds/a.txt", "lines": {"begin": 7}}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_no_finding_is_an_empty_list() -> None:
    assert json.loads(report("gitlab", result("a.txt"))) == []
