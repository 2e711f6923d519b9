"""One writer for what is short and comes often: what waits together is committed together.

A commit that survives a power cut takes as long as the disk takes, whether it holds one answer or
thirty. So answers that are sent while a commit is on its way are collected, and the next commit
holds all of them. Nobody is told that something is saved before it is. `Writer` is the queue,
`SharedTransaction` what is done with those it hands over.

The jobs themselves run on the event loop that asked; a thread waits for the disk. Two threads that
both work hold each other up: Python runs one of them at a time, and hands over only every few
milliseconds.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import Context, copy_context
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, Engine
from sqlmodel import Session

from app.core.prepared import DRIVER, driver_of
from app.core.refusals import told

T = TypeVar("T")

# Milliseconds that a writer waits for another process, a command for instance.
PATIENCE = 10_000

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
    instead = RuntimeError("a job raised StopIteration")
    instead.__cause__ = error
    return instead


class SharedTransaction:
    """What one writer carries out for several requests: begun on the loop, committed in a thread. Like
    everybody who writes, it holds `turn` meanwhile; `session` is how one writes alone.
    """

    def __init__(
        self,
        engine: Engine,
        turn: threading.Lock,
        session: Callable[[], AbstractContextManager[Session]],
    ) -> None:
        self._engine = engine
        self._turn = turn
        self._session = session
        # Used again and again, under the writer lock.
        self._connection: Connection | None = None

    def write(self, jobs: list[Job]) -> Rest:
        """Begin and run the jobs here, on the loop, and leave the commit; leave all of it where somebody
        else writes.
        """
        if self._begun(patient=False):
            return self._carry_out(jobs)
        return partial(self._write_in_turn, jobs)

    def _write_in_turn(self, jobs: list[Job]) -> list[Any]:
        try:
            with told():
                self._begun(patient=True)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever waits for the jobs)
            # Each alone would wait as long again, one after the other.
            return [Failed(error)] * len(jobs)
        return self._carry_out(jobs)()

    def _begun(self, *, patient: bool) -> bool:
        """Whether the transaction that jobs share has begun, on the connection that is kept for it. The
        patient wait for whoever else writes, and are told what else it is.
        """
        if not self._turn.acquire(blocking=patient):
            return False
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            driver = driver_of(self._connection)
            driver.execute(f"PRAGMA busy_timeout={PATIENCE if patient else 0}")
            self._connection.begin()
        except Exception:
            self._undo()
            if patient:
                raise
            return False
        return True

    def _carry_out(self, jobs: list[Job]) -> Rest:
        """Each job in a savepoint of its own, so that one that raises takes nothing along. The commit
        is left: where all are refused, each runs again alone, and only the culprit fails.
        """
        assert self._connection is not None
        connection = self._connection
        try:
            results = [job.context.run(self._within, connection, job.act) for job in jobs]
        except Exception:  # noqa: BLE001  (a full disk, for one, ends transaction and savepoints)
            self._undo()
            return partial(self._each_alone, jobs)

        def commit() -> list[Any]:
            try:
                connection.commit()
            except Exception:  # noqa: BLE001  (whatever it was, each job is told its own)
                self._undo()
                return self._each_alone(jobs)
            self._turn.release()
            return results

        return commit

    def _undo(self) -> None:
        """End the shared transaction and let others write. The next one gets another connection."""
        try:
            self.drop()
        finally:
            self._turn.release()

    def drop(self) -> None:
        """Give the connection back as patient as the others; end it where even that fails."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            driver_of(connection).execute(f"PRAGMA busy_timeout={PATIENCE}")
            connection.close()
        except Exception:
            connection.invalidate()
            raise

    def _each_alone(self, jobs: list[Job]) -> list[Any]:
        return [job.context.run(self._alone, job.act) for job in jobs]

    def _within(self, connection: Connection, act: Callable[[Session], Any]) -> Any:
        driver = driver_of(connection)
        driver.execute("SAVEPOINT job")
        session = Session(
            connection,
            expire_on_commit=False,
            join_transaction_mode="rollback_only",
            info={DRIVER: lambda _session: driver},
        )
        try:
            with told(), session:
                result = act(session)
                session.flush()
        except Exception as error:  # noqa: BLE001  (it belongs to whoever waits for the job)
            driver.execute("ROLLBACK TO job")
            result = Failed(error)
        driver.execute("RELEASE job")
        return result

    def _alone(self, act: Callable[[Session], Any]) -> Any:
        try:
            with self._session() as session:
                return act(session)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever waits for the job)
            return Failed(error)
