"""Read the body of a request, within its limits."""

from __future__ import annotations

import asyncio

from starlette.requests import Request

from mtqa.serve.asked import RefusedError

READ_OUT = 8
"""Times the limit that are read of a body that is over it, and forgotten: a client that is sending hears no answer."""


async def body_of(request: Request, limit: int, seconds: float) -> bytes:
    """Return the body. Raises: RefusedError; ClientDisconnect."""
    parts: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for part in request.stream():
                size += len(part)
                if size <= limit:
                    parts.append(part)
                elif size > limit * READ_OUT:
                    break
    except TimeoutError as error:
        if size <= limit:
            raise RefusedError(f"the request was not sent within {seconds:g} s", 408) from error
    if size > limit:
        raise RefusedError(f"Your text exceeds the limit of {limit} bytes. Please submit a shorter text.", 413)
    return b"".join(parts)
