"""One writer for what is short and comes often: what waits together is committed together.

A commit that survives a power cut takes as long as the disk takes, whether it holds one answer or
thirty. So answers that are sent while a commit is on its way are collected, and the next commit
holds all of them. Nobody is told that something is saved before it is.

The jobs themselves run on the event loop that asked; a thread waits for the disk. Two threads that
both work hold each other up: Python runs one of them at a time, and hands over only every few
milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")

# So many jobs at most wait for one another, and keep the loop from anything else meanwhile. With
# more the first would wait noticeably, and a commit does not cost so much that it would pay.
_MOST = 16


class Job(NamedTuple):
    """What somebody does with a session, and whose it is: in that context its log lines are written."""

    act: Callable[[Any], Any]
    context: Context


# What is left to do in a thread of the loop; gives back what came of each job, `Failed` for one that
# raised.
Rest = Callable[[], list[Any]]


@dataclass(frozen=True, slots=True)
class Failed:
    """What a job raised, in place of its result."""

    error: Exception


class _Waiting(NamedTuple):
    job: Job
    future: asyncio.Future[Any]


class Writer:
    """Hands the jobs of all requests to `write`, as many at a time as wait. It does on the loop what
    does not have to wait, and gives back the rest.
    """

    def __init__(self, write: Callable[[list[Job]], Rest]) -> None:
        self._write = write
        # What waits on each loop that has something at work.
        self._waiting: dict[asyncio.AbstractEventLoop, list[_Waiting]] = {}

    async def run(self, act: Callable[[Any], T]) -> T:
        """The job's result, once it is committed; raises what the job raised."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if loop not in self._waiting:
            self._waiting[loop] = []
            loop.call_soon(self._next, loop)
        self._waiting[loop].append(_Waiting(Job(act, copy_context()), future))
        return await future

    def _next(self, loop: asyncio.AbstractEventLoop) -> None:
        while batch := self._taken(loop):
            rest = self._begun(batch)
            try:
                written = loop.run_in_executor(None, rest)
            except RuntimeError:
                # The loop is about to end and lends no thread any more, or none can be started. In
                # that case another thread may take it up all the same.
                _tell(batch, rest())
            else:
                written.add_done_callback(partial(self._go_on, loop, batch))
                return

    def _taken(self, loop: asyncio.AbstractEventLoop) -> list[_Waiting]:
        """What is written next; with nothing left the loop has nothing at work."""
        waiting = self._waiting[loop]
        batch = waiting[:_MOST]
        if batch:
            del waiting[:_MOST]
        else:
            del self._waiting[loop]
        return batch

    def _begun(self, batch: list[_Waiting]) -> Rest:
        """What is left to do, which is done once however often it is asked for. It never raises: an
        error nobody thought of is told to each of these who wait, and takes nothing from those who
        come after.
        """
        try:
            rest = self._write([one.job for one in batch])
        except Exception as error:  # noqa: BLE001
            failed = [Failed(error)] * len(batch)
            return lambda: failed

        turn = threading.Lock()
        results: list[Any] = []

        def finish() -> list[Any]:
            with turn:
                if not results:
                    try:
                        results.extend(rest())
                    except Exception as error:  # noqa: BLE001
                        results.extend([Failed(error)] * len(batch))
            return results

        return finish

    def _go_on(
        self,
        loop: asyncio.AbstractEventLoop,
        batch: list[_Waiting],
        written: asyncio.Future[list[Any]],
    ) -> None:
        _tell(batch, written.result())
        self._next(loop)


def _tell(batch: list[_Waiting], results: list[Any]) -> None:
    for (_, future), result in zip(batch, results, strict=True):
        if future.done():
            # Whoever asked has gone.
            continue
        if isinstance(result, Failed):
            future.set_exception(_bearable(result.error))
        else:
            future.set_result(result)


def _bearable(error: Exception) -> Exception:
    """A future takes no StopIteration, which would end whoever waits for it without a word."""
    if not isinstance(error, StopIteration):
        return error
    told = RuntimeError("a job raised StopIteration")
    told.__cause__ = error
    return told
