"""Worker processes: each is given shards and answers them in turn; one that dies is replaced, its shards given again.

A worker reads ahead, in a thread of its own, so that sending to it never waits for its work; it ends with its line to
the main process, whatever ended that. The main process hears Ctrl-C, the workers do not.
"""

from __future__ import annotations

import multiprocessing
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

from mtqa.cli.carry import sent
from mtqa.cli.shards import Shard
from mtqa.cli.work import work
from mtqa.engine import Engine
from mtqa.errors import MtqaError, WorkerError
from mtqa.report import Style
from mtqa.workline import why

AHEAD = 2
"""How many shards a worker has at a time: one it checks and one that waits for it."""
_TASKS = Path("/proc/self/task")


@dataclass(eq=False, slots=True)
class Worker:
    """A process, the line to it, and the shards it has, the one it checks first."""

    process: Any
    line: Connection
    shards: deque[Shard] = field(default_factory=deque)


@dataclass(slots=True)
class Crew:
    """At most `most` workers, started as there is work for them. `tell` hears of those that die.

    `ordered`: there are checks that go by order, to which the letters of chunks are of use.
    """

    engine: Engine
    recurring: Mapping[str, int]
    styles: Sequence[Style]
    most: int
    tell: Callable[[MtqaError], None]
    ordered: bool = False
    workers: list[Worker] = field(default_factory=list)
    _waiting: deque[Shard] = field(default_factory=deque)
    _in_vain: int = 0

    def give(self, shard: Shard) -> None:
        """Have a shard checked; `listen` until it has its answer."""
        self._waiting.append(shard)
        self._hand_out()

    def listen(self) -> None:
        """Wait until a worker answers or dies. Raises: MtqaError where they only die."""
        there = {worker.line: worker for worker in self.workers}
        for line in wait(list(there)):
            worker = there[line]  # type: ignore[index]
            try:
                answer = pickle.loads(worker.line.recv_bytes())
            except (EOFError, OSError):
                self._replace(worker)
                continue
            self._in_vain = 0
            worker.shards.popleft().answer = answer
        self._hand_out()

    def close(self) -> None:
        """End the workers; they have nothing to lose."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.line.close()
        self.workers.clear()

    def _hand_out(self) -> None:
        while self._waiting and (worker := self._free()):
            shard = self._waiting.popleft()
            worker.shards.append(shard)
            told = [sent(p.piece.path, p.piece.chunk, p.start, p.end) for p in shard.texts if p.piece.chunk]
            try:
                worker.line.send_bytes(pickle.dumps(told, pickle.HIGHEST_PROTOCOL))
            except OSError:
                self._replace(worker)

    def _free(self) -> Worker | None:
        """Return a worker that can take a shard, a new one if need be."""
        least = min(self.workers, key=lambda worker: len(worker.shards), default=None)
        if least and (not least.shards or (len(self.workers) >= self.most and len(least.shards) < AHEAD)):
            return least
        return self._start() if len(self.workers) < self.most else None

    def _start(self) -> Worker | None:
        """Start a worker; where the system allows no more, make do with those there are. Raises: MtqaError."""
        method = start_method()
        ours, theirs = multiprocessing.Pipe()
        inherited = [*(worker.line for worker in self.workers), ours] if method == "fork" else []
        engine = self.engine if method == "fork" else Engine(self.engine.ruleset, fingerprints=None)
        args = theirs, inherited, engine, dict(self.recurring), self.styles
        process: Any = multiprocessing.get_context(method).Process(  # type: ignore[attr-defined]
            target=work, args=args, kwargs={"lettered": self.ordered and method == "fork"}, daemon=True
        )
        try:
            with _interrupts_held():
                process.start()
        except OSError as error:
            ours.close()
            self.most = len(self.workers)
            if not self.workers:
                raise MtqaError(f"no worker process can be started: {error}", hint="run again with -j1") from error
            return None
        finally:
            theirs.close()
        self.workers.append(Worker(process, ours))
        return self.workers[-1]

    def _replace(self, worker: Worker) -> None:
        """Bury a worker and have its shards checked again; the one it was at is given up after the second time."""
        self.workers.remove(worker)
        worker.line.close()
        worker.process.kill()
        worker.process.join()
        self._in_vain += 1
        where = ""
        if worker.shards:
            first = worker.shards[0]
            where = first.told()
            first.deaths += 1
            if first.deaths > 1:
                first.give_up()
                worker.shards.popleft()
        self.tell(WorkerError(f"a worker process died: {why(worker.process.exitcode)}", where, _next(worker, where)))
        self._waiting.extendleft(reversed(worker.shards))
        if self._in_vain > self.most + 2:
            raise MtqaError("worker processes die one after the other", hint="run again with -j1")


def _next(worker: Worker, where: str) -> str:
    if not where:
        return "it had nothing to do"
    again = worker.shards and worker.shards[0].deaths
    return "this part is checked again by a fresh one" if again else "it is the second one, so this part is left out"


def start_method() -> str:
    """Return how workers are started: as set in this process, else fork where it is safe.

    A forked worker has the rules ready. With threads about, or on macOS, a fork may hang.
    """
    chosen = multiprocessing.get_start_method(allow_none=True)
    if chosen:
        return chosen
    return "fork" if sys.platform == "linux" and _is_single() else "spawn"


def _is_single() -> bool:
    """Tell whether this process has one thread only, those of libraries counted."""
    try:
        return threading.active_count() == len(list(_TASKS.iterdir())) == 1
    except OSError:
        return threading.active_count() == 1


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Keep Ctrl-C waiting, also in a process started meanwhile."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
