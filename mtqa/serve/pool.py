"""The worker processes of a service: each has one request at a time; one that is late or dies is replaced."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar, TypeVarTuple

from mtqa.serve.asked import Answer, Asked
from mtqa.serve.settings import Limits, Rules
from mtqa.serve.worker import DiedError, LateError, Worker

Args = TypeVarTuple("Args")
Result = TypeVar("Result")

AGAIN = 1.0
"""Units: seconds before a worker is started again that did not begin."""


class BusyError(Exception):
    """No worker became free in time."""


class GoneError(Exception):
    """The client has gone; nothing was done."""


@dataclass
class Pool:
    """Workers that are free are taken in turn. `tell` hears of those that were replaced, and why."""

    rules: Rules
    limits: Limits
    tell: Callable[[str, str], None]
    waiting: int = 0
    _workers: set[Worker] = field(default_factory=set)
    _free: asyncio.Queue[Worker] = field(default_factory=asyncio.Queue)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _closed: bool = False

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(2 * self.limits.jobs, thread_name_prefix="worker")

    @property
    def ready(self) -> int:
        """How many workers there are, at work or free."""
        return len(self._workers)

    async def start(self) -> None:
        """Start the workers. Raises: LateError, DiedError where one of them does not begin."""
        await asyncio.gather(*(self._add() for _ in range(self.limits.jobs)))

    async def ask(self, asked: Asked, gone: Callable[[], Awaitable[bool]]) -> Answer:
        """Have a request answered, a second time where a worker dies of something else.

        Raises: BusyError; LateError; DiedError; GoneError where `gone` says so when its turn comes.
        """
        worker = await self._take()
        wanted = False
        try:
            wanted = not await gone()
        finally:
            if not wanted:
                self._free.put_nowait(worker)
        if not wanted:
            raise GoneError
        try:
            return await self._answer(worker, asked)
        except DiedError:
            return await self._answer(await self._take(), asked)

    def close(self) -> None:
        """End the workers; whatever they are at is lost."""
        self._closed = True
        for task in self._tasks:
            task.cancel()
        for worker in self._workers:
            worker.kill()
        self._workers.clear()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _take(self) -> Worker:
        self.waiting += 1
        try:
            async with asyncio.timeout(self.limits.timeout):
                return await self._free.get()
        except TimeoutError as error:
            raise BusyError from error
        finally:
            self.waiting -= 1

    async def _answer(self, worker: Worker, asked: Asked) -> Answer:
        try:
            answer = await self._in_thread(worker.ask, asked, self.limits.timeout)
        except LateError:
            self._replace(worker, "timeout", f"a request took over {self.limits.timeout:g} s and was stopped")
            raise
        except DiedError as error:
            self._replace(worker, "died", str(error))
            raise
        except BaseException:  # stopped meanwhile, and the worker still at it
            self._replace(worker, "stopped", "a request was stopped")
            raise
        self._free.put_nowait(worker)
        return answer

    def _replace(self, worker: Worker, reason: str, told: str) -> None:
        self._workers.discard(worker)
        if self._closed:
            return
        worker.kill()
        self.tell(reason, told)
        task = asyncio.create_task(self._renew())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _renew(self) -> None:
        """Start a worker, again and again where it does not begin."""
        while not self._closed:
            try:
                return await self._add()
            except (LateError, DiedError) as error:
                self.tell("start", f"no worker could be started: {error}")
                await asyncio.sleep(AGAIN)
        return None

    async def _add(self) -> None:
        worker = await self._in_thread(Worker, self.rules)
        try:
            await self._in_thread(worker.begin)
        except BaseException:
            worker.kill()
            raise
        if self._closed:
            worker.kill()
            return
        self._workers.add(worker)
        self._free.put_nowait(worker)

    async def _in_thread(self, call: Callable[[*Args], Result], *args: *Args) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._threads, call, *args)
