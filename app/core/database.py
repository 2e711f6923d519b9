"""How the database is opened: SQLite configured rather than assumed, PostgreSQL through the same code.

`Database.session(writing=…)` is the one place that commits. A reading session is rolled back at its
end; a writing one is committed when its block ends and rolled back when the block raises. On SQLite
a writer waits for the process's one writer lock and begins with BEGIN IMMEDIATE, because a deferred
transaction that turns into a writer half-way can fail however long it waits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import structlog
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlmodel import Session

from app.core.errors import Conflict, Unavailable

log = structlog.get_logger(__name__)

_WRITES = "clauseway_writes"


class Database:
    """An engine and the rules of its sessions. `address` is an SQLAlchemy URL."""

    def __init__(self, address: str, *, pool: int = 10) -> None:
        self.is_sqlite = address.startswith("sqlite")
        self.engine = _sqlite_engine(address) if self.is_sqlite else _postgres_engine(address, pool)
        self._writing_engine = self.engine.execution_options(**{_WRITES: True})
        self._writer = threading.Lock()

    @contextmanager
    def session(self, *, writing: bool) -> Iterator[Session]:
        """A session for one request or one command; see the module's text for when it commits."""
        turn = self._writer if writing and self.is_sqlite else nullcontext()
        engine = self._writing_engine if writing else self.engine
        try:
            with turn, Session(engine, expire_on_commit=False) as session:
                yield session
                if writing:
                    session.commit()
        except (OperationalError, InternalError, NoConnectionFree) as error:
            # Away, full, read-only (to psycopg an internal error), or busy: the reader is told that
            # it will pass, the operator which of these it is.
            log.error("the database cannot be used", error=_reason(error))  # noqa: TRY400
            raise Unavailable from error
        except IntegrityError as error:
            # Where two requests can collide, the service says so itself. What is left is a person or
            # a row that went in the meantime; it stands in the log, in case it is a fault of ours.
            log.warning("refused by the database", error=str(error.orig))
            raise Conflict from error

    def close(self) -> None:
        self.engine.dispose()


def _reason(error: DatabaseError | NoConnectionFree) -> str:
    """What the driver says; the statement and its values, which SQLAlchemy adds, are left out."""
    return str(error.orig) if isinstance(error, DatabaseError) else str(error)


def is_writing(session: Session) -> bool:
    """Whether this session commits at its end, so that what is found on the way may be kept."""
    return bool(session.get_bind().get_execution_options().get(_WRITES))


def _sqlite_engine(address: str) -> Engine:
    engine = create_engine(address, connect_args={"check_same_thread": False, "timeout": 10})

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: object) -> None:
        # The driver's own transaction handling is off, so that `_begin` decides how one begins.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # grades and certificates survive a power cut
            "foreign_keys=ON",
            "busy_timeout=10000",
            "temp_store=MEMORY",
            "cache_size=-16000",
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
