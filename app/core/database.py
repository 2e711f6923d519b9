"""How the database is opened: SQLite configured rather than assumed, PostgreSQL through the same code.

`Database.session(writing=…)` is the one place that commits. A reading session is rolled back at its
end; a writing one is committed when its block ends and rolled back when the block raises. On SQLite
a writer waits for the process's one writer lock and begins with BEGIN IMMEDIATE, because a deferred
transaction that turns into a writer half-way can fail however long it waits. Short writes that
arrive together share one transaction (`app.core.together`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session

from app.core.errors import Conflict, Unavailable
from app.core.prepared import DRIVER
from app.core.together import Failed, Job, Rest, Writer

log = structlog.get_logger(__name__)

T = TypeVar("T")

_WRITES = "clauseway_writes"
# Milliseconds that a writer waits for another process, a command for instance.
_PATIENCE = 10_000


class Database:
    """An engine and the rules of its sessions. `address` is an SQLAlchemy URL."""

    def __init__(self, address: str, *, pool: int = 10) -> None:
        self.is_sqlite = address.startswith("sqlite")
        self.engine = _sqlite_engine(address) if self.is_sqlite else _postgres_engine(address, pool)
        self._writing_engine = self.engine.execution_options(**{_WRITES: True})
        self._writer = threading.Lock()
        self._together = Writer(self._write_together)
        # The connection that the writer uses again and again, under the writer lock.
        self._shared: Connection | None = None
        # Sessions for reading on SQLite that nobody uses at the moment, with their connections.
        self._readers: list[_Reader] = []

    @contextmanager
    def session(self, *, writing: bool) -> Iterator[Session]:
        """A session for one request or one command; see the module's text for when it commits."""
        with _told():
            if not writing:
                with self._reading() as session:
                    yield session
                return
            turn = self._writer if self.is_sqlite else nullcontext()
            info = {DRIVER: _own_driver} if self.is_sqlite else None
            with turn, Session(self._writing_engine, expire_on_commit=False, info=info) as session:
                yield session
                session.commit()

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """On SQLite a session is used again and again, and so is the connection beside it with which
        prepared statements read.
        """
        if not self.is_sqlite:
            with Session(self.engine, expire_on_commit=False) as session:
                yield session
            return
        reader = self._readers.pop() if self._readers else _Reader(self.engine)
        try:
            yield reader.session
        finally:
            if reader.session.in_transaction():
                reader.session.close()
            self._readers.append(reader)

    async def write_together(self, act: Callable[[Session], T]) -> T:
        """Run a short job that writes, in one transaction with others that wait; its result comes
        when that is committed. On SQLite alone: PostgreSQL has as many writers as connections.
        """
        return await self._together.run(act)

    def _write_together(self, jobs: list[Job]) -> Rest:
        """Begin and run the jobs here, on the loop, and leave the commit; leave all of it where somebody
        else writes.
        """
        if self._begun(patient=False):
            return self._carry_out(jobs)
        return partial(self._write_in_turn, jobs)

    def _write_in_turn(self, jobs: list[Job]) -> list[Any]:
        try:
            with _told():
                self._begun(patient=True)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever waits for the jobs)
            # Each alone would wait as long again, one after the other.
            return [Failed(error)] * len(jobs)
        return self._carry_out(jobs)()

    def _begun(self, *, patient: bool) -> bool:
        """Whether the transaction that jobs share has begun, on the connection that is kept for it. The
        patient wait for whoever else writes, and are told what else it is.
        """
        if not self._writer.acquire(blocking=patient):
            return False
        try:
            if self._shared is None:
                self._shared = self._writing_engine.connect()
            driver = _driver_of(self._shared)
            driver.execute(f"PRAGMA busy_timeout={_PATIENCE if patient else 0}")
            self._shared.begin()
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
        assert self._shared is not None
        connection = self._shared
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
            self._writer.release()
            return results

        return commit

    def _undo(self) -> None:
        """End the shared transaction and let others write. The next one gets another connection."""
        try:
            self._drop_shared()
        finally:
            self._writer.release()

    def _drop_shared(self) -> None:
        """The connection is ended and not lent to others: it may be impatient, or in a state that
        nothing is known of.
        """
        connection, self._shared = self._shared, None
        if connection is not None:
            connection.invalidate()
            connection.close()

    def _each_alone(self, jobs: list[Job]) -> list[Any]:
        return [job.context.run(self._alone, job.act) for job in jobs]

    def _within(self, connection: Connection, act: Callable[[Session], Any]) -> Any:
        driver = _driver_of(connection)
        driver.execute("SAVEPOINT job")
        session = Session(
            connection,
            expire_on_commit=False,
            join_transaction_mode="rollback_only",
            info={DRIVER: lambda _session: driver},
        )
        try:
            with _told(), session:
                result = act(session)
                session.flush()
        except Exception as error:  # noqa: BLE001  (it belongs to whoever waits for the job)
            driver.execute("ROLLBACK TO job")
            result = Failed(error)
        driver.execute("RELEASE job")
        return result

    def _alone(self, act: Callable[[Session], Any]) -> Any:
        try:
            with self.session(writing=True) as session:
                return act(session)
        except Exception as error:  # noqa: BLE001  (it belongs to whoever waits for the job)
            return Failed(error)

    def close(self) -> None:
        with self._writer:  # what is at work is finished
            self._drop_shared()
        while self._readers:
            self._readers.pop().close()
        self.engine.dispose()


class _Reader:
    """A session for reading, and a connection of its own for prepared statements."""

    def __init__(self, engine: Engine) -> None:
        lent = engine.raw_connection()
        driver = lent.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        lent.detach()
        self.driver = driver
        self.session = Session(engine, expire_on_commit=False, info={DRIVER: self._lend})

    def _lend(self, _session: Session) -> sqlite3.Connection:
        return self.driver

    def close(self) -> None:
        self.session.close()
        self.driver.close()


def _own_driver(session: Session) -> sqlite3.Connection:
    """The connection that the session itself writes with."""
    return _driver_of(session.connection())


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


@contextmanager
def _told() -> Iterator[None]:
    """What the database refuses, as the errors that the program knows."""
    try:
        yield
    except (OperationalError, InternalError, NoConnectionFree, sqlite3.OperationalError) as error:
        # Away, full, read-only (to psycopg an internal error), or busy: the reader is told that
        # it will pass, the operator which of these it is.
        log.error("the database cannot be used", error=_reason(error))  # noqa: TRY400
        raise Unavailable from error
    except (IntegrityError, sqlite3.IntegrityError) as error:
        # Where two requests can collide, the service says so itself. What is left is a person or
        # a row that went in the meantime; it stands in the log, in case it is a fault of ours.
        log.warning("refused by the database", error=_reason(error))
        raise Conflict from error


def _reason(error: Exception) -> str:
    """What the driver says; the statement and its values, which SQLAlchemy adds, are left out."""
    return str(error.orig) if isinstance(error, DatabaseError) else str(error)


def is_writing(session: Session) -> bool:
    """Whether this session commits at its end, so that what is found on the way may be kept."""
    return bool(session.get_bind().get_execution_options().get(_WRITES))


def _sqlite_engine(address: str) -> Engine:
    # As many connections as are asked for: threads are counted already, and the loop, which takes
    # some as well, must not wait for any of them.
    engine = create_engine(
        address,
        max_overflow=-1,
        connect_args={"check_same_thread": False, "timeout": _PATIENCE / 1000},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is off, so that `_begin` decides how one begins.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # grades and certificates survive a power cut
            "foreign_keys=ON",
            f"busy_timeout={_PATIENCE}",
            "temp_store=MEMORY",
            "cache_size=-4000",  # each connection has its own; the system keeps the file as well
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        writes = connection.get_execution_options().get(_WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    @event.listens_for(engine, "checkin")
    def _leave_clean(connection: Any, _record: object) -> None:
        # A COMMIT that SQLite refuses leaves its transaction open, and the write lock taken.
        if connection is not None and connection.in_transaction:
            connection.rollback()

    return engine


def _postgres_engine(address: str, pool: int) -> Engine:
    return create_engine(
        address,
        pool_size=pool,
        max_overflow=pool,
        pool_pre_ping=True,
        pool_timeout=10,
        connect_args={"connect_timeout": 5, "options": "-c timezone=utc"},
    )
