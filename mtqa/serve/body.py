"""Read the bodies of requests, within their limits."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.requests import Request

from mtqa.serve.asked import RefusedError
from mtqa.serve.settings import Limits

BUSY = "There are currently too many parallel requests. Please try again later."
READ_OUT = 8
"""Times the limit that are read of a body that is over it, and forgotten: a client that is sending hears no answer."""


@dataclass
class Intake:
    """Reads bodies. `held`: what has come of those that are not all here yet, in bytes."""

    limits: Limits
    held: int = 0

    async def body_of(self, request: Request) -> bytes:
        """Return the body. Raises: RefusedError; ClientDisconnect."""
        parts: list[bytes] = []
        size, limit, seconds = 0, self.limits.body, self.limits.timeout
        try:
            async with asyncio.timeout(seconds):
                async for part in request.stream():
                    size += len(part)
                    if size <= limit and self.held <= limit * self.limits.most:
                        self.held += len(part)
                        parts.append(part)
                    elif size > limit * READ_OUT:
                        break
        except TimeoutError as error:
            if size <= limit:
                raise RefusedError(f"the request was not sent within {seconds:g} s", 408) from error
        finally:
            self.held -= sum(map(len, parts))
        if size > limit:
            raise RefusedError(f"Your text exceeds the limit of {limit} bytes. Please submit a shorter text.", 413)
        whole = b"".join(parts)
        if len(whole) < size:
            raise RefusedError(BUSY, 503)
        return whole
