"""One writer for what is short and comes often: what waits together is committed together.

A commit that survives a power cut takes as long as the disk takes, whether it holds one answer or
thirty. So answers that are sent while a commit is on its way are collected, and the next commit
holds all of them. Nobody is told that something is saved before it is.

A thread waits for its turn and for the disk; the jobs themselves run on the event loop that asked.
Two threads that both work hold each other up: Python runs one of them at a time, and hands over
only every few milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

T = TypeVar("T")

# So many jobs at most wait for one another, and keep the loop from anything else meanwhile. With
# more the first would wait noticeably, and a commit does not cost so much that it would pay.
_MOST = 16
# Seconds after which the thread looks whether the loop that it waits for is still there.
_PATIENCE = 0.1

Jobs = list[Callable[[Any], Any]]
# Carries out what it is given where the jobs belong, and gives back what came of it.
There = Callable[[Callable[[], list[Any]]], list[Any]]


@dataclass(frozen=True, slots=True)
class Failed:
    """What a job raised, in place of its result."""

    error: Exception


@dataclass(frozen=True, slots=True)
class _Waiting:
    job: Callable[[Any], Any]
    future: asyncio.Future[Any]
    loop: asyncio.AbstractEventLoop


class Writer:
    """A thread that hands the jobs of all requests to `write`, as many at a time as wait. `write`
    opens a transaction, calls the function it is given with what the jobs get, which carries them
    out where they were asked for and says what came of each (`Failed` for one that raised), commits,
    and gives these results back.
    """

    def __init__(self, write: Callable[[Jobs, There], list[Any]]) -> None:
        self._write = write
        self._waiting: deque[_Waiting] = deque()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False

    async def run(self, job: Callable[[Any], T]) -> T:
        """The job's result, once it is committed; raises what the job raised."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        with self._changed:
            self._waiting.append(_Waiting(job, future, loop))
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()
            self._changed.notify()
        return await future

    def _work(self) -> None:
        while batch := self._next():
            loop = batch[0].loop
            results = self._write([one.job for one in batch], partial(self._there, loop))
            with suppress(RuntimeError):  # whoever asked has gone, and the loop with them
                loop.call_soon_threadsafe(_tell, list(zip(batch, results, strict=True)))

    def _next(self) -> list[_Waiting]:
        """What waits on the loop of the one that waits longest; nothing when all is over."""
        batch: list[_Waiting] = []
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._closing)
            while self._waiting and len(batch) < _MOST:
                if batch and self._waiting[0].loop is not batch[0].loop:
                    break
                batch.append(self._waiting.popleft())
        return batch

    def _there(self, loop: asyncio.AbstractEventLoop, work: Callable[[], list[Any]]) -> list[Any]:
        """Do it on the loop, and wait; here, where the loop has ended or waits for this thread."""
        done: Future[list[Any]] = Future()

        def do() -> None:
            if done.set_running_or_notify_cancel():
                try:
                    done.set_result(work())
                except BaseException as error:  # noqa: BLE001  (it belongs to the thread, which waits)
                    done.set_exception(error)

        try:
            loop.call_soon_threadsafe(do)
        except RuntimeError:
            return work()
        while True:
            try:
                return done.result(_PATIENCE)
            except TimeoutError:
                if done.done():
                    raise  # the work's own
                if (self._closing or loop.is_closed()) and done.cancel():
                    return work()

    def close(self) -> None:
        """Finish what waits, then end the thread."""
        thread = self._thread
        if thread is not None:
            with self._changed:
                self._closing = True
                self._changed.notify()
            thread.join()
            self._thread, self._closing = None, False


def _tell(told: list[tuple[_Waiting, Any]]) -> None:
    for waiting, result in told:
        if waiting.future.done():
            # Whoever asked has gone.
            continue
        if isinstance(result, Failed):
            waiting.future.set_exception(result.error)
        else:
            waiting.future.set_result(result)
