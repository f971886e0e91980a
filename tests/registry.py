"""What tests need that install packages or lint with tools of others."""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@cache
def unreachable() -> str:
    """Say why packages cannot be installed here; empty where they can."""
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    tried = [*pip, "install", "--quiet", "--dry-run", "--ignore-installed", "--no-deps", "hatchling"]
    run = subprocess.run(tried, capture_output=True, text=True, check=False, timeout=60)
    return "" if run.returncode == 0 else f"no registry to install from: {run.stderr.strip()[-200:]}"


def clone_of_head(folder: Path) -> Path:
    """Clone what is committed: the working tree may hold half of something."""
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a git clone")
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    return folder


def tool(name: str) -> str:
    """Return the path of a command of the `dev` extra."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} is not installed")
    return found


class Repository:
    """A git repository whose commits go through pre-commit."""

    def __init__(self, folder: Path, home: Path) -> None:
        self.folder = folder
        kept = {name: text for name, text in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "SKIP"))}
        self.env = kept | {"PRE_COMMIT_HOME": str(home), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        folder.mkdir(exist_ok=True)
        self.run("git", "init", "-q")
        for name in ("name", "email"):
            self.run("git", "config", f"user.{name}", "a@example.org")

    def run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        run = subprocess.run(command, cwd=self.folder, env=self.env, capture_output=True, text=True, check=False)
        assert run.returncode == 0 or not check, run.stdout + run.stderr
        return run

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def commit(self, *names: str) -> subprocess.CompletedProcess[str]:
        """Commit files, and no others; take back what was not let through."""
        self.run("git", "add", *names)
        run = self.run("git", "commit", "-q", "-m", "a text", check=False)
        if run.returncode:
            self.run("git", "rm", "-rqf", "--cached", *names)
        return run
