"""One writer for what is short and comes often: what waits together is committed together.

A commit that survives a power cut takes as long as the disk takes, whether it holds one answer or
thirty. So answers that are sent while a commit is on its way are collected, and the next commit
holds all of them. Nobody is told that something is saved before it is.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")

# So many jobs at most wait for one another; with more the first would wait noticeably.
_MOST = 64


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
    """A thread that hands the jobs of all requests to `write`, as many at a time as wait; `write`
    gives a result or `Failed` for each.
    """

    def __init__(self, write: Callable[[list[Callable[[Any], Any]]], list[Any]]) -> None:
        self._write = write
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    async def run(self, job: Callable[[Any], T]) -> T:
        """The job's result, once it is committed; raises what the job raised."""
        if self._thread is None:
            self._start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Waiting(job, future, loop))
        return await future

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        while (first := self._waiting.get()) is not None:
            batch, is_last = [first], False
            while len(batch) < _MOST and not self._waiting.empty():
                more = self._waiting.get()
                if more is None:
                    is_last = True
                    break
                batch.append(more)
            results = self._write([one.job for one in batch])
            for loop in {one.loop for one in batch}:
                told = [(w, r) for w, r in zip(batch, results, strict=True) if w.loop is loop]
                loop.call_soon_threadsafe(_tell, told)
            if is_last:
                return

    def close(self) -> None:
        """Finish what waits, then end the thread."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None


def _tell(told: list[tuple[_Waiting, Any]]) -> None:
    for waiting, result in told:
        if waiting.future.done():
            # Whoever asked has gone.
            continue
        if isinstance(result, Failed):
            waiting.future.set_exception(result.error)
        else:
            waiting.future.set_result(result)
