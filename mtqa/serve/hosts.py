"""By which names a service is called.

A page in a browser can have its own name lead to this machine, and so ask a service that only listens here (DNS
rebinding). Its requests tell by which name they were sent: one that is not the service's own is not answered. An
address is no name, and nobody can have it lead elsewhere; it is answered where other machines reach the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from mtqa.serve.asked import Answer
from mtqa.serve.respond import response_of
from mtqa.serve.work import KINDS

ANY = "*"
_HOST = re.compile(r"(\[[^\[\]]*\]|[^\[\]:]*)(?::\d*)?")


def is_loopback(host: str) -> bool:
    """Tell whether a host is reached from this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def plain_name(host: str) -> str:
    """Return a host as it is compared: in small letters, without brackets, an address in its usual form."""
    bare = host.strip().lower().removeprefix("[").removesuffix("]").removesuffix(".")
    try:
        return str(ip_address(bare))
    except ValueError:
        return bare


@dataclass(frozen=True, slots=True)
class Named:
    """Passes on to an application what is sent to one of its `names`. `others`: other machines reach it."""

    app: ASGIApp
    names: frozenset[str]
    others: bool

    @classmethod
    def of(cls, app: ASGIApp, host: str, more: Sequence[str]) -> Named:
        """Guard a service that listens at `host` and goes by `more` names as well."""
        return cls(app, frozenset(map(plain_name, (host, *more))), not is_loopback(host))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        given = [value.decode("latin-1") for name, value in scope.get("headers", ()) if name == b"host"]
        strange = self._strange(given)
        if scope["type"] != "http" or strange is None:
            await self.app(scope, receive, send)
        else:
            await response_of(_refused(strange, scope["path"]))(scope, receive, send)

    def _strange(self, given: Iterable[str]) -> str | None:
        """Return the first host that is none of the service's."""
        return None if ANY in self.names else next((host for host in given if not self._is_own(host)), None)

    def _is_own(self, host: str) -> bool:
        match = _HOST.fullmatch(host.strip())
        if not match:
            return False
        name = plain_name(match[1])
        return name in self.names or is_loopback(name) or (self.others and _is_address(name))


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _refused(host: str, path: str) -> Answer:
    name = _HOST.match(host)
    told = f"this service does not go by the name {host[:80]!r}"
    if name and name[1]:
        told += f"; if it should, start it with --allow-host {ascii(name[1][:80])[1:-1]}"
    return KINDS["check" if path == "/check" else "v2"][1](told, 421)
