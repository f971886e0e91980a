"""A folder of installed checkers, each in an environment of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from checkers import Checker

ROOT = Path(__file__).parent.parent
INSTALL_LIMIT = 600
"""Units: seconds that one step of an installation may take."""


OFFLINE = ("ENOTFOUND", "resolve")
"""Words of a program that could not reach what it wanted to download."""


class NotToBeHadError(Exception):
    """A checker cannot be installed, or does not do its work; says why."""


@dataclass(slots=True)
class Toolbox:
    """A folder with an environment for each checker, made when it is first asked for."""

    folder: Path
    known: dict[str, str] = field(default_factory=dict)

    def programs(self, checker: Checker) -> Path:
        """Return the folder of a checker's programs, installed. Raises: NotToBeHadError."""
        home = self.folder / checker.name
        done = home / "installed"
        place = {"pip": home / "bin", "npm": home / "node_modules" / ".bin", "apt": Path("/usr/bin")}[checker.kind]
        if not done.exists():
            home.mkdir(parents=True, exist_ok=True)
            for command in _steps(checker, home):
                _carry_out(command, home)
            done.write_text(_version(checker, home), encoding="utf-8")
        self.known[checker.name] = done.read_text(encoding="utf-8")
        return place


def python_of_wheel(folder: Path) -> Path:
    """Build a wheel of this checkout, and install it into an environment of its own, anew each time.

    Return the Python of that environment. Raises: NotToBeHadError.
    """
    home = folder / "mtqa"
    wheels, python = home / "wheels", home / "bin" / "python"
    home.mkdir(parents=True, exist_ok=True)
    pip = [str(python), "-m", "pip", "--disable-pip-version-check", "-q"]
    shutil.rmtree(wheels, ignore_errors=True)
    if not python.exists():
        _carry_out([sys.executable, "-m", "venv", str(home)], home)
    _carry_out([*pip, "wheel", "--no-deps", "--wheel-dir", str(wheels), str(ROOT)], home)
    made = [str(path) for path in wheels.glob("*.whl")]
    _carry_out([*pip, "install", *made], home)
    _carry_out([*pip, "install", "--no-deps", "--force-reinstall", *made], home)
    return python


def _steps(checker: Checker, home: Path) -> list[list[str]]:
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    return {
        "pip": [[sys.executable, "-m", "venv", str(home)], [*pip, *checker.packages]],
        "npm": [
            ["npm", "install", "--prefix", str(home), "--no-audit", "--no-fund", "--loglevel=error", *checker.packages]
        ],
        "apt": [["apt-get", "install", "-y", "-q", *checker.packages]],
    }[checker.kind]


def _version(checker: Checker, home: Path) -> str:
    package = checker.packages[0]
    ask = {
        "pip": [str(home / "bin" / "python"), "-c", f"import importlib.metadata as m; print(m.version('{package}'))"],
        "npm": ["node", "-p", f"require('{home}/node_modules/{package}/package.json').version"],
        "apt": ["dpkg-query", "-W", "-f", "${Version}", package],
    }[checker.kind]
    return _carry_out(ask, home).strip()


def _carry_out(command: list[str], folder: Path) -> str:
    """Run a step of an installation and return what it printed. Raises: NotToBeHadError."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, encoding="utf-8", timeout=INSTALL_LIMIT, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotToBeHadError(f"{command[0]} failed: {error}") from error
    if done.returncode:
        raise NotToBeHadError(f"cannot be installed: {why(done.stderr or done.stdout)}")
    return done.stdout


def why(told: str) -> str:
    """Return the line of what a failed program printed that says most about why."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    telling = [line for line in lines if any(word in line for word in (*OFFLINE, "No matching", "E404"))]
    return ([*telling, *reversed(lines), "it said nothing"])[0][:160]
