"""How a command reaches the database, or says in a sentence why it cannot."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import DatabaseError, OperationalError

from app.cli.output import fail
from app.core import migrate
from app.core.database import Database
from app.core.settings import Settings


def sqlite_file(settings: Settings) -> Path:
    """Where the embedded database lies."""
    path = make_url(settings.database_address).database
    if not path or path == ":memory:":
        fail("CLAUSEWAY_DATABASE_URL has to name a file, such as sqlite:////srv/clauseway.db.")
    return Path(path)


def migrated(settings: Settings) -> Database:
    """The database, brought to the newest version."""
    database = Database(settings.database_address, pool=settings.database_pool)
    try:
        migrate.upgrade(database)
    except migrate.NewerDatabase as error:
        fail(str(error))
    except OperationalError as error:
        fail(f"The database does not answer. {_reason(error)}")
    except DatabaseError as error:
        fail(f"The database cannot be used. {_reason(error)}")
    return database


def _reason(error: DatabaseError) -> str:
    """What the driver says, on one line; it names hosts and users, never passwords."""
    return " ".join(str(error.orig).split())
