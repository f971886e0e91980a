"""The two streams to an editor.

pygls reads standard input in a thread pool that keeps the process from ending while it waits for a line; here a daemon
thread feeds a stream reader, so that Ctrl-C and the end of a session end the process at once.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import BinaryIO

OUT = 1
"""Standard output, also where `sys.stdout` is something else."""
PART = 1 << 16
"""Units: bytes read at a time."""


def opened(handle: int, loop: asyncio.AbstractEventLoop) -> asyncio.StreamReader:
    """Return a reader of a file that something else writes to."""
    reader = asyncio.StreamReader(limit=PART)
    Thread(target=_feed, args=(handle, loop, reader), daemon=True, name="mtqa-stdin").start()
    return reader


def _feed(handle: int, loop: asyncio.AbstractEventLoop, reader: asyncio.StreamReader) -> None:
    with suppress(RuntimeError, OSError):  # the loop is closed, or the other side has gone
        while data := os.read(handle, PART):
            loop.call_soon_threadsafe(reader.feed_data, data)
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(reader.feed_eof)


class Writer:
    """Standard output, for messages of the protocol alone: what else is printed goes to standard error."""

    def __init__(self, gone: Callable[[], None]) -> None:
        self._out: BinaryIO = os.fdopen(os.dup(OUT), "wb", buffering=0)
        self._gone = gone

    def write(self, data: bytes) -> None:
        """Write a message whole."""
        left = memoryview(data)
        try:
            while left:
                left = left[self._out.write(left) :]
        except OSError:
            self._gone()

    def close(self) -> None:
        """Close the stream."""
        self._out.close()
