"""The hooks, by the real pre-commit on a temporary repository."""

import subprocess

import pytest
from registry import Repository, clone_of_head, tool, unreachable

BAD = "He called it “ a mistake ».\n"
FIXED = "He called it “a mistake”.\n"
CLEAN = "He called it a mistake.\n"
PACK = """\
mtqa: 1
pack: team/house
title: House
lang: {source: fr, target: en}
rules:
  - id: TEAM1
    name: metropolitan-france
    kind: phrase
    message: say {suggestions}
    any: [{phrase: metropolitan France, case: match}]
    fix: {suggest: [mainland France], safety: unsafe}
    tests:
      - {bad: 'It rains in metropolitan France.', marks: metropolitan France, fixed: 'It rains in mainland France.'}
      - {ok: 'It rains in FRANCE.'}
"""


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with all three hooks, installed by pre-commit from what is committed here."""
    tool("pre-commit")
    if unreachable():
        pytest.skip(unreachable())
    folder = tmp_path_factory.mktemp("hooks")
    clone = clone_of_head(folder / "mtqa")
    rev = subprocess.run(["git", "rev-parse", "HEAD"], cwd=clone, capture_output=True, text=True, check=True)
    repository = Repository(folder / "repo", folder / "home")
    hooks = "".join(f"      - id: {name}\n" for name in ("mtqa-fix", "mtqa-check", "mtqa-rules-test"))
    repository.write(
        ".pre-commit-config.yaml", f"repos:\n  - repo: {clone}\n    rev: {rev.stdout.strip()}\n    hooks:\n{hooks}"
    )
    repository.write("mtqa.yaml", "exclude: ['drafts/*']\n")
    repository.run("git", "add", ".")
    repository.run("git", "commit", "-q", "-m", "start")
    repository.run("pre-commit", "install", "--install-hooks")
    return repository


def test_a_clean_text_passes(hooked: Repository) -> None:
    hooked.write("clean one.txt", CLEAN)
    assert hooked.commit("clean one.txt").returncode == 0


def test_a_bad_text_is_fixed_and_blocks_until_it_is_added_again(hooked: Repository) -> None:
    hooked.write("bad.txt", BAD)
    run = hooked.commit("bad.txt")
    assert run.returncode == 1
    assert "files were modified by this hook" in run.stderr
    assert (hooked.folder / "bad.txt").read_text(encoding="utf-8") == FIXED
    assert hooked.commit("bad.txt").returncode == 0


def test_what_no_fix_mends_is_told_and_blocks(hooked: Repository) -> None:
    hooked.write(
        "left.md", "Source link -99\n\nHe called it a mistake. As an AI language model, I cannot translate this.\n"
    )
    run = hooked.commit("left.md")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "left.md:" in run.stderr


def test_only_texts_are_read_and_none_that_the_configuration_excludes(hooked: Repository) -> None:
    hooked.write("bad.py", f"# {BAD}")
    hooked.write("package.json", f'{{"description": "{BAD.strip()}"}}\n')
    hooked.write("drafts/bad.txt", BAD)
    run = hooked.commit("bad.py", "package.json", "drafts/bad.txt")
    assert run.returncode == 0, run.stdout + run.stderr


def test_a_text_that_cannot_be_read_blocks(hooked: Repository) -> None:
    hooked.write("broken.xlf", "<xliff><file>")
    run = hooked.commit("broken.xlf")
    assert run.returncode == 1
    assert "broken.xlf" in run.stderr


def test_the_tests_of_rules_run(hooked: Repository) -> None:
    hooked.write("rules/house.yaml", PACK)
    assert hooked.commit("rules/house.yaml").returncode == 0
    hooked.write(
        "rules/wrong.yaml",
        PACK.replace("FRANCE", "metropolitan France").replace("house", "wrong").replace("TEAM1", "TEAM2"),
    )
    run = hooked.commit("rules/wrong.yaml")
    assert run.returncode == 1
    assert "TEAM2" in run.stderr
