"""A team's month: the gate in a git repository, from the first baseline to a shallow clone, by the real command line."""

import os
import re
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

OLD = "He called it “ a mistake ».\nThe office opens at nine.\n"
LATE = "They spoke of “ an accident ».\n"
CLEAN = "The regulator opened an inquiry.\n"
BASELINE = ".mtqa-baseline.json"
KNOWN = ("--baseline", BASELINE)
SINCE = ("--new-from-merge-base", "main")


class Team:
    """A repository and what is done in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {
            **{k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
            "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "Ada", "COLUMNS": "120",
            "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada",
            "GIT_COMMITTER_EMAIL": "ada@example.org", "MTQA_CACHE_DIR": os.environ.get("MTQA_CACHE_DIR", str(folder / "../cache")),
        }  # fmt: skip

    def run(self, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            args, cwd=cwd or self.folder, env=self.env, capture_output=True, encoding="utf-8", check=False
        )

    def git(self, *args: str) -> str:
        run = self.run("git", *args)
        assert run.returncode == 0, run.stderr
        return run.stdout

    def mtqa(self, *args: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        run = self.run(sys.executable, "-m", "mtqa", *args, cwd=cwd)
        assert "Traceback" not in run.stderr, run.stderr
        return run

    def write(self, name: str, text: str) -> None:
        path = self.folder / "content" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, what: str) -> None:
        self.git("add", "--all")
        self.git("commit", "-q", "-m", what)

    def passes(self, *known: str) -> str:
        run = self.mtqa("gate", "content", *known)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout

    def blocks(self, *known: str) -> str:
        run = self.mtqa("gate", "content", *known)
        assert run.returncode == 1, run.stdout + run.stderr
        assert "Failed: " in run.stdout
        return run.stdout


@pytest.fixture
def team(tmp_path: Path) -> Team:
    """Return a team whose baseline knows what is wrong on main, at work on a branch."""
    made = Team(tmp_path / "site")
    made.folder.mkdir()
    made.git("init", "-q", "-b", "main")
    made.write("old.txt", OLD)
    made.write("clean.txt", CLEAN)
    (made.folder / "mtqa.yaml").write_text("gate:\n  limits:\n    - {severity: error, max: 0}\n", encoding="utf-8")
    made.blocks()
    created = made.mtqa("baseline", "create", "content")
    assert created.returncode == 0, created.stderr
    made.commit("The site, and what is known to be wrong with it")
    made.git("switch", "-q", "-c", "news")
    return made


def test_the_month(team: Team) -> None:
    team.passes(*KNOWN)
    team.passes(*SINCE)

    # a new bad article is blocked and named; the old one is not
    team.write("new.txt", "She spoke of “ an error ».\n")
    for known in KNOWN, SINCE:
        told = team.blocks(*known)
        assert re.search(r"new errors +all files +1 +at most 0 +FAIL", told)
        assert "content/new.txt:1" in told
        assert "{~“ an error »~}" in told
        assert "old.txt" not in told

    # a fix is accepted
    assert "mtqa fix content" in told
    assert team.mtqa("fix", "content/new.txt").returncode == 0
    assert (team.folder / "content/new.txt").read_text(encoding="utf-8") == "She spoke of “an error”.\n"
    team.passes(*KNOWN)
    team.passes(*SINCE)
    team.commit("News")

    # an edit beside an old finding leaves it old
    team.write("old.txt", "A first line comes before.\n" + OLD.replace("nine", "ten"))
    team.passes(*KNOWN)
    team.passes(*SINCE)
    team.commit("Opening hours")

    # main goes on and takes a bad article as known; so does the branch; the rebase merges both baselines
    team.write("branch.txt", "It was “ a pity ».\n")
    assert "branch.txt" in team.blocks(*KNOWN)
    assert team.mtqa("baseline", "update", "content").returncode == 0
    team.passes(*KNOWN)
    team.commit("Known on the branch")
    team.git("switch", "-q", "main")
    team.write("late.txt", LATE)
    assert team.mtqa("baseline", "update", "content").returncode == 0
    team.commit("Known on main")
    team.git("switch", "-q", "news")
    team.git("rebase", "-q", "main")
    team.passes(*KNOWN)
    told = team.blocks(*SINCE)
    assert "branch.txt" in told, "what the branch brought is new, whatever its baseline says"
    assert "late.txt" not in told, "what main brought is not"
    team.passes(*KNOWN, *SINCE)

    # the rename of an old bad file
    team.git("mv", "content/old.txt", "content/archive.txt")
    team.passes(*KNOWN)
    team.passes(*KNOWN, *SINCE)
    team.commit("Archive")
    team.passes(*KNOWN)
    team.passes(*KNOWN, *SINCE)


def test_a_swap_is_blocked(team: Team) -> None:
    team.write("old.txt", "The office opens at nine.\n")
    team.passes(*KNOWN)
    team.write("clean.txt", CLEAN + "The next day he called it “ a mistake ».\n")  # the same words, another sentence
    for known in KNOWN, SINCE:
        told = team.blocks(*known)
        assert "clean.txt:2" in told
        assert "old.txt" not in told


def test_one_more_of_the_same_is_blocked(team: Team) -> None:
    team.write("old.txt", OLD + "\n" + OLD)
    for known in KNOWN, SINCE:
        assert re.search(r"new errors +all files +1 ", team.blocks(*known))


def test_a_suppression_expires(team: Team) -> None:
    team.write("feed.jsonl", '{"id": "a/1", "target": "She spoke of “ an error »."}\n')
    told = team.blocks(*KNOWN)
    (command,) = re.findall(r"mtqa (suppress add [0-9a-f]{16} content) --reason", told)
    until = (date.today() + timedelta(days=20)).isoformat()
    added = team.mtqa(*command.split(), "--reason", "a quotation, kept as it was", "--expires", until)
    assert added.returncode == 0, added.stderr
    assert "1 suppressed" in team.passes(*KNOWN)
    assert "1 suppressed" in team.passes(*SINCE)
    team.env["MTQA_TODAY"] = until
    team.passes(*KNOWN)
    team.env["MTQA_TODAY"] = (date.today() + timedelta(days=21)).isoformat()
    for known in KNOWN, SINCE:
        assert "content/feed.jsonl:1" in team.blocks(*known)


def test_what_cannot_be_read_is_no_pass(team: Team) -> None:
    team.write("broken.jsonl", '{"id": "a/1", "target": ')
    for known in KNOWN, SINCE:
        run = team.mtqa("gate", "content", *known)
        assert run.returncode == 2
        assert "broken.jsonl" in run.stderr
        assert "Passed" not in run.stdout
    (team.folder / "content/broken.jsonl").unlink()
    (team.folder / BASELINE).write_text("{", encoding="utf-8")
    assert team.mtqa("gate", "content", *KNOWN).returncode == 2
    assert team.mtqa("gate", "content", "--new-from-merge-base", "mian").returncode == 2


def test_a_shallow_clone_is_told_what_mends_it(team: Team, tmp_path: Path) -> None:
    team.write("new.txt", CLEAN)
    team.commit("News")
    team.git("switch", "-q", "main")
    team.write("late.txt", LATE)
    team.commit("Late")
    shallow = tmp_path / "shallow"
    team.git("clone", "-q", "--depth", "1", "--no-single-branch", "-b", "news", f"file://{team.folder}", str(shallow))
    run = team.mtqa("gate", "content", "--new-from-merge-base", "origin/main", cwd=shallow)
    assert run.returncode == 2
    (command,) = re.findall(r"git fetch .*unshallow[^`;,]*", run.stderr)
    assert team.run(*command.split(), cwd=shallow).returncode == 0, command
    run = team.mtqa("gate", "content", "--new-from-merge-base", "origin/main", cwd=shallow)
    assert run.returncode == 0, run.stdout + run.stderr
