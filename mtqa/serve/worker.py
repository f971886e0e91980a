"""A worker process as the service sees it. These calls wait, so the service makes them in threads."""

from __future__ import annotations

import multiprocessing
import pickle
from multiprocessing.connection import Connection
from typing import Any

from mtqa.serve.asked import Answer, Asked
from mtqa.serve.settings import Rules
from mtqa.serve.work import READY, work
from mtqa.workline import why

START = 60.0
"""Units: seconds a worker may take to begin."""


class LateError(Exception):
    """A worker did not answer in time."""


class DiedError(Exception):
    """A worker ended before it answered."""


class Worker:
    """A process with the rules loaded. It is started afresh, never forked: the service has connections open."""

    def __init__(self, rules: Rules) -> None:
        context = multiprocessing.get_context("spawn")
        self._line: Connection
        self._line, theirs = context.Pipe()
        self._process: Any = context.Process(target=work, args=(theirs, rules), daemon=True)
        try:
            self._process.start()
        except OSError as error:
            self._line.close()
            raise DiedError(f"no process can be started: {error.strerror}") from error
        finally:
            theirs.close()

    def begin(self) -> None:
        """Wait until it is ready. Raises: LateError, DiedError."""
        if self._receive(START) != READY:
            raise DiedError("a worker process did not begin as it should")

    def ask(self, asked: Asked, seconds: float) -> Answer:
        """Have a request answered. Raises: LateError, DiedError."""
        try:
            self._line.send_bytes(pickle.dumps(tuple(asked), pickle.HIGHEST_PROTOCOL))
        except OSError as error:
            raise DiedError(self._why()) from error
        return Answer(*pickle.loads(self._receive(seconds)))

    def kill(self) -> None:
        """End it, whatever it is at."""
        self._process.kill()
        self._process.join()
        self._line.close()

    def _receive(self, seconds: float) -> bytes:
        try:
            if not self._line.poll(seconds):
                raise LateError
            return self._line.recv_bytes()
        except (EOFError, OSError) as error:
            raise DiedError(self._why()) from error

    def _why(self) -> str:
        self._process.join(1)
        return f"a worker process died: {why(self._process.exitcode)}"
