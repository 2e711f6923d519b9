"""What the database refuses, as the errors that the program knows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.exc import DatabaseError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.core.errors import Conflict, Unavailable

log = structlog.get_logger(__name__)


@contextmanager
def told() -> Iterator[None]:
    """Around all that is asked of the database: it raises Unavailable or Conflict instead."""
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
