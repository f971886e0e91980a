"""`POST /check`: segments in, the findings of `--format jsonl` out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from service import TEXT, Service

SEGMENTS = [
    {"id": "a/title", "target": "The CNIL opened a control procedure", "source": "La CNIL ouvre un contrôle",
     "role": "title"},
    {"id": "a/body", "target": "🎉 He called it “ a mistake » in 2019.", "source": "Il parle d'une erreur en 2018."},
    {"id": 3, "target": "He called it “ a mistake » in 2019."},
    {"target": "He called it “ a mistake » in 2019.", "source": None, "reference": "He called it a mistake."},
]  # fmt: skip


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """Return what the command line finds in the same segments, in a file without a name."""
    folder: Path = tmp_path_factory.mktemp("printed")
    (folder / "a.jsonl").write_text(lines(SEGMENTS), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "mtqa", "check", "a.jsonl", "--format", "jsonl", "--isolated"],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return [{**json.loads(line), "path": "", "line": 0, "column": 0} for line in run.stdout.splitlines()]


def placeless(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**finding, "line": 0, "column": 0} for finding in findings]


def test_the_findings_are_those_of_the_command_line(service: Service, printed: list[dict[str, Any]]) -> None:
    answer = service.post("/check", json={"segments": SEGMENTS, "source_lang": "fr", "target_lang": "en"})
    assert answer.status_code == 200
    told = answer.json()
    assert len(printed) >= 5
    assert placeless(told["findings"]) == printed
    summary = told["summary"]
    assert (summary["segments"], summary["unsourced"], summary["complete"]) == (4, 2, True)
    assert sum(summary[severity] for severity in ("error", "warning", "info")) == len(printed)
    assert summary["signature"].startswith("mtqa:")


def test_lines_in_lines_out(service: Service, printed: list[dict[str, Any]]) -> None:
    answer = service.post(
        "/check?source_lang=fr&target_lang=en", content=lines(SEGMENTS),
        headers={"Content-Type": "application/x-ndjson"},
    )  # fmt: skip
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert placeless([json.loads(line) for line in answer.text.splitlines()]) == printed


def test_one_segment_by_itself(service: Service) -> None:
    told = service.post("/check", json={"target": TEXT}).json()
    assert [finding["rule"] for finding in told["findings"]] == ["FE201", "FE101"]
    assert told["findings"][0]["segment"] == "0"
    halves = service.post("/check", content=b'{"target": "He called it \\u201c \\ud83d a mistake \\u00bb."}')
    assert halves.json()["findings"][0]["text"] == "“ \ud83d a mistake »"


def test_the_languages_decide_which_rules_run(service: Service) -> None:
    found = {
        lang: [f["rule"] for f in service.post("/check", json={"target": TEXT, "target_lang": lang}).json()["findings"]]
        for lang in ("en-GB", "de")
    }
    assert found["en-GB"] == ["FE201", "FE101"]
    assert "FE201" not in found["de"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "the body is not JSON"),
        (b"\xff", "the body is not JSON"),
        (b"[" * 100_000, "the body is nested too deeply"),
        (b"[]", "the body is no JSON object"),
        (b"{}", "target is missing or no text"),
        (b'{"segments": 3}', "segments is no list"),
        (b'{"segments": [{"target": "a"}, 3]}', "segments[1] is no object"),
        (b'{"segments": [{"target": "a"}, {"target": 3}]}', "segments[1].target is missing or no text"),
        (b'{"segments": [{"target": "a", "source": []}]}', "segments[0].source is no text"),
        (b'{"segments": [{"target": "a", "id": true}]}', "segments[0].id is neither text nor a whole number"),
        (b'{"segments": [], "targetlang": "en"}', "there is no 'targetlang' here: did you mean target_lang?"),
        (b'{"target": "a", "path": "/etc/passwd"}', "there is no 'path' here"),
        (b'{"target": "a", "target_lang": "english"}', "target_lang is no language mtqa knows"),
        (b'{"target": "a", "source_lang": 3}', "source_lang is no language mtqa knows"),
    ],
)
def test_what_is_wrong_is_told_as_json(service: Service, body: bytes, told: str) -> None:
    answer = service.post("/check", content=body)
    assert answer.status_code == 400
    assert told in answer.json()["error"]


def test_a_line_that_is_wrong_is_told_by_its_number(service: Service) -> None:
    answer = service.post("/check", content='{"target": "a"}\n\n{', headers={"Content-Type": "application/x-ndjson"})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("line 3 is not JSON")


def test_too_many_segments_are_refused(service: Service) -> None:
    answer = service.post("/check", json={"segments": [{"target": ""}] * 20_001})
    assert (answer.status_code, answer.json()["error"]) == (
        413, "20,001 segments are over the limit of 20,000: send less at once",
    )  # fmt: skip


def test_other_methods_are_refused(service: Service) -> None:
    assert service.get("/check").status_code == 405
