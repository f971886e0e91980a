"""`mtqa init`: the files load, are valid for those who read them, and work."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from registry import Repository, tool

import mtqa
from mtqa import config
from mtqa.cli.init import filled, guess
from mtqa.schema import ListOf, Spec, Struct

BAD = "He called it “ a mistake ».\n"
CLEAN = "He called it a mistake.\n"


def run_mtqa(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "mtqa", *args]
    return subprocess.run(
        command, cwd=cwd, env={**os.environ, "COLUMNS": "80"}, capture_output=True, text=True, check=False
    )


def lines_in_force(template: str) -> str:
    """Return the template with its examples in force: lines that begin with `#` and no single space."""
    return re.sub(r"^#(?=[a-z]|  )", "", template, flags=re.MULTILINE)


def keys_of(spec: Spec) -> Iterator[str]:
    if isinstance(spec, ListOf):
        yield from keys_of(spec.item)
    for name, own in spec.fields.items() if isinstance(spec, Struct) else ():
        yield name
        yield from keys_of(own)


def test_the_template_has_every_key_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "mtqa.yaml"
    path.write_text(filled("mtqa.yaml", "content"), encoding="utf-8")
    assert config.load(path).values == config.DEFAULTS
    text = lines_in_force(filled("mtqa.yaml", "content"))
    path.write_text(text, encoding="utf-8")
    config.load(path)
    assert set(yaml.safe_load(text)) == set(config.FIELDS)
    assert not [key for key in keys_of(Struct(config.FIELDS)) if not re.search(rf"\b{key}:", text)]


def test_every_key_is_explained() -> None:
    for part in filled("mtqa.yaml", "content").strip().split("\n\n"):
        assert part.startswith("# "), f"no comment above {part!r}"


@pytest.mark.parametrize(("ci", "name"), [("github", ".github/workflows/mtqa.yml"), ("gitlab", ".gitlab-ci.yml")])
def test_pipelines(tmp_path: Path, ci: str, name: str) -> None:
    run = run_mtqa("init", "--ci", ci, "--texts", "site/texts/", cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert f"wrote {name}" in run.stderr
    assert "  mtqa baseline create site/texts  " in run.stderr
    assert f"  git add mtqa.yaml {name} .pre-commit-config.yaml" in run.stderr
    text = (tmp_path / name).read_text(encoding="utf-8")
    assert '"site/texts"' in text
    assert f'"mtqa=={mtqa.__version__}"' in text
    assert "@" not in text.replace("actions/checkout@", "").replace("setup-python@", "").replace("upload-artifact@", "")
    schema = {"github": "vendor.github-workflows", "gitlab": "vendor.gitlab-ci"}[ci]
    subprocess.run([tool("check-jsonschema"), "--builtin-schema", schema, name], cwd=tmp_path, check=True)


def test_the_workflow_is_safe(tmp_path: Path) -> None:
    assert run_mtqa("init", cwd=tmp_path).returncode == 0
    rules = Path(__file__).parents[2] / ".github/zizmor.yml"
    subprocess.run([tool("zizmor"), "--offline", "--quiet", "--config", str(rules), "."], cwd=tmp_path, check=True)
    workflow = yaml.safe_load((tmp_path / ".github/workflows/mtqa.yml").read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    assert not [step for job in workflow["jobs"].values() for step in job["steps"] if "${{" in step.get("run", "")]


def test_the_pipeline_is_of_those_in_use(tmp_path: Path) -> None:
    assert guess(tmp_path / "new") == guess(tmp_path) == "github"
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "remote", "add", "origin", "git@gitlab.example.org:a/b.git"], cwd=tmp_path, check=True)
    assert guess(tmp_path) == "gitlab"
    (tmp_path / ".github").mkdir()
    assert guess(tmp_path) == "github"
    (tmp_path / ".gitlab-ci.yml").touch()
    assert guess(tmp_path) == "gitlab"


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".pre-commit-config.yaml").write_text("repos: []\n", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_text("[tool.mtqa]\npreview = true\n", encoding="utf-8")
    run = run_mtqa("init", "--ci", "gitlab", cwd=tmp_path)
    assert run.returncode == 0
    assert "kept pyproject.toml" in run.stderr
    assert "kept .pre-commit-config.yaml: it exists. Add to it:\n# `pre-commit install`" in run.stderr
    assert (tmp_path / ".pre-commit-config.yaml").read_text(encoding="utf-8") == "repos: []\n"
    assert not (tmp_path / "mtqa.yaml").exists()
    again = run_mtqa("init", "--ci", "gitlab", cwd=tmp_path)
    assert again.returncode == 2
    assert "everything is there already" in again.stderr


@pytest.mark.parametrize("texts", ["../x", "/etc", "a b", 'a"; b', "$(b)", "", "-x/..", "a\n"])
def test_only_a_plain_folder_is_written_into_scripts(tmp_path: Path, texts: str) -> None:
    run = run_mtqa("init", f"--texts={texts}", cwd=tmp_path)
    assert run.returncode == 2
    assert not list(tmp_path.iterdir())


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / ".github").touch()
    run = run_mtqa("init", "--ci", "github", cwd=tmp_path)
    assert run.returncode == 2
    assert "cannot be written" in run.stderr


def test_its_pre_commit_entry_works(tmp_path: Path) -> None:
    tool("pre-commit")
    tool("mtqa")
    repository = Repository(tmp_path / "repo", tmp_path / "home")
    repository.write("content/old.txt", BAD)
    repository.run("git", "add", ".")
    repository.run("git", "commit", "-q", "-m", "what is old")
    assert run_mtqa("init", "repo", cwd=tmp_path).returncode == 0
    repository.run("pre-commit", "install")
    assert repository.commit(".").returncode == 0
    repository.write("bad.txt", BAD)
    assert repository.commit("bad.txt").returncode == 0, "only the folder of the texts is checked"
    repository.write("content/bad.txt", BAD)
    run = repository.commit("content/bad.txt")
    assert run.returncode == 1
    assert "content/bad.txt:1:14: FE101" in run.stderr
    repository.write("content/bad.txt", CLEAN)
    assert repository.commit("content/bad.txt").returncode == 0
    repository.write("content/old.txt", BAD + CLEAN)
    assert repository.commit("content/old.txt").returncode == 0, "what is old does not block"
    repository.write("content/old.txt", BAD + CLEAN + "She said “ another ».\n")
    run = repository.commit("content/old.txt")
    assert run.returncode == 1
    assert "content/old.txt:3:10: FE101" in run.stderr


def pull_request(folder: Path, text: str) -> Repository:
    """Make a clone with a branch that adds a text to what is old on main."""
    origin = Repository(folder / "origin", folder / "home")
    origin.run("git", "checkout", "-q", "-b", "main")
    origin.write("content/old.txt", BAD)
    origin.run("git", "add", ".")
    origin.run("git", "commit", "-q", "-m", "what is old")
    origin.run("git", "clone", "-q", ".", str(folder / "clone"))
    clone = Repository(folder / "clone", folder / "home")
    clone.write("content/new.txt", text)
    clone.run("git", "checkout", "-q", "-b", "branch")
    clone.run("git", "add", ".")
    clone.run("git", "commit", "-q", "-m", "what is new")
    return clone


@pytest.mark.parametrize(("text", "code"), [(CLEAN, 0), (BAD, 1)])
@pytest.mark.parametrize("ci", ["github", "gitlab"])
def test_its_pipelines_block_what_is_new_and_not_what_is_old(tmp_path: Path, ci: str, text: str, code: int) -> None:
    tool("mtqa")
    clone = pull_request(tmp_path, text)
    assert run_mtqa("init", "clone", "--ci", ci, cwd=tmp_path).returncode == 0
    if ci == "github":
        workflow = yaml.safe_load((clone.folder / ".github/workflows/mtqa.yml").read_text(encoding="utf-8"))
        (step,) = [step for step in workflow["jobs"]["gate"]["steps"] if step.get("name") == "mtqa gate"]
        assert step["env"] == {"BASE": "${{ github.base_ref }}"}
        script, reports = step["run"], ["mtqa.html"]
    else:
        job = yaml.safe_load((clone.folder / ".gitlab-ci.yml").read_text(encoding="utf-8"))["mtqa"]
        (script,) = job["script"]
        reports = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    clone.env |= {"BASE": "main", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main"}
    run = clone.run("sh", "-e", "-c", script, check=False)
    assert run.returncode == code, run.stdout + run.stderr
    assert all((clone.folder / name).stat().st_size for name in reports)
    clone.run("git", "update-ref", "-d", "refs/remotes/origin/main")
    assert clone.run("sh", "-e", "-c", script, check=False).returncode == 2, "an unknown base is no pass"
