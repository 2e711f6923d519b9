"""Bringing the database to the newest version: once, however many processes start together."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from app.core.database import Database
from app.core.settings import ROOT

VERSIONS = ROOT / "migrations" / "versions"

# Any number serves, as long as nothing else in the same PostgreSQL database takes the same one.
_ADVISORY_LOCK = 4200120231218


class NewerDatabase(Exception):
    """The database was migrated by a newer version of the program than this one."""


def config() -> Config:
    """Alembic's configuration, which lives here instead of in an ini file."""
    alembic = Config()
    alembic.set_main_option("script_location", str(ROOT / "migrations"))
    alembic.set_main_option("path_separator", "os")
    return alembic


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate to `revision`. Raises NewerDatabase when this program is older than the database.

    On SQLite foreign keys are off meanwhile and checked afterwards, because a table that is rebuilt
    with them on silently loses the rows that cascade from it.
    """
    with database.engine.connect() as connection:
        if database.is_sqlite:
            _upgrade_sqlite(connection, revision)
        else:
            _upgrade_postgres(connection, revision)


def _run(connection: Connection, revision: str) -> None:
    alembic = config()
    found = MigrationContext.configure(connection).get_current_revision()
    known = {script.revision for script in ScriptDirectory.from_config(alembic).walk_revisions()}
    if found is not None and found not in known:
        raise NewerDatabase(
            f"The database is of a newer version of Clauseway (migration {found}). "
            "Start that version, or restore a backup from before the upgrade."
        )
    alembic.attributes["connection"] = connection
    command.upgrade(alembic, revision)


def _upgrade_sqlite(connection: Connection, revision: str) -> None:
    # The pragma does nothing inside a transaction, so it goes to the driver before one begins.
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        connection.exec_driver_sql("SELECT 1")
        _run(connection, revision)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            connection.rollback()
            raise RuntimeError(f"the migration would leave rows without their parent: {broken[:5]}")
        connection.commit()
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _upgrade_postgres(connection: Connection, revision: str) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _ADVISORY_LOCK})
    _run(connection, revision)
    connection.commit()
