"""The GitLab component: valid, and its script run by sh with the inputs as variables."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from registry import ROOT, tool

HEADER, PIPELINE = yaml.safe_load_all((ROOT / "templates/mtqa.yml").read_text(encoding="utf-8"))
INPUTS: dict[str, dict[str, Any]] = HEADER["spec"]["inputs"]
HOSTILE = ["$(touch pwned)", "`touch pwned`", '"; touch pwned; "', "'; touch pwned; '", "*", "$HOME", "a b.txt"]


def filled(node: Any, given: dict[str, str]) -> Any:
    """Put inputs in place, as GitLab does in parsed YAML."""
    if isinstance(node, dict):
        return {filled(key, given): filled(value, given) for key, value in node.items()}
    if isinstance(node, list):
        return [filled(value, given) for value in node]
    return re.sub(r"\$\[\[ inputs\.([\w-]+) \]\]", lambda m: given[m[1]], node) if isinstance(node, str) else node


def job_of(**given: str) -> dict[str, Any]:
    values = {name: told.get("default") for name, told in INPUTS.items()} | given
    assert None not in values.values(), "a required input is not given"
    (job,) = filled(PIPELINE, values).values()
    return job


def run(job: dict[str, Any], scripts: Path, folder: Path, shell: str, **env: str) -> subprocess.CompletedProcess[str]:
    (script,) = job["script"]
    variables = {name: text for name, text in job["variables"].items() if name.startswith("MTQA_")}
    return subprocess.run(
        [shell, "-e", "-c", script.replace("/tmp/mtqa/bin", str(scripts))], cwd=folder, env=os.environ | variables | env,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_is_valid(tmp_path: Path) -> None:
    path = tmp_path / "pipeline.yml"
    values = {name: told.get("default", "content") for name, told in INPUTS.items()}
    for document in (HEADER, filled(PIPELINE, values)):
        path.write_text(yaml.safe_dump(document), encoding="utf-8")
        subprocess.run([tool("check-jsonschema"), "--builtin-schema", "vendor.gitlab-ci", str(path)], check=True)


def test_every_input_is_heeded_and_none_stands_in_a_script() -> None:
    (job,) = PIPELINE.values()
    assert "$[[" not in "".join(job["script"] + job["before_script"])
    assert set(re.findall(r"inputs\.([\w-]+)", json.dumps(PIPELINE))) == set(INPUTS)


def test_shellcheck_finds_nothing() -> None:
    (script,) = job_of(paths="content")["script"]
    subprocess.run([tool("shellcheck"), "--shell=sh", "-"], input=script, text=True, check=True)


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_lines_become_arguments_and_nothing_else(tmp_path: Path, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    (tmp_path / "mtqa").write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" > {tmp_path}/argv\n", encoding="utf-8")
    (tmp_path / "mtqa").chmod(0o755)
    job = job_of(paths="\n".join(HOSTILE), args="--select\nFE1", baseline="b c.json")
    done = run(job, tmp_path, tmp_path, shell, CI_MERGE_REQUEST_TARGET_BRANCH_NAME="$(touch pwned)")
    assert done.returncode == 0, done.stderr
    told = (tmp_path / "argv").read_text(encoding="utf-8").split("\0")[:-1]
    at = told.index("--baseline")
    assert told[0] == "gate"
    assert told[at : at + 4] == ["--baseline", "b c.json", "--new-from-merge-base", "origin/$(touch pwned)"]
    assert told[at + 4 :] == ["--select", "FE1", "--", *HOSTILE]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(("text", "code"), [("He called it a mistake.\n", 0), ("He called it “ a mistake ».\n", 1)])
def test_the_reports_it_keeps_are_written(tmp_path: Path, text: str, code: int) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    job = job_of(paths="a.txt")
    done = run(job, Path(tool("mtqa")).parent, tmp_path, "sh")
    assert done.returncode == code, done.stdout + done.stderr
    kept = job["artifacts"]
    for name in (*kept["paths"], *kept["reports"].values()):
        assert (tmp_path / name).stat().st_size, name
    assert len(json.loads((tmp_path / kept["reports"]["codequality"]).read_text(encoding="utf-8"))) == code
