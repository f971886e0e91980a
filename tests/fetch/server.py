"""A real server on loopback, whose answers a test writes down path by path."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Handler = http.server.BaseHTTPRequestHandler
Answer = Callable[[Handler], None]


@dataclass
class Site:
    """Answers by path, and the requests that came."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def answer(body: bytes = b"A line.\n", status: int = 200, **headers: str) -> Answer:
    def send(to: Handler) -> None:
        to.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            to.send_header(name.replace("_", "-"), value)
        to.end_headers()
        to.wfile.write(body)

    return send


def redirect(to: str, status: int = 302) -> Answer:
    return answer(b"", status, Location=to)


def tagged(body: bytes, tag: str, **headers: str) -> Answer:
    """Answer with an ETag, and 304 to whoever has it."""

    def send(to: Handler) -> None:
        same = to.headers.get("If-None-Match") == tag
        answer(b"" if same else body, 304 if same else 200, ETag=tag, **headers)(to)

    return send


def dripping(part: bytes, pause: float, head: bool = False) -> Answer:
    """Send a byte now and then, of the head or of the body, without end."""

    def send(to: Handler) -> None:
        to.send_response(200)
        if head:
            to.flush_headers()
        else:
            to.send_header("Content-Type", "text/plain")
            to.end_headers()
        try:
            while True:
                to.wfile.write(part)
                to.wfile.flush()
                time.sleep(pause)
        except OSError:
            return

    return send


@contextmanager
def serving(tls: Any = None) -> Iterator[Site]:
    site = Site(scheme="https" if tls else "http")

    class Handling(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, dict(self.headers)))
            try:
                site.answers.get(self.path, answer(b"", 404))(self)
            except OSError:
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_: Any) -> None:
            pass  # a client that went away is what some tests want

    server = Server(("127.0.0.1", 0), Handling)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site.port = server.server_port
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
