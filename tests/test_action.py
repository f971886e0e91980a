"""The GitHub Action: its metadata, and its steps run by bash with the inputs as the runner hands them over."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from registry import ROOT, clone_of_head, tool, unreachable

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step["id"]: step for step in ACTION["runs"]["steps"]}
DEFAULTS: dict[str, str] = {name: str(given.get("default", "")) for name, given in ACTION["inputs"].items()}
BAD = "He called it “ a mistake ».\n"
CLEAN = "He called it a mistake.\n"
EXPRESSION = re.compile(r"\$\{\{ (inputs|steps)\.([\w.-]+) \}\}")
HOSTILE = [
    "$(touch pwned)",
    "`touch pwned`",
    '"; touch pwned; "',
    "'; touch pwned; '",
    "*",
    "$HOME",
    "a b.txt",
    "-",
    "é\\n",
]

pytestmark = pytest.mark.skipif(shutil.which("bash") is None, reason="no bash")


def value(expression: str, inputs: dict[str, str], made: dict[str, str]) -> str:
    match = EXPRESSION.fullmatch(expression)
    assert match, f"{expression!r} is more than one input or output"
    if match[1] == "inputs":
        return inputs[match[2]]
    return made[match[2].replace(".outputs.", ".")]


def outputs_in(text: str) -> dict[str, str]:
    """Read GITHUB_OUTPUT as the runner does."""
    found: dict[str, str] = {}
    lines = iter(text.split("\n"))
    for line in lines:
        if heredoc := re.fullmatch(r"([\w-]+)<<(.+)", line):
            found[heredoc[1]] = "\n".join(iter(lambda: next(lines), heredoc[2]))
        elif line:
            name, _, found[name] = line.partition("=")
    return found


class Runner:
    """Run one step in a folder of its own."""

    def __init__(self, workspace: Path, temp: Path, **made: str) -> None:
        self.workspace, self.temp, self.made = workspace, temp, made
        for folder in (workspace, temp):
            folder.mkdir(exist_ok=True)

    def step(self, name: str, env: dict[str, str] | None = None, **given: str) -> subprocess.CompletedProcess[str]:
        inputs = DEFAULTS | {key.replace("_", "-"): text for key, text in given.items()}
        step = STEPS[name]
        script, output = self.temp / f"{name}.sh", self.temp / f"{name}.out"
        script.write_text(step["run"], encoding="utf-8")
        output.write_text("", encoding="utf-8")
        variables = {key: value(text, inputs, self.made) for key, text in step["env"].items()}
        kept = {
            key: os.environ[key] for key in ("PATH", "HOME", "MTQA_CACHE_DIR", "PIP_CONFIG_FILE") if key in os.environ
        }
        given_env = {"GITHUB_OUTPUT": str(output), "GITHUB_ACTION_PATH": str(ROOT), "RUNNER_TEMP": str(self.temp)}
        folder = self.workspace / (inputs["working-directory"] if "working-directory" in step else ".")
        run = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)],  # as the runner's `shell: bash`
            cwd=folder, env=kept | given_env | variables | (env or {}), capture_output=True, text=True, check=False,
        )  # fmt: skip
        self.outputs = outputs_in(output.read_text(encoding="utf-8"))
        self.made |= {f"{name}.{key}": text for key, text in self.outputs.items()}
        return run


def script_in(folder: Path, text: str) -> str:
    folder.mkdir()
    (folder / "mtqa").write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    (folder / "mtqa").chmod(0o755)
    return str(folder)


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    scripts = script_in(tmp_path / "bin", f'PYTHONPATH={ROOT} exec {sys.executable} -m mtqa "$@"')
    runner = Runner(tmp_path / "repo", tmp_path / "temp", **{"install.scripts": scripts})
    (runner.workspace / "bad.txt").write_text(BAD, encoding="utf-8")
    (runner.workspace / "clean.txt").write_text(CLEAN, encoding="utf-8")
    return runner


@pytest.fixture
def spy(tmp_path: Path) -> Runner:
    scripts = script_in(tmp_path / "bin", f"printf '%s\\0' \"$@\" > {tmp_path}/argv")
    return Runner(tmp_path / "repo", tmp_path / "temp", **{"install.scripts": scripts, "python.python-path": "false"})


def arguments(spy: Runner) -> list[str]:
    return (spy.temp.parent / "argv").read_text(encoding="utf-8").split("\0")[:-1]


def test_the_metadata_are_valid() -> None:
    subprocess.run(
        [tool("check-jsonschema"), "--builtin-schema", "vendor.github-actions", "action.yml"], cwd=ROOT, check=True
    )


def test_no_expression_stands_in_a_script() -> None:
    for step in STEPS.values():
        assert "${{" not in step.get("run", "")
    told = {name.partition(".")[0] for text in STEPS["run"]["env"].values() for _, name in EXPRESSION.findall(text)}
    told |= {name for step in STEPS.values() for text in (*step.get("env", {}).values(), *step.get("with", {}).values())
             for _, name in EXPRESSION.findall(str(text))}  # fmt: skip
    assert told >= set(ACTION["inputs"]), "an input that nothing heeds"


def test_linters_find_nothing() -> None:
    for step in STEPS.values():
        if "run" in step:
            subprocess.run(
                [tool("shellcheck"), "--shell=bash", "--exclude=SC2329", "-"], input=step["run"], text=True, check=True
            )
    subprocess.run(
        [tool("zizmor"), "--offline", "--quiet", "--config", ".github/zizmor.yml", "action.yml"], cwd=ROOT, check=True
    )


@pytest.mark.parametrize(
    ("paths", "code", "verdict"), [("clean.txt", 0, "pass"), ("bad.txt", 1, "fail"), ("none.txt\nbad.txt", 2, "error")]
)
@pytest.mark.parametrize("command", ["check", "gate"])
def test_verdicts(runner: Runner, command: str, paths: str, code: int, verdict: str) -> None:
    run = runner.step("run", paths=paths, command=command, output="sarif=report.sarif\nhtml=r.html\n")
    assert run.returncode == code, run.stderr
    assert runner.outputs["verdict"] == verdict
    assert runner.outputs["exit-code"] == str(code)
    assert runner.outputs["reports"] == "report.sarif\nr.html"
    assert runner.outputs["sarif"] == ("report.sarif" if code < 2 else "")
    assert json.loads((runner.workspace / "report.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert ("::error " in run.stdout) == ("bad" in paths)


def test_lines_become_arguments_and_nothing_else(spy: Runner) -> None:
    (spy.workspace / "other.txt").write_text("", encoding="utf-8")
    run = spy.step(
        "run", paths="\n".join(HOSTILE), args="--select\r\nFE1\r\n\r\n", baseline="b c.json", output="html=a b.html"
    )
    assert run.returncode == 0, run.stderr
    wanted = [
        "gate",
        "--format",
        "github",
        "--baseline",
        "b c.json",
        "--output",
        "html=a b.html",
        "--select",
        "FE1",
        "--",
    ]
    assert arguments(spy) == [*wanted, *HOSTILE]
    assert not (spy.workspace / "pwned").exists()


@pytest.mark.parametrize("text", HOSTILE[:4])
@pytest.mark.parametrize("name", ["command", "version", "extras"])
def test_what_is_no_name_is_refused(spy: Runner, name: str, text: str) -> None:
    run = spy.step("run" if name == "command" else "install", paths="a.txt", **{name: text})
    assert run.returncode == 2
    assert run.stdout.startswith("::error title=mtqa::")
    assert text not in run.stdout
    assert not (spy.workspace / "pwned").exists()


def test_a_branch_whose_name_is_a_command_is_only_a_name(spy: Runner) -> None:
    branch = "x$(touch${IFS}pwned)"
    run = spy.step("run", {"GITHUB_BASE_REF": branch}, paths="a.txt", new_from_merge_base="auto")
    assert run.returncode == 0, run.stderr
    assert arguments(spy)[3:5] == ["--new-from-merge-base", f"origin/{branch}"]
    assert not (spy.workspace / "pwned").exists()
    spy.step("run", paths="a.txt", new_from_merge_base="auto")
    assert arguments(spy) == ["gate", "--format", "github", "--", "a.txt"]


def test_reports_are_named_from_the_root(runner: Runner) -> None:
    (runner.workspace / "site").mkdir()
    (runner.workspace / "site/a.txt").write_text(CLEAN, encoding="utf-8")
    given = {"paths": "a.txt", "command": "check", "format": "concise", "working_directory": "./site"}
    assert runner.step("run", output="jsonl=r.jsonl\njson=/dev/null", **given).returncode == 0
    assert runner.outputs["reports"] == "site/r.jsonl\n/dev/null"
    assert (runner.workspace / "site/r.jsonl").exists()


def test_sarif_is_named_only_where_all_was_checked(spy: Runner) -> None:
    for code, named in [(0, "out.sarif"), (1, "out.sarif"), (2, "")]:
        mtqa = Path(spy.made["install.scripts"]) / "mtqa"
        mtqa.write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        assert spy.step("run", paths="a.txt", output="sarif=./out.sarif").returncode == code
        assert spy.outputs["sarif"] == named


@pytest.mark.skipif(bool(unreachable()), reason=unreachable())
def test_it_installs_itself(tmp_path: Path) -> None:
    clone = clone_of_head(tmp_path / "action")
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo/pip.py").write_text("raise SystemExit('imported from the texts')\n", encoding="utf-8")
    (tmp_path / "repo/clean.txt").write_text(CLEAN, encoding="utf-8")
    runner = Runner(tmp_path / "repo", tmp_path / "temp", **{"python.python-path": sys.executable})
    run = runner.step("install", {"GITHUB_ACTION_PATH": str(clone)})
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith("mtqa ")
    assert runner.step("run", paths="clean.txt", command="check", format="concise").returncode == 0
