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
    assert "mtqa baseline create site/texts\n" in run.stderr.replace(" " * 4 + "# what is old does not block", "")
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
