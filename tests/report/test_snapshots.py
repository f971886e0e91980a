"""One run in every format, as it was when it was last looked at.

MTQA_SNAPSHOTS=write writes them anew; then read the difference in git.
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from made import HERE, finding, report, result

import mtqa
from mtqa.errors import InputError
from mtqa.report import FORMATS
from mtqa.report.base import Silenced


@pytest.mark.parametrize("format", [name for name in FORMATS if name != "html"])
def test_a_report_is_as_it_was(format: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_WORKSPACE", "CI_PROJECT_DIR", "GITHUB_STEP_SUMMARY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(mtqa, "__version__", "1.0.0")
    feed = replace(
        finding("He said “ so ».", 8, 14, new="“so”", fingerprint="f1", key="guid-1/body/2", severity="error"),
        line=12,
        column=9,
    )
    texts = result("news/a.txt", finding(), finding(fingerprint="f2", severity="info", new=None),
                   silenced=[Silenced(finding(fingerprint="s"), "quoted", "line 1")])  # fmt: skip
    text = report(
        format,
        texts,
        result("feed.xml", feed, format="feed"),
        result("clean.txt"),
        errors=[InputError("is no UTF-8", "b.txt", "save it")],
    )
    stored = HERE / "snapshots" / f"{format}.txt"
    if os.environ.get("MTQA_SNAPSHOTS") == "write":
        stored.write_text(text, encoding="utf-8", newline="\n")
    assert text == stored.read_text(encoding="utf-8")
