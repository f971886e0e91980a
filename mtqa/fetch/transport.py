"""How httpx reaches a server: at a vetted address only, and within the time left.

A name is resolved once, its addresses are vetted, and the connection goes to the vetted address itself, so a name
server that answers differently the second time gains nothing. Host header, SNI and the certificate are the name's.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable, Iterator
from typing import Any

import httpcore
import httpx

from mtqa.errors import InputError
from mtqa.fetch.address import Resolve, vetted


class Deadline:
    """A point in time. Units: seconds."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def within(self, seconds: float | None) -> float:
        """Return how long one step may take. Raises: httpcore.TimeoutException."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.TimeoutException("the time for the whole is over")
        return left if seconds is None else min(left, seconds)


class TimedStream(httpcore.NetworkStream):
    """A connection whose every step ends by the deadline: a server that sends a byte a second is not waited for."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read some bytes."""
        return self._stream.read(max_bytes, self._deadline.within(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._stream.write(buffer, self._deadline.within(timeout))

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Begin TLS, the certificate held against the name."""
        inner = self._stream.start_tls(ssl_context, server_hostname, self._deadline.within(timeout))
        return TimedStream(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """Tell of the connection below."""
        return self._stream.get_extra_info(info)


class VettedBackend(httpcore.NetworkBackend):
    """Connects to vetted addresses only. `where` is the address that the user gave."""

    def __init__(self, where: str, deadline: Deadline, allow_private: bool, resolve: Resolve) -> None:
        self._where, self._deadline, self._allow_private, self._resolve = where, deadline, allow_private, resolve
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first vetted address that answers. Raises: InputError."""
        try:
            found = self._resolve(host, port, self._deadline.within(timeout))
        except OSError as error:
            raise InputError(
                f"{host} cannot be found: {error.strerror or error}", self._where, "check the name"
            ) from error
        last: Exception = httpcore.ConnectError("no address")
        for address in vetted(host, found, self._where, self._allow_private):
            try:
                wait = self._deadline.within(timeout)
                stream = self._inner.connect_tcp(address, port, wait, local_address, socket_options)
                return TimedStream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                last = error
        raise last


class VettedTransport(httpx.BaseTransport):
    """Lends httpx a connection pool over a vetted backend. Proxies of the environment are not asked."""

    def __init__(self, backend: VettedBackend) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request."""
        url = request.url
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        answer = self._pool.handle_request(
            httpcore.Request(request.method, target, headers=request.headers.raw, extensions=request.extensions)
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer), extensions=answer.extensions)

    def close(self) -> None:
        """Close every connection."""
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()
