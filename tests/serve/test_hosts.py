"""Requests by a name that is not the service's are refused, and clients that hang on hold nobody up."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service import TEXT, Service

from mtqa.serve.hosts import plain_name


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service(
        "--allow-host", "Check.example.org", "--allow-host", "::2", "-j1", cwd=tmp_path_factory.mktemp("known")
    )
    yield running
    assert running.stop() == 0


def asked(service: Service, host: str) -> int:
    return service.get("/v2/info", headers={"Host": host}).status_code


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8081", "127.1.2.3", "[::1]:80", "a.localhost."]
)
def test_names_of_this_machine_are_answered(service: Service, host: str) -> None:
    assert asked(service, host) == 200


@pytest.mark.parametrize(
    "host",
    ["example.org", "localhost.example.org", "127.0.0.1.example.org", "localhost@example.org", "192.168.1.5", "[::2]",
     "0.0.0.0", "", "[::1", "127.0.0.1:80:80", "*"],
)  # fmt: skip
def test_other_names_are_refused(service: Service, host: str) -> None:
    assert asked(service, host) == 421


def test_a_refusal_says_what_to_do_and_nothing_is_checked(service: Service) -> None:
    before = service.metric("mtqa_segments_total")
    refused = service.post("/v2/check", data={"text": TEXT, "language": "en"}, headers={"Host": "evil.example:8081"})
    assert refused.status_code == 421
    assert refused.headers["content-type"] == "text/plain; charset=utf-8"
    assert refused.text == (
        "Error: this service does not go by the name 'evil.example:8081'; if it should, start it with --allow-host evil.example"
    )
    refused = service.post("/check", json={"target": TEXT}, headers={"Host": "evil.example"})
    assert "--allow-host evil.example" in refused.json()["error"]
    assert service.metric("mtqa_segments_total") == before


def test_every_host_that_is_sent_counts(service: Service) -> None:
    told = raw(service, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: example.org\r\n\r\n")
    assert told.startswith((b"HTTP/1.1 421 ", b"HTTP/1.1 400 "))
    assert raw(service, b"GET /healthz HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")


def test_names_given_by_an_option_are_answered(known: Service) -> None:
    assert [asked(known, host) for host in ("check.example.org", "CHECK.EXAMPLE.ORG.:443", "[0:0::2]")] == [200] * 3
    assert [asked(known, host) for host in ("example.org", "xcheck.example.org")] == [421] * 2


def test_a_service_for_other_machines_is_asked_by_address_and_any_may_be_allowed(tmp_path: Path) -> None:
    reached = Service("--host", "0.0.0.0", "-j1", cwd=tmp_path, ready=False)
    reached.url = reached.url.replace("0.0.0.0", "127.0.0.1")
    try:
        assert [asked(reached, host) for host in ("192.168.1.5:81", "localhost", "example.org")] == [200, 200, 421]
    finally:
        reached.stop()
    every = Service("--allow-host", "*", "-j1", cwd=tmp_path, ready=False)
    try:
        assert asked(every, "example.org") == 200
    finally:
        every.stop()


@pytest.mark.parametrize("name", ["https://example.org", "example.org/x", "", "a b"])
def test_what_is_no_name_cannot_be_allowed(name: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "mtqa", "serve", "--isolated", "--allow-host", name],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert run.returncode == 2
    assert "is no host: give the name alone" in run.stderr


def test_names_are_compared_in_one_form() -> None:
    assert [plain_name(host) for host in ("[0:0::1]", "A.Example.", "127.0.0.1")] == ["::1", "a.example", "127.0.0.1"]


def raw(service: Service, data: bytes) -> bytes:
    """Send bytes, and return what comes back until the service closes the connection or has answered."""
    with connected(service) as line:
        line.sendall(data)
        return line.recv(1000)


def connected(service: Service) -> socket.socket:
    host, port = service.url.removeprefix("http://").split(":")
    line = socket.create_connection((host, int(port)))
    line.settimeout(30)
    return line


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    running = Service("-j1", "--queue", "0", "--timeout", "1.5", cwd=tmp_path_factory.mktemp("hasty"))
    yield running
    assert running.stop() == 0


def test_a_client_that_does_not_send_its_headers_is_shut_out(hasty: Service) -> None:
    with connected(hasty) as silent, connected(hasty) as slow, connected(hasty) as later:
        slow.sendall(b"POST /check HTTP/1.1\r\nHost: local")
        later.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        told = later.recv(1000)
        while not told.endswith(b"OK"):
            told += later.recv(1000)
        later.sendall(b"GET /healthz HTTP/1.1\r\nHost: local")
        assert silent.recv(1000) == b""
        for line in (slow, later):
            told = line.recv(1000)
            assert told.startswith(b"HTTP/1.1 408 ")
            assert told.endswith(b"the head of the request was not sent in time\n")
            assert line.recv(1000) == b""
    assert hasty.get("/healthz").text == "OK"


def test_a_byte_now_and_then_does_not_put_it_off(hasty: Service) -> None:
    with connected(hasty) as slow:
        slow.settimeout(0.3)
        told = b""
        for _ in range(60):
            try:
                slow.sendall(b"G")
                told = slow.recv(1000)
                break
            except TimeoutError:
                continue
        assert told.startswith(b"HTTP/1.1 408 ")


def test_slow_clients_take_no_place_from_others(hasty: Service) -> None:
    lines = [connected(hasty) for _ in range(4)]  # four times as many as it takes at a time
    try:
        for line in lines:
            line.sendall(b"POST /check HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        hasty.wait(lambda: hasty.metric("mtqa_requests_in_flight") == 1 + len(lines))
        assert hasty.get("/readyz").status_code == 200
        assert hasty.text().status_code == 200
        assert all(line.recv(1000).startswith(b"HTTP/1.1 408 ") for line in lines)
    finally:
        for line in lines:
            line.close()
