"""Texts from the net: http and https, with bounds on everything a server decides.

What is bounded, and what is kept for the next run, is told in docs/formats.md, section "From the net".
"""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.errors import UsageError
from mtqa.fetch.address import Resolve, addresses_of
from mtqa.load.bytesource import ByteSource


@dataclass(frozen=True, slots=True)
class Limits:
    """How far a server may go. Units: seconds, of the whole and of one wait; bytes of the unpacked body; hops."""

    total: float = 30.0
    connect: float = 10.0
    wait: float = 15.0
    size: int = 64 << 20
    redirects: int = 5


LIMITS = Limits()


def fetch(
    url: str, *, allow_private: bool = False, limits: Limits = LIMITS, resolve: Resolve = addresses_of
) -> ByteSource:
    """Fetch a text. Raises: InputError; UsageError where httpx is not installed."""
    try:
        import httpx  # noqa: F401
    except ImportError as error:
        raise UsageError("to read from the net, httpx is needed", url, "pip install 'mtqa[net]'") from error
    from mtqa.fetch.client import Fetching

    return Fetching(url, allow_private, limits, resolve).run()


__all__ = ["LIMITS", "Limits", "fetch"]
