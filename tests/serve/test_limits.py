"""What the service refuses, what it stops, and how it is stopped itself."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from service import TEXT, Service

from mtqa.serve.hosts import is_loopback

PROC = Path("/proc")
on_linux = pytest.mark.skipif(not (PROC / "self/task").is_dir(), reason="children are looked up in /proc")
SLOW = "".join(
    rf"""
  - id: SLOW{number}
    name: slow-{number}
    kind: pattern
    severity: info
    category: style/awkward
    status: stable
    message: 'Slow.'
    explain: Slow.
    any: [{{pattern: 'sloow{number}(?:\w|\w\w)*!'}}]
    tests: [{{bad: 'sloow{number}!', marks: 'sloow{number}!'}}, {{ok: 'no'}}]
"""
    for number in range(1, 9)
)
PACK = f"mtqa: 1\npack: own/slow\nversion: 1.0.0\ntitle: Slow\nlang: {{source: any, target: any}}\nrules:{SLOW}"


def slow(rules: int) -> str:
    """Return a text over which so many rules are given up, each after a second or some more."""
    return "".join(f"sloow{number}" + "ab" * 60 + " " for number in range(1, rules + 1)) + "!"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("slow")
    (folder / "slow.yaml").write_text(PACK, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def hasty(folder: Path) -> Iterator[Service]:
    running = Service("-j1", "--pack", "slow.yaml", "--timeout", "1", "--max-body", "20k", cwd=folder)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def patient(folder: Path) -> Iterator[Service]:
    running = Service("-j1", "--pack", "slow.yaml", "--timeout", "60", "--queue", "1", cwd=folder)
    yield running
    running.stop()


def later(call: Any) -> tuple[threading.Thread, list[Any]]:
    """Make a call in a thread; what it returns or raises is in the list once the thread has ended."""
    answers: list[Any] = []

    def run() -> None:
        try:
            answers.append(call())
        except Exception as error:
            answers.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, answers


def test_a_request_that_takes_too_long_is_stopped_and_the_next_is_answered(hasty: Service) -> None:
    answer = hasty.text(slow(8))
    assert answer.status_code == 504
    assert answer.text == (
        "Error: Checking took longer than 1 seconds, which is this server's limit. Please submit a shorter text."
    )
    hasty.wait(lambda: hasty.metric("mtqa_workers") == 1)
    assert [match["rule"]["id"] for match in hasty.matches()] == ["FE201", "FE101"]
    assert hasty.metric('mtqa_workers_replaced_total{reason="timeout"}') == 1
    assert "a request took over 1 s and was stopped" in hasty.errors.read_text("utf-8")


def test_findings_that_may_be_incomplete_are_told_as_such(patient: Service) -> None:
    warnings = patient.text(slow(1)).json()["warnings"]
    assert warnings["incompleteResults"] is True
    assert "rule SLOW1" in warnings["incompleteResultsReason"]
    summary = patient.post("/check", json={"target": slow(1)}).json()["summary"]
    assert summary["complete"] is False
    assert len(summary["problems"]) == 1


def test_what_is_over_the_queue_is_turned_away_at_once(patient: Service) -> None:
    first = [later(lambda: patient.text(slow(1))) for _ in range(2)]
    patient.wait(lambda: patient.metric("mtqa_requests_waiting") == 1)
    for turned_away in (patient.text(), patient.post("/check", json={"target": TEXT}), patient.get("/readyz")):
        assert turned_away.status_code == 503
        assert turned_away.headers["retry-after"] == "1"
        assert "too many parallel requests" in turned_away.text
    assert patient.get("/healthz").status_code == 200
    for thread, answers in first:
        thread.join()
        assert answers[0].status_code == 200
    assert patient.text().status_code == 200


def test_bodies_over_the_limit_are_refused_with_a_length_or_without(hasty: Service) -> None:
    def parts(size: int) -> Iterator[bytes]:
        yield b"language=en&text="
        for _ in range(size // 1000):
            yield b"a" * 1000

    for size, status in ((19_000, 200), (21_000, 413), (2_000_000, 413)):
        assert hasty.post("/v2/check", content=b"".join(parts(size))).status_code == status
    for size, status in ((19_000, 200), (21_000, 413)):
        assert hasty.post("/v2/check", content=parts(size)).status_code == status
    assert "exceeds the limit of 20000 bytes" in hasty.post("/check", content=b" " * 30_000).json()["error"]
    assert hasty.get("/v2/maxtextlength").text == "20000"


def test_a_client_that_does_not_send_on_is_not_waited_for(hasty: Service) -> None:
    host, port = hasty.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        line.settimeout(30)
        assert line.recv(1000).startswith(b"HTTP/1.1 408 ")


def test_a_client_that_goes_leaves_nothing_behind(patient: Service) -> None:
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(patient.url + "/check", json={"target": slow(1)}, timeout=0.2, trust_env=False)
    patient.wait(lambda: patient.metric("mtqa_requests_in_flight") == 1)  # the one that asks
    assert patient.text().status_code == 200


def workers(service: Service) -> list[int]:
    """Return the worker processes."""
    pids = (PROC / f"{service.process.pid}/task/{service.process.pid}/children").read_text("ascii").split()
    found = []
    for thread in (PROC / f"{service.process.pid}/task").iterdir():
        pids += (thread / "children").read_text("ascii").split()
    for pid in {int(pid) for pid in pids}:
        if b"spawn_main" in (PROC / f"{pid}/cmdline").read_bytes():
            found.append(pid)
    return found


@on_linux
def test_a_worker_that_is_killed_is_replaced_and_its_request_made_again(folder: Path) -> None:
    service = Service("-j1", "--pack", "slow.yaml", "--timeout", "60", "--grace", "60", cwd=folder)
    try:
        thread, answers = later(lambda: service.text(slow(1) + TEXT))
        service.wait(lambda: service.metric("mtqa_requests_in_flight") == 2)
        os.kill(workers(service)[0], signal.SIGKILL)
        thread.join()
        assert answers[0].status_code == 200, answers
        assert service.metric('mtqa_workers_replaced_total{reason="died"}') == 1
        service.wait(lambda: service.metric("mtqa_workers") == 1)
    finally:
        assert service.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_requests_under_way_are_finished_when_it_is_stopped(folder: Path, number: int) -> None:
    service = Service("-j1", "--pack", "slow.yaml", "--timeout", "60", "--grace", "60", cwd=folder)
    calls = [later(lambda: service.text(slow(1) + TEXT)) for _ in range(3)]
    service.wait(lambda: service.metric("mtqa_requests_waiting") == 2)
    os.killpg(service.process.pid, number)  # as a terminal or a service manager does: the workers get it too
    for thread, answers in calls:
        thread.join()
        assert answers[0].status_code == 200, answers
    assert service.process.wait(30) == 0
    assert "Traceback" not in service.errors.read_text("utf-8")
    with pytest.raises(httpx.ConnectError):
        service.get("/healthz")


@on_linux
def test_what_is_not_finished_in_time_is_dropped_and_no_process_is_left(folder: Path) -> None:
    service = Service("-j1", "--pack", "slow.yaml", "--timeout", "60", "--grace", "1", cwd=folder)
    thread, answers = later(lambda: service.text(slow(8)))
    service.wait(lambda: service.metric("mtqa_requests_in_flight") == 2)
    pids = workers(service)
    assert pids
    assert service.stop() == 0
    thread.join()
    assert isinstance(answers[0], httpx.TransportError) or answers[0].status_code >= 500
    assert not any((PROC / str(pid)).exists() for pid in pids)
    assert "Traceback" not in service.errors.read_text("utf-8")


def mtqa(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mtqa", "serve", "--isolated", *args], cwd=cwd, capture_output=True, text=True,
        timeout=60, env={**os.environ, **env}, check=False,
    )  # fmt: skip


def test_what_cannot_be_served_is_exit_2(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        run = mtqa("--port", str(port), cwd=tmp_path)
        assert (run.returncode, run.stdout) == (2, "")
        assert run.stderr.startswith(f"mtqa: cannot listen on 127.0.0.1, port {port}: ")
    assert "no size such as" in mtqa("--max-body", "much", cwd=tmp_path).stderr
    assert mtqa("--select", "NONE9", cwd=tmp_path).returncode == 2
    assert "no address" in mtqa("--host", "no such host", cwd=tmp_path).stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "hide.py").write_text(
        "import sys\nfrom importlib import machinery, util\n"
        "find = util.find_spec\n"
        "util.find_spec = lambda name, package=None: None if name == 'uvicorn' else find(name, package)\n"
        "from mtqa.cli import main\nsys.exit(main(['serve', '--isolated']))\n",
        encoding="utf-8",
    )
    run = subprocess.run([sys.executable, "hide.py"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "pip install 'mtqa[serve]'" in run.stderr


def test_other_machines_are_warned_of(tmp_path: Path) -> None:
    service = Service("--host", "0.0.0.0", "-j1", cwd=tmp_path, ready=False)
    assert service.stop() == 0
    assert "--host 0.0.0.0 can be reached by other machines" in service.errors.read_text("utf-8")
    assert [is_loopback(host) for host in ("127.0.0.1", "::1", "localhost", "0.0.0.0", "example.org")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_pages_of_other_sites_read_answers_only_where_that_is_allowed(service: Service, tmp_path: Path) -> None:
    asked = {"Origin": "https://example.org"}
    assert "access-control-allow-origin" not in service.get("/v2/languages", headers=asked).headers
    allowing = Service("--allow-origin", "https://example.org", "-j1", cwd=tmp_path, ready=False)
    try:
        told = allowing.get("/v2/languages", headers=asked).headers
        assert told["access-control-allow-origin"] == "https://example.org"
        other = allowing.get("/v2/languages", headers={"Origin": "https://example.com"}).headers
        assert "access-control-allow-origin" not in other
    finally:
        allowing.stop()
