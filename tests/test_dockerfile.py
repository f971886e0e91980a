"""The image: linted, and its steps where they can be run without Docker."""

import fnmatch
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from registry import ROOT, clone_of_head, tool, unreachable

TEXT = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COPIED = re.findall(r"^COPY (?!--from)(.+) \S+$", TEXT, re.MULTILINE)


def test_hadolint_finds_nothing() -> None:
    subprocess.run([tool("hadolint"), "Dockerfile"], cwd=ROOT, check=True)


def test_it_runs_as_no_root_and_says_so_last() -> None:
    users = re.findall(r"^USER (.+)$", TEXT, re.MULTILINE)
    assert users[-1] == "1000"
    assert TEXT.index("USER 1000") > TEXT.rindex("RUN ")
    assert 'ENTRYPOINT ["mtqa"]' in TEXT


def test_what_is_copied_is_let_through() -> None:
    ignored = [
        line for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n") if line[:1] not in ("", "#")
    ]
    assert ignored[0] == "*"
    kept = {line[1:] for line in ignored if line.startswith("!")}
    assert kept == {name for names in COPIED for name in names.split()}
    assert not any(fnmatch.fnmatch(name, "**/__pycache__") for name in kept)


@pytest.mark.skipif(bool(unreachable()), reason=unreachable())
def test_the_wheel_is_built_from_what_is_copied(tmp_path: Path) -> None:
    clone = clone_of_head(tmp_path / "clone")
    context, built = tmp_path / "build", tmp_path / "dist"
    context.mkdir()
    for name in " ".join(COPIED).split():
        source = clone / name
        shutil.copytree(source, context / name) if source.is_dir() else shutil.copy(source, context / name)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", str(built), str(context)], check=True)
    (wheel,) = built.iterdir()
    subprocess.run(
        [*pip, "install", "--quiet", "--no-deps", "--target", str(tmp_path / "site"), f"{wheel}[net,score]"], check=True
    )
    run = subprocess.run(
        [sys.executable, "-m", "mtqa", "init", str(tmp_path / "team")], cwd=tmp_path / "site", capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr  # the rules and the templates are in it
    assert (tmp_path / "team/mtqa.yaml").is_file()
    assert list((tmp_path / "site/mtqa/_rules").rglob("*.yaml"))
