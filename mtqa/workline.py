"""The line from a process to a worker of its own: the worker reads ahead, and ends with the line, whatever it is at."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue

NO_MEMORY = 12
"""Exit code of a worker that ran out of memory (ENOMEM)."""


def incoming(line: Connection) -> SimpleQueue[bytes]:
    """Return the messages of a line as they come, read by a thread of its own."""
    messages: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_read, args=(line, messages), daemon=True).start()
    return messages


@contextmanager
def ending() -> Iterator[None]:
    """End the process where its memory is at an end, or nobody listens any more."""
    try:
        yield
    except MemoryError:
        os._exit(NO_MEMORY)
    except OSError:
        os._exit(0)


def _read(line: Connection, messages: SimpleQueue[bytes]) -> None:
    code = 0
    try:
        while True:
            messages.put(line.recv_bytes())
    except MemoryError:
        code = NO_MEMORY
    except (EOFError, OSError):
        pass
    finally:
        os._exit(code)


def why(code: int | None) -> str:
    """Tell why a worker ended, by its exit code."""
    if code == NO_MEMORY:
        return "it ran out of memory"
    if code is not None and code < 0:
        with suppress(ValueError):
            name = signal.Signals(-code).name
            return f"killed by {name}" + (", as a system short of memory does" if name == "SIGKILL" else "")
    return f"it ended with code {code}"
