"""How the database is opened: SQLite configured rather than assumed, PostgreSQL through the same code.

A reading session is rolled back at its end; a writing one is committed when its block ends and
rolled back when the block raises. On SQLite a writer waits for the process's one writer lock and
begins with BEGIN IMMEDIATE, because a deferred transaction that turns into a writer half-way can
fail however long it waits. Two places commit, and no other: `Database.session`, and the transaction
that short writes share which arrive together (`app.core.together`), under the same lock.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlmodel import Session

from app.core.prepared import DRIVER, driver_of
from app.core.refusals import told
from app.core.together import PATIENCE, SharedTransaction, Writer

T = TypeVar("T")

_WRITES = "clauseway_writes"


class Database:
    """An engine and the rules of its sessions. `address` is an SQLAlchemy URL."""

    def __init__(self, address: str, *, pool: int = 10) -> None:
        self.is_sqlite = address.startswith("sqlite")
        self.engine = _sqlite_engine(address) if self.is_sqlite else _postgres_engine(address, pool)
        self._writing_engine = self.engine.execution_options(**{_WRITES: True})
        self._writer = threading.Lock()
        self._shared = SharedTransaction(
            self._writing_engine, self._writer, partial(self.session, writing=True)
        )
        self._together = Writer(self._shared.write)
        # Sessions for reading on SQLite that nobody uses at the moment, with their connections.
        self._readers: list[_Reader] = []

    @contextmanager
    def session(self, *, writing: bool) -> Iterator[Session]:
        """A session for one request or one command; see the module's text for when it commits."""
        with told():
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

    def close(self) -> None:
        with self._writer:  # what is at work is finished
            self._shared.drop()
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
    return driver_of(session.connection())


def is_writing(session: Session) -> bool:
    """Whether this session commits at its end, so that what is found on the way may be kept."""
    return bool(session.get_bind().get_execution_options().get(_WRITES))


def _sqlite_engine(address: str) -> Engine:
    # As many connections as are asked for: threads are counted already, and the loop, which takes
    # some as well, must not wait for any of them.
    engine = create_engine(
        address,
        max_overflow=-1,
        connect_args={"check_same_thread": False, "timeout": PATIENCE / 1000},
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
            f"busy_timeout={PATIENCE}",
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
