"""Bringing the database to the newest version: once, however many processes start together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from app.core.database import Database
from app.core.settings import ROOT

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = ROOT / "migrations" / "versions"

# Any number serves, as long as nothing else in the same PostgreSQL database takes the same one.
_ADVISORY_LOCK = 4200120231218


class NewerDatabase(Exception):
    """The database was migrated by a newer version of the program than this one."""


def config() -> Config:
    """Alembic's configuration, which lives here instead of in an ini file."""
    from alembic.config import Config  # noqa: PLC0415

    alembic = Config()
    alembic.set_main_option("script_location", str(ROOT / "migrations"))
    alembic.set_main_option("path_separator", "os")
    return alembic


def upgrade(database: Database, revision: str = "head") -> None:
    """Migrate to `revision`. Raises NewerDatabase when this program is older than the database.

    On SQLite foreign keys are off meanwhile and checked afterwards, because a table that is rebuilt
    with them on silently loses the rows that cascade from it.
    """
    if revision == "head" and _is_newest(database):
        return
    with database.engine.connect() as connection:
        if database.is_sqlite:
            _upgrade_sqlite(connection, revision)
        else:
            _upgrade_postgres(connection, revision)


def _is_newest(database: Database) -> bool:
    """Whether there is nothing to do, as at nearly every start: found out without Alembic, which takes
    10 MB and a tenth of a second. The number of a migration's file is its revision.
    """
    newest = max(file.stem.partition("_")[0] for file in VERSIONS.glob("[0-9]*.py"))
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return False
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    return found == [newest]


def _run(connection: Connection, revision: str) -> None:
    from alembic import command  # noqa: PLC0415
    from alembic.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

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
