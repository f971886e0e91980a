"""`mtqa check --watch` as a real process that is written to and interrupted."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

BAD = "He called it “ a mistake ».\n"
CLEAN = "The regulator opened an inquiry.\n"


def _hear_ctrl_c() -> None:
    """Undo what a runner in the background does to its children, which is to ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Watched:
    """A process whose lines are read as they come, both streams as one."""

    def __init__(self, *args: str, cwd: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mtqa", "check", "--watch", "--format", "concise", "--isolated", *args],
            cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "COLUMNS": "200"},
            preexec_fn=_hear_ctrl_c,
        )  # fmt: skip
        self.lines: queue.Queue[str] = queue.Queue()
        self.seen: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.put(line.decode())

    def until(self, told: str, seconds: float = 20) -> str:
        """Return what is printed up to a line that holds `told`."""
        end, here = time.monotonic() + seconds, ""
        while True:
            try:
                line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no {told!r} in {seconds} s; printed: {here!r}") from None
            self.seen.append(line)
            here += line
            if told in line:
                return here

    def silent(self, seconds: float) -> bool:
        time.sleep(seconds)
        return self.lines.empty()

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(20)


@contextmanager
def watching(*args: str, cwd: Path) -> Iterator[Watched]:
    watched = Watched(*args, cwd=cwd)
    try:
        yield watched
        assert watched.interrupt() == 130
        assert "interrupted" in watched.until("interrupted")
        assert not any("Traceback" in line for line in watched.seen)
    finally:
        watched.process.kill()
        watched.process.wait()


def test_files_that_change_come_and_go(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(CLEAN, encoding="utf-8")
    with watching(".", cwd=tmp_path) as watched:
        first = watched.until("waiting")
        assert "a.txt:1:" in first
        assert "checked 2 files" in first
        (tmp_path / "b.txt").write_text(CLEAN + BAD, encoding="utf-8")
        second = watched.until("waiting")
        assert "b.txt:2:" in second
        assert "a.txt" not in second, "only what changed is checked again"
        (tmp_path / "new").mkdir()
        (tmp_path / "new" / "c.txt").write_text(BAD, encoding="utf-8")
        assert "c.txt:1:" in watched.until("waiting")
        (tmp_path / "b.txt").unlink()
        assert "b.txt is gone" in watched.until("gone")
        (tmp_path / "picture.png").write_bytes(b"\x89PNG")
        (tmp_path / "a.txt").chmod(0o600)
        assert watched.silent(1.5), "neither what is no text nor a changed mode is news"


def test_an_editor_that_puts_a_new_file_in_place_of_the_old(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CLEAN, encoding="utf-8")
    (tmp_path / "other.txt").write_text(CLEAN, encoding="utf-8")
    with watching("a.txt", cwd=tmp_path) as watched:
        watched.until("checked a.txt")
        for _ in range(2):
            (tmp_path / "a.txt.new").write_text(BAD, encoding="utf-8")
            (tmp_path / "a.txt.new").replace(tmp_path / "a.txt")
            assert "a.txt:1:" in watched.until("waiting")
        (tmp_path / "other.txt").write_text(BAD, encoding="utf-8")
        assert watched.silent(1.5), "a neighbour was not named"
        (tmp_path / "a.txt").unlink()
        watched.until("a.txt is gone")
        (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
        assert "a.txt:1:" in watched.until("waiting")


def test_a_folder_made_anew_and_a_glob(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(CLEAN, encoding="utf-8")
    with watching("in/**/*.txt", cwd=tmp_path) as watched:
        watched.until("checked in/a.txt")
        (tmp_path / "in" / "a.txt").unlink()
        (tmp_path / "in").rmdir()
        watched.until("gone")
        (tmp_path / "in").mkdir()
        (tmp_path / "in" / "b.txt").write_text(BAD, encoding="utf-8")
        assert "b.txt:1:" in watched.until("waiting")


def test_a_file_that_cannot_be_read_does_not_end_the_watch(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"target": 1}\n', encoding="utf-8")
    with watching("a.jsonl", "-j2", cwd=tmp_path) as watched:
        assert 'no text under "target"' in watched.until("waiting")
        (tmp_path / "a.jsonl").write_text('{"target": "“ a ”"}\n', encoding="utf-8")
        assert "a.jsonl:1:" in watched.until("waiting")


def test_the_source_is_watched_as_well(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("It cost 12 euros.\n", encoding="utf-8")
    (tmp_path / "fr.txt").write_text("Cela coûte 12 euros.\n", encoding="utf-8")
    with watching("en.txt", "--source", "fr.txt", cwd=tmp_path) as watched:
        watched.until("checked en.txt")
        (tmp_path / "fr.txt").write_text("Cela coûte 13 euros.\n", encoding="utf-8")
        assert "en.txt:1:" in watched.until("checked en.txt")


def test_a_report_written_into_the_folder_is_not_checked(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BAD, encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("{}\n", encoding="utf-8")
    with watching(".", "--output", "jsonl=out.jsonl", cwd=tmp_path) as watched:
        assert "checked a.txt" in watched.until("waiting")
        assert watched.silent(2)
        (tmp_path / "a.txt").write_text(BAD * 2, encoding="utf-8")
        watched.until("checked a.txt")
        assert watched.silent(1)
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["-"], "standard input"),
        (["https://example.org/feed"], "the net"),
        (["none.txt"], "no such file"),
        ([], "no file"),
    ],
)
def test_what_cannot_be_watched(tmp_path: Path, args: list[str], told: str) -> None:
    run = subprocess.run([sys.executable, "-m", "mtqa", "check", "--watch", "--isolated", *args], cwd=tmp_path, capture_output=True,
                         stdin=subprocess.DEVNULL, check=False, timeout=30)  # fmt: skip
    assert run.returncode == 2
    assert told in run.stderr.decode()
    assert "Traceback" not in run.stderr.decode()
