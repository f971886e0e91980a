"""`--new-from-merge-base` in real repositories."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mtqa.cli import main

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

PRISON = "He had two years of firm prison before him."
COURT = "The judges of the correctional court of Lyon met."
LEFTOVER = "Source link -99"
CALM = "The ministry answered on Monday.\n\nNobody was hurt, and the road was opened again.\n\nThe inquiry goes on, and the town waits for its report.\n\n"

Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Git, which knows no settings but its own."""
    for name in [n for n in os.environ if n.startswith("GIT_")]:
        monkeypatch.delenv(name)
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for who in ("AUTHOR", "COMMITTER"):
        settings |= {f"GIT_{who}_NAME": "A", f"GIT_{who}_EMAIL": "a@example.org"}
    for name, value in settings.items():
        monkeypatch.setenv(name, value)

    def run(*args: str, cwd: Path | None = None) -> str:
        asked = ["git", "-c", "protocol.file.allow=always", *args]
        done = subprocess.run(asked, cwd=cwd or tmp_path / "repo", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


@pytest.fixture
def repo(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository in which `work` leaves `main`, with a text, a feed in one line and a file that stays."""
    folder = tmp_path / "repo"
    folder.mkdir()
    git("init", "-q", "-b", "main")
    (folder / "a.txt").write_text(f"{PRISON}\n\n{COURT}\n\n{CALM}")
    feed(folder, **{"1": PRISON, "2": "All is well."})
    (folder / "stays.txt").write_text(f"{LEFTOVER}\n")
    commit(git)
    git("checkout", "-qb", "work")
    monkeypatch.chdir(folder)
    return folder


def feed(folder: Path, **items: str) -> None:
    made = [{"id": i, "title": f"Article {i}", "content_text": t} for i, t in items.items()]
    told = {"version": "https://jsonfeed.org/version/1.1", "title": "News", "language": "en", "items": made}
    (folder / "feed.json").write_text(json.dumps(told))


def commit(git: Git, cwd: Path | None = None) -> None:
    git("add", "-A", cwd=cwd)
    git("commit", "-qm", "next", cwd=cwd)


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Callable[..., list[str]]:
    """Run a check; return the places of what is new, without columns, and what is said on stderr."""

    def run(*args: str, ref: str = "main", code: int | None = None) -> list[str]:
        capsys.readouterr()
        got = main(
            ["check", "--isolated", "--format", "jsonl", "--fail-on", "info", "--new-from-merge-base", ref, *args]
        )
        out, err = capsys.readouterr()
        found = [json.loads(line) for line in out.splitlines()]
        assert got == (bool(found) if code is None else code), out + err
        return err.splitlines() if code is not None else [f"{f['path']}:{f['segment']} {f['rule']}" for f in found]

    return run


Check = Callable[..., list[str]]


def test_files_that_did_not_change_are_passed_over(repo: Path, check: Check) -> None:
    assert "0 of 3 files changed" in check(".", code=0)[0]
    (repo / "a.txt").touch()
    assert check(".") == []


def test_in_a_feed_of_one_line_only_what_is_new_is_told(repo: Path, check: Check, git: Git) -> None:
    feed(repo, **{"3": COURT, "2": "All is well.", "1": PRISON})
    assert check(".") == ["feed.json:3/body/1 FE503"]
    commit(git)
    assert check(".", "-j2") == ["feed.json:3/body/1 FE503"]
    feed(repo, **{"3": "Mended.", "1": "All is well.", "2": PRISON + " Really."})
    assert check("feed.json") == ["feed.json:2/body/1 FE515"]  # the one mended hides no other


def test_an_edit_beside_it_keeps_a_finding_known_and_a_copy_is_new(repo: Path, check: Check) -> None:
    (repo / "a.txt").write_text(f"One more. {PRISON}\n\n{COURT}\n\n{COURT}\n")
    assert check("a.txt") == ["a.txt:L5 FE503"]


def test_only_what_the_branch_did_counts(repo: Path, check: Check, git: Git) -> None:
    git("checkout", "-q", "main")
    (repo / "stays.txt").write_text("Mended on main.\n")
    commit(git)
    git("checkout", "-q", "work")
    assert check(".") == []


@pytest.mark.parametrize("staged", [True, False])
def test_a_new_file_is_new(repo: Path, check: Check, git: Git, staged: bool) -> None:
    (repo / "new.txt").write_text(PRISON)
    (repo / ".gitignore").write_text("ignored.txt\n")
    (repo / "ignored.txt").write_text(COURT)
    if staged:
        git("add", "new.txt")
    assert check(".") == ["ignored.txt:L1 FE503", "new.txt:L1 FE515"]


def test_a_renamed_file_is_compared_with_what_it_was(repo: Path, check: Check, git: Git) -> None:
    (repo / "sub").mkdir()
    git("mv", "a.txt", "sub/b.txt")
    (repo / "sub" / "b.txt").write_text(f"Then: {PRISON}\n\n{COURT}\n\n{LEFTOVER}\n\n{CALM}")
    assert check("sub/b.txt") == ["sub/b.txt:L5 JK001"]


def test_what_moved_from_a_file_that_is_gone_is_known(repo: Path, check: Check, git: Git) -> None:
    (repo / "stays.txt").unlink()
    (repo / "other.txt").write_text(f"{PRISON}\n\n{LEFTOVER}\n")
    assert check(".") == ["other.txt:L1 FE515"]
    assert check("*.txt") == ["other.txt:L1 FE515"]
    assert len(check("other.txt")) == 2  # the other was no input


NAMES = ["two words.txt", "é ü.txt", "-c.txt", "--output=x.txt", "\"quoted'.txt", "tab\tnew\nline.txt", "a\\b.txt"]


@pytest.mark.skipif(sys.platform == "win32", reason="such names are not allowed there")
@pytest.mark.parametrize("name", NAMES)
def test_files_of_any_name(repo: Path, check: Check, git: Git, name: str) -> None:
    git("checkout", "-q", "main")
    (repo / name).write_text(f"{PRISON}\n\n{CALM}")
    commit(git)
    git("checkout", "-q", "-B", "work")
    assert check(".") == []
    (repo / name).write_text(f"Then. {PRISON}\n\n{COURT}\n\n{CALM}")
    assert check(".") == [f"{name}:L3 FE503"]
    git("add", "-A")
    git("mv", "--", name, f"{name}.txt")
    assert check(".") == [f"{name}.txt:L3 FE503"]


def test_from_a_subfolder_whatever_git_is_told_to_do(
    repo: Path, check: Check, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    for setting in ("diff.relative", "diff.noprefix", "core.quotePath"):
        git("config", setting, "true")
    git("config", "diff.external", "false")
    git("config", "status.relativePaths", "true")
    (repo / "sub").mkdir()
    (repo / "a.txt").write_text(f"{PRISON}\n\n{COURT}\n\n{LEFTOVER}\n")
    monkeypatch.chdir(repo / "sub")
    # as in a hook of git
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    monkeypatch.setenv("GIT_EXTERNAL_DIFF", "false")
    assert check("..") == ["../a.txt:L5 JK001"]


def test_a_file_that_git_was_told_not_to_look_at_is_looked_at(repo: Path, check: Check, git: Git) -> None:
    git("update-index", "--assume-unchanged", "a.txt")
    (repo / "a.txt").write_text(f"{PRISON}\n\n{LEFTOVER}\n")
    assert check(".") == ["a.txt:L3 JK001"]


def test_a_source_that_changed_has_its_translation_checked(repo: Path, check: Check, git: Git) -> None:
    git("checkout", "-q", "main")
    (repo / "fr.txt").write_text("Il a payé 20 euros.\nIl a vendu 7 livres.\n")
    (repo / "en.txt").write_text("He paid 20 euros.\nHe sold 9 books.\n")
    commit(git)
    git("checkout", "-q", "-B", "work")
    assert check("en.txt", "--source", "fr.txt") == []
    (repo / "fr.txt").write_text("Il a payé 50 euros.\nIl a vendu 7 livres.\n")
    found = check("en.txt", "--source", "fr.txt")
    assert found
    assert all(f.startswith("en.txt:L1 ") for f in found)


def test_a_baseline_and_a_merge_base_together_excuse_a_finding_once(repo: Path, check: Check) -> None:
    main(["baseline", "create", ".", "--isolated"])
    (repo / "a.txt").write_text(f"{PRISON}\n\n{COURT}\n\n{PRISON}\n\n{LEFTOVER}\n")
    both = ("--baseline", ".mtqa-baseline.json")
    assert check(".", *both) == ["a.txt:L5 FE515", "a.txt:L7 JK001"]  # stays.txt is not looked at, and keeps its own


def test_what_cannot_be_read_of_then_counts_as_new(repo: Path, check: Check, git: Git) -> None:
    git("checkout", "-q", "main")
    (repo / "feed.json").write_text('{"version": "https://jsonfeed.org/version/1.1", "items": [')
    commit(git)
    git("checkout", "-q", "-B", "work")
    feed(repo, **{"1": PRISON})
    assert check("feed.json") == ["feed.json:1/body/1 FE515"]


def test_line_ends_and_encodings_are_those_of_the_working_tree(repo: Path, check: Check, git: Git) -> None:
    git("checkout", "-q", "main")
    (repo / ".gitattributes").write_text("wide.txt text working-tree-encoding=UTF-16 eol=crlf\n")
    (repo / "wide.txt").write_bytes(f"{PRISON}\r\n".encode("utf-16"))
    commit(git)
    git("checkout", "-q", "-B", "work")
    (repo / "wide.txt").write_bytes(f"{PRISON}\r\n\r\n{COURT}\r\n".encode("utf-16"))
    assert check("wide.txt") == ["wide.txt:L3 FE503"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_are_followed(repo: Path, check: Check, git: Git, tmp_path: Path) -> None:
    git("checkout", "-q", "main")
    (repo / "link.txt").symlink_to("a.txt")
    commit(git)
    git("checkout", "-q", "-B", "work")
    assert check("link.txt") == []
    (repo / "a.txt").write_text(f"Now. {PRISON}\n\n{COURT}\n\n{LEFTOVER}\n")
    assert check("link.txt") == ["link.txt:L5 JK001"]
    assert check(".") == ["a.txt:L5 JK001", "link.txt:L5 JK001"]
    (repo / "link.txt").unlink()
    (repo / "link.txt").symlink_to("stays.txt")
    assert check("link.txt") == ["link.txt:L1 JK001"]
    (tmp_path / "out.txt").write_text(PRISON)
    (repo / "link.txt").unlink()
    (repo / "link.txt").symlink_to(tmp_path / "out.txt")
    assert "outside of the repository" in check("link.txt", code=2)[0]


def test_a_submodule_is_compared_with_the_commit_it_had(
    repo: Path, check: Check, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git("init", "-q", "-b", "main", cwd=other)
    (other / "x.txt").write_text(f"{PRISON}\n")
    commit(git, other)
    git("checkout", "-q", "main")
    git("submodule", "--quiet", "add", str(other), "mod ule")
    commit(git)
    git("checkout", "-q", "-B", "work")
    assert check(".") == []
    (repo / "mod ule" / "x.txt").write_text(f"Now. {PRISON}\n\n{COURT}\n")
    commit(git, repo / "mod ule")
    commit(git)
    assert check(".") == ["mod ule/x.txt:L3 FE503"]
    assert check("mod ule/x.txt", "a.txt", "-j2") == ["mod ule/x.txt:L3 FE503"]


# what cannot be compared


def test_unknown_refs_name_the_command(repo: Path, check: Check) -> None:
    told = " ".join(check(".", ref="origin/next", code=2))
    assert "there is no origin/next" in told
    assert "git fetch origin next" in told


@pytest.mark.parametrize(
    "ref", ["", "--help", "-x", "--output=pwned", "main\n", "main:a.txt", "$(touch pwned)", "\x1b[31m"]
)
def test_a_ref_is_never_an_option(repo: Path, check: Check, ref: str) -> None:
    told = check(".", ref=ref, code=2)
    assert "\x1b" not in " ".join(told)
    assert not list(repo.glob("*pwned*"))


def test_a_shallow_clone_names_the_command(
    repo: Path, check: Check, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "a.txt").write_text("Mended.\n")
    commit(git)
    git("clone", "-q", "--depth=1", "--no-single-branch", f"file://{repo}", "shallow", cwd=tmp_path)
    monkeypatch.chdir(tmp_path / "shallow")
    for ref in ("origin/main", "origin/next"):
        told = " ".join(check(".", ref=ref, code=2))
        assert "git fetch --unshallow origin" in told
        assert "fetch-depth: 0" in told
    git("fetch", "-q", "--unshallow", "origin", cwd=tmp_path / "shallow")
    assert check(".", ref="origin/main") == []


def test_histories_without_a_common_commit(repo: Path, check: Check, git: Git) -> None:
    git("checkout", "-q", "--orphan", "alone")
    (repo / "new.txt").write_text(CALM)
    commit(git)
    assert "no commit in common" in check(".", code=2)[0]


def test_no_repository_no_commit_no_git(
    tmp_path: Path, check: Check, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(PRISON)
    assert "not in a git repository" in check("a.txt", code=2)[0]
    git("init", "-q", cwd=tmp_path)
    assert "no commit yet" in check("a.txt", code=2)[0]
    assert check("a.txt", ref="HEAD")  # all of it is new
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "git is not installed" in check("a.txt", code=2)[0]


def test_inputs_outside_of_the_repository(
    repo: Path, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(PRISON.encode())))
    (tmp_path / "out.txt").write_text(PRISON)
    assert "outside of the repository" in check("a.txt", "../out.txt", code=2)[0]
    assert "no file of a repository" in check("-", "--stdin-filename", "a.txt", code=2)[0]
