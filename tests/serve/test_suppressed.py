"""The suppression file of the folder a service is started in, or of its configuration, counts for requests."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service import Service

HE = "He called it “ a mistake » in May."
SHE = "She called it “ an error » in June."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("suppressed")


@pytest.fixture(scope="module")
def fingerprint(folder: Path) -> str:
    """Return the fingerprint of the finding in HE, as the command line tells it."""
    run = subprocess.run(
        [sys.executable, "-m", "mtqa", "check", "-", "--isolated", "--format", "jsonl"],
        input=HE, cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return str(json.loads(run.stdout.splitlines()[0])["fingerprint"])


@pytest.fixture(scope="module")
def quiet(folder: Path, fingerprint: str) -> Iterator[Service]:
    (folder / ".mtqa-suppressions.yaml").write_text(
        f"- {{fingerprint: {fingerprint}, rule: FE101, path: pages/a.txt, reason: quoted so}}\n"
        "- {phrase: control procedure, rule: FE201, reason: its name here, expires: 2001-01-01}\n"
        "- {phrase: '“ an error »', rule: FE101, path: pages/b.txt, reason: of that page alone}\n",
        encoding="utf-8",
    )
    running = Service("-j1", cwd=folder, isolated=False)
    yield running
    assert running.stop() == 0


def rules(service: Service, *targets: str) -> list[str]:
    told = service.post("/check", json={"segments": [{"target": target} for target in targets]}).json()
    return [finding["rule"] for finding in told["findings"]]


def test_a_finding_is_left_alone_wherever_its_words_are_sent_from(quiet: Service) -> None:
    told = quiet.post("/check", json={"target": HE}).json()
    assert (told["findings"], told["summary"]["error"], told["summary"]["suppressed"]) == ([], 0, 1)
    assert quiet.matches(HE) == []


def test_each_request_is_for_itself_and_one_entry_for_one_finding(quiet: Service) -> None:
    for _ in range(2):
        assert rules(quiet, HE, HE) == ["FE101"]


def test_what_has_expired_or_is_for_one_page_is_told(quiet: Service) -> None:
    assert rules(quiet, "The CNIL opened a control procedure.") == ["FE201"]
    assert rules(quiet, SHE) == ["FE101"]


@pytest.mark.parametrize(("options", "told"), [(["--isolated"], 1), (["--no-suppressions"], 1), ([], 0)])
def test_options_say_whether_the_file_counts(quiet: Service, folder: Path, options: list[str], told: int) -> None:
    running = Service("-j1", *options, cwd=folder, isolated=False)
    try:
        assert len(rules(running, HE)) == told
    finally:
        running.stop()


def test_a_phrase_is_left_alone_in_every_request(tmp_path: Path) -> None:
    (tmp_path / "left.yaml").write_text("- {phrase: '“ an ERROR »', rule: FE101, reason: so}\n", encoding="utf-8")
    running = Service("-j1", "--suppressions", "left.yaml", cwd=tmp_path)
    try:
        assert rules(running, SHE, SHE, HE) == ["FE101"]
    finally:
        running.stop()
