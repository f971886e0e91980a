"""Workers that die, and a run that is broken off: nothing is lost unsaid, and nothing is left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import mtqa.cli
from mtqa.checks.chunk import Chunk
from mtqa.cli import workers
from mtqa.engine import Engine
from mtqa.load import bytesource
from mtqa.model import Finding

PROC = Path("/proc")
on_linux = pytest.mark.skipif(not (PROC / "self/task").is_dir(), reason="children are looked up in /proc")
BAD = "The CNIL opened a control procedure. He called it “ a mistake »."


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """Return a folder with a file that takes a second or more."""
    lines = [json.dumps({"id": str(i), "target": f"{i}: {BAD}"}) for i in range(40_000)]
    (tmp_path / "big.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    try:
        return [int(child) for child in (PROC / f"{pid}/task/{pid}/children").read_text("ascii").split()]
    except FileNotFoundError:
        return []


def started(folder: Path, *args: str) -> subprocess.Popen[str]:
    """Start the command line in a process group of its own; what it prints goes to the file `printed` beside."""
    with Path(f"{folder}.printed").open("w", encoding="utf-8") as printed:
        return subprocess.Popen(
            [sys.executable, "-m", "mtqa", *args, "--isolated", "-j2"], cwd=folder, text=True, start_new_session=True,
            stdout=printed, stderr=subprocess.PIPE, env=dict(os.environ),
        )  # fmt: skip


def both_workers(process: subprocess.Popen[str]) -> list[int]:
    """Wait until both workers run."""
    for _ in range(3000):
        if len(found := children(process.pid)) == 2:
            return found
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    raise AssertionError("no workers were started")


def alive(pid: int) -> bool:
    """Tell whether a process is there and no mere entry that its parent has not taken note of."""
    try:
        return (PROC / f"{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids: list[int]) -> bool:
    """Wait a little until none of the processes is left."""
    for _ in range(200):
        if not any(map(alive, pids)):
            return True
        time.sleep(0.01)
    return False


@on_linux
def test_a_killed_worker_is_told_and_its_shard_checked_again(big: Path) -> None:
    run = started(big, "check", "big.jsonl", "--format", "jsonl")
    os.kill(both_workers(run)[0], signal.SIGKILL)
    _, err = run.communicate()
    out = Path(f"{big}.printed").read_text(encoding="utf-8")
    assert run.returncode == 2
    assert "a worker process died: killed by SIGKILL" in err
    keys = [json.loads(line)["segment"] for line in out.splitlines()]
    assert sorted(set(keys), key=int) == [str(i) for i in range(40_000)]
    assert keys == sorted(keys, key=int)
    assert len(keys) == 80_000


@on_linux
@pytest.mark.parametrize("command", [("check", "--output", "jsonl=out"), ("gate", "--output", "json=out")])
def test_ctrl_c_leaves_no_process_and_no_half_file(command: tuple[str, ...], big: Path) -> None:
    (big / "out").write_text("as it was", encoding="utf-8")
    run = started(big, command[0], "big.jsonl", *command[1:])
    workers_of_it = both_workers(run)
    os.killpg(run.pid, signal.SIGINT)
    _, err = run.communicate()
    assert (run.returncode, err.splitlines()[-1]) == (130, "mtqa: interrupted")
    assert "Traceback" not in err
    assert gone(workers_of_it)
    assert (big / "out").read_text(encoding="utf-8") == "as it was"
    assert sorted(p.name for p in big.iterdir()) == ["big.jsonl", "out"]


@on_linux
def test_ctrl_c_leaves_a_file_to_be_fixed_as_it_was(big: Path) -> None:
    before = (big / "big.jsonl").read_bytes()
    run = started(big, "fix", "big.jsonl", "--unsafe")
    workers_of_it = both_workers(run)
    os.killpg(run.pid, signal.SIGINT)
    run.communicate()
    assert run.returncode == 130
    assert gone(workers_of_it)
    assert (big / "big.jsonl").read_bytes() == before
    assert [p.name for p in big.iterdir()] == ["big.jsonl"]


@on_linux
def test_workers_end_with_the_process_that_started_them(big: Path) -> None:
    run = started(big, "check", "big.jsonl", "--format", "jsonl", "--output", "jsonl=out")
    workers_of_it = both_workers(run)
    run.kill()
    run.communicate()
    assert gone(workers_of_it)


Poison = Callable[[], None]


@pytest.fixture
def poisoned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Return what checks a text of which a part does something to the worker that checks it, and tells what came."""
    monkeypatch.setattr(workers, "LEAST", 0)
    monkeypatch.setattr(workers, "SHARD", 1)
    monkeypatch.setattr(bytesource, "BLOCK", 4096)
    monkeypatch.setattr("mtqa.cli.crew.start_method", lambda: "fork")
    monkeypatch.chdir(tmp_path)
    texts = [f"{BAD} {'POISON' * (i == 300)}" for i in range(600)]
    Path("a.txt").write_text("\n\n".join(texts), encoding="utf-8")
    whole = Engine.check

    def check(poison: Poison, *command: str) -> tuple[int, str, str]:
        def checked(engine: Engine, chunk: Chunk, path: str = "") -> Iterator[tuple[int, list[Finding]]]:
            if any("POISON" in text for text in chunk.texts):
                poison()
            return whole(engine, chunk, path)

        monkeypatch.setattr(Engine, "check", checked)
        command = command or ("check", "a.txt", "--format", "jsonl")
        code = mtqa.cli.main([*command, "--isolated", "-j2"])
        return (code, *capsys.readouterr())

    if not hasattr(os, "fork"):
        pytest.skip("what a worker does is put in place before it is forked")
    return check


def lines(out: str) -> list[int]:
    return [json.loads(line)["line"] for line in out.splitlines()]


def test_a_worker_that_dies_once_costs_no_finding(poisoned: Callable[..., tuple[int, str, str]]) -> None:
    def once() -> None:
        if not Path("died").exists():
            Path("died").touch()
            os._exit(7)

    code, out, err = poisoned(once)
    assert code == 2
    assert "a worker process died: it ended with code 7" in err
    assert "this part is checked again by a fresh one" in err
    assert lines(out) == [line for line in range(1, 1200, 2) for _ in range(2)]


def test_a_part_that_kills_twice_is_told_with_its_place(poisoned: Callable[..., tuple[int, str, str]]) -> None:
    code, out, err = poisoned(lambda: os._exit(7))
    assert code == 2
    assert err.count("a worker process died") == 2
    (told,) = (line for line in err.splitlines() if "could not be checked" in line)
    first, last = map(int, told.partition("a.txt, lines ")[2].partition(":")[0].split(" to "))
    assert first <= 601 <= last
    assert last - first < 200
    assert set(lines(out)) == {*range(1, 1200, 2)} - {*range(first, last + 1)}


def test_nothing_is_fixed_in_a_file_of_which_a_part_could_not_be_checked(
    poisoned: Callable[..., tuple[int, str, str]],
) -> None:
    before = Path("a.txt").read_bytes()
    code, _, err = poisoned(lambda: os._exit(7), "fix", "a.txt", "--unsafe")
    assert code == 2
    assert "Nothing was fixed." in err
    assert Path("a.txt").read_bytes() == before


def test_a_worker_without_memory_is_told(poisoned: Callable[..., tuple[int, str, str]]) -> None:
    def exhaust() -> None:
        raise MemoryError

    code, _, err = poisoned(exhaust)
    assert code == 2
    assert err.count("a worker process died: it ran out of memory") == 2


def test_an_error_of_ours_in_a_worker_is_told_as_elsewhere(poisoned: Callable[..., tuple[int, str, str]]) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    code, _, err = poisoned(fail)
    assert code == 2
    assert "an unforeseen ZeroDivisionError: nothing counts as checked" in err
    assert "test_workers_dying.py" in err
