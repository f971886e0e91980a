"""Whole processes timed in turn, and what the machine is they were timed on."""

from __future__ import annotations

import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LONGEST = 180
"""Units: seconds that one run may take before it is ended."""


LAUNCHER = """
import os, sys, time
told = int(sys.argv[1])
os.set_inheritable(told, False)
began = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
wall = time.perf_counter() - began
os.write(told, f"{wall} {usage.ru_utime} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}".encode())
"""
"""Starts a program and measures it from a small process: Linux counts to a program the memory of what started it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one process took. Units: seconds; `peak`: megabytes of its largest process."""

    wall: float
    user: float
    peak: float
    code: int


def timed(command: Sequence[str], output: Path, *, cwd: Path, env: Mapping[str, str]) -> Taken:
    """Run a command to its end, both its streams into a file. Raises: OSError where it cannot be started or ended."""
    reading, writing = os.pipe()
    with output.open("wb") as file, os.fdopen(reading, encoding="ascii") as told:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writing), *command], stdin=subprocess.DEVNULL, stdout=file,
            stderr=subprocess.STDOUT, cwd=cwd, env=env, pass_fds=[writing], start_new_session=True,
        )  # fmt: skip
        os.close(writing)
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            raise OSError(f"{command[0]} was not done after {LONGEST} s") from error
        figures = told.read().split()
    if not figures:
        raise OSError(f"{command[0]} cannot be started")
    unit = 1 if sys.platform == "darwin" else 1024
    return Taken(float(figures[0]), float(figures[1]), int(figures[2]) * unit / 1e6, int(figures[3]))


def in_turn(
    jobs: Mapping[str, tuple[int, Callable[[], Taken]]], *failures: type[Exception]
) -> tuple[dict[str, list[Taken]], dict[str, Exception]]:
    """Run each job as often as it says, the jobs in turn, so that what slows the machine slows all of them.

    Return what each took, and by name the `failures` of those that failed.
    """
    taken: dict[str, list[Taken]] = {name: [] for name in jobs}
    failed: dict[str, Exception] = {}
    for turn in range(max((runs for runs, _ in jobs.values()), default=0)):
        for name, (runs, job) in jobs.items():
            if turn >= runs or name in failed:
                continue
            if sys.stderr.isatty():
                print(f"\r\033[Kround {turn + 1}: {name}", end="", file=sys.stderr, flush=True)
            try:
                taken[name].append(job())
            except failures as error:
                failed[name] = error
    print("\r\033[K" if sys.stderr.isatty() else "", end="", file=sys.stderr, flush=True)
    return taken, failed


def medians(taken: Sequence[Taken]) -> dict[str, float]:
    """Return the median of each figure, and how often it was taken."""
    figures = {name: statistics.median(getattr(t, name) for t in taken) for name in ("wall", "user", "peak")}
    return {"wall": round(figures["wall"], 3), "user": round(figures["user"], 3), "peak": round(figures["peak"], 1)} | {
        "runs": len(taken)
    }


def mtqa(*arguments: str | Path) -> list[str]:
    """Return the command that runs the mtqa of this Python."""
    return [sys.executable, "-m", "mtqa", *map(str, arguments)]


def check(path: Path, *more: str | Path) -> list[str]:
    """Return the command that checks a file with the shipped rules and prints JSON Lines."""
    return mtqa("check", "--isolated", "--exit-zero", "--quiet", "--format", "jsonl", *more, path)


def machine() -> dict[str, Any]:
    """Return what the figures depend on."""
    import mtqa as package

    model = next((line.split(":")[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), "")
    kilobytes = next((int(line.split()[1]) for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return {
        "processor": model or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": f"{kilobytes / 2**20:.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "mtqa": package.__version__,
        "date": time.strftime("%Y-%m-%d"),
    }


def _lines(path: str) -> list[str]:
    return Path(path).read_text(encoding="utf-8").splitlines() if Path(path).exists() else []


def keep(path: Path | None, part: str, figures: Any) -> None:
    """Put figures into a file of JSON as a part of it, with the machine; what else it holds stays."""
    if path is None:
        return
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    known[part] = {"machine": machine(), **figures}
    path.write_text(json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
