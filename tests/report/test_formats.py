"""What holds for all formats."""

import subprocess
import sys
from pathlib import Path

import pytest

from mtqa import config
from mtqa.report import FORMATS, reporter


def test_the_configuration_knows_the_same_formats() -> None:
    assert tuple(FORMATS) == config.FORMATS


@pytest.mark.parametrize("format", FORMATS)
def test_it_can_be_printed_and_written(format: str, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("He called it “ a mistake ».\n", encoding="utf-8")
    (tmp_path / "mtqa.yaml").write_text(f"format: {format}\n", encoding="utf-8")
    command = [sys.executable, "-m", "mtqa", "check", "bad.txt", "--output", f"{format}=out"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (1, b"")
    assert b"FE101" in run.stdout
    assert b"FE101" in (tmp_path / "out").read_bytes()


@pytest.mark.parametrize("format", [name for name in FORMATS if not reporter(name).for_people])
def test_quiet_keeps_a_report_whole(format: str, tmp_path: Path) -> None:
    (tmp_path / "clean.txt").write_text("The regulator opened an inquiry.\n", encoding="utf-8")
    reports = []
    for quiet in ((), ("-q",)):
        command = [sys.executable, "-m", "mtqa", "check", "clean.txt", "--format", format, *quiet]
        reports.append(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout)
    assert format == "html" or reports[0] == reports[1]
    assert len(reports[0]) == len(reports[1])
