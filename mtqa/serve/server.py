"""Listen, answer, and stop when told to: requests under way are finished first."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from types import FrameType

import uvicorn

from mtqa.errors import MtqaError, UsageError
from mtqa.serve.app import Service, application
from mtqa.serve.metrics import Metrics
from mtqa.serve.patience import Impatient
from mtqa.serve.pool import Pool
from mtqa.serve.settings import Rules, Settings
from mtqa.serve.worker import DiedError, LateError


class Listener(uvicorn.Server):
    """A server that a signal stops without ending the process by it; a second one stops it at once.

    `announce` is called once it listens and hears signals.
    """

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._announce()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Hear SIGINT and SIGTERM."""
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop."""
        self.force_exit = self.should_exit
        self.should_exit = True


@dataclass
class Running:
    """A service from its start to its end. `tell` hears what goes wrong with workers; `listening` the address."""

    rules: Rules
    settings: Settings
    tell: Callable[[str], None]
    listening: Callable[[str], None]
    failure: Exception | None = None
    metrics: Metrics = field(default_factory=Metrics)

    def run(self) -> None:
        """Serve until a signal. Raises: UsageError where the address cannot be had; MtqaError without workers."""
        with bound(self.settings.host, self.settings.port) as listening:
            asyncio.run(self._serve(listening))
        if self.failure:
            raise MtqaError(f"no worker process begins: {self.failure}", hint="try with --jobs 1") from self.failure

    async def _serve(self, listening: socket.socket) -> None:
        limits = self.settings.limits
        pool = Pool(self.rules.lean(), limits, self._replaced)
        service = Service(self.rules, limits, pool, self.metrics)
        config = uvicorn.Config(
            application(service, self.settings), http=partial(Impatient, seconds=limits.timeout),  # type: ignore[arg-type]
            lifespan="off", ws="none", log_config=None,
            log_level="critical", access_log=False, server_header=False, proxy_headers=False,
            timeout_graceful_shutdown=max(1, round(limits.grace)),
        )  # fmt: skip
        listener = Listener(config, partial(self.listening, address(listening)))
        starting = asyncio.create_task(self._start(pool, listener))
        try:
            await listener.serve(sockets=[listening])
        finally:
            starting.cancel()
            pool.close()
            with suppress(asyncio.CancelledError):
                await starting

    async def _start(self, pool: Pool, listener: Listener) -> None:
        try:
            await pool.start()
        except (LateError, DiedError) as error:
            self.failure = error
            listener.should_exit = True

    def _replaced(self, reason: str, told: str) -> None:
        self.metrics.replaced.labels(reason).inc()
        self.tell(told)


def bound(host: str, port: int) -> socket.socket:
    """Return a socket at an address. Raises: UsageError."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise UsageError(f"--host {host!r} is no address: {error.strerror}", hint="such as 127.0.0.1 or ::1") from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
    except OSError as error:
        listening.close()
        hint = "give another --port, or 0 for any that is free"
        raise UsageError(f"cannot listen on {host}, port {port}: {error.strerror}", hint=hint) from error
    return listening


def address(listening: socket.socket) -> str:
    """Return where a socket listens, for a browser."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
