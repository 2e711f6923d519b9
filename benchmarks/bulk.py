"""How many rows get into a database quickly: SQLite by executemany, PostgreSQL by COPY; and the command
that fills the configured one.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.catalog.library import Library
from app.catalog.model import Course
from app.core import migrate
from app.core.database import Database
from app.core.settings import Settings

Row = tuple[Any, ...]
Write = Callable[[str, str, Iterable[Row]], None]


def fill(seed: Callable[[Database, Course, int], None], what: str) -> None:
    """Fill the configured database with as many as the command's argument says."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.database_address)
    migrate.upgrade(database)
    library = Library(settings.courses_dir, settings.quizzes_dir, settings.cache_folder)
    library.reload()
    began = time.perf_counter()
    seed(database, library.current.courses[0], int(sys.argv[1]))
    print(f"{sys.argv[1]} {what} in {time.perf_counter() - began:.1f} s")


@dataclass(frozen=True, slots=True)
class Bulk:
    """`write(table, "column, column", rows)`; the cursor takes statements in the same transaction."""

    write: Write
    cursor: Any
    is_sqlite: bool


@contextmanager
def bulk(database: Database) -> Iterator[Bulk]:
    """All that is written until the block ends is one transaction."""
    connection = database.engine.raw_connection()
    cursor = connection.cursor()
    try:
        write = _sqlite(cursor) if database.is_sqlite else _postgres(cursor)
        yield Bulk(write, cursor, database.is_sqlite)
        connection.commit()
        if database.is_sqlite:
            for pragma in ("synchronous=FULL", "foreign_keys=ON", "wal_checkpoint(TRUNCATE)"):
                cursor.execute(f"PRAGMA {pragma}")
        cursor.execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


def _sqlite(cursor: Any) -> Write:
    # The rows are made here, so nobody has to look whether their parents are there.
    for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-400000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.execute("BEGIN IMMEDIATE")

    def write(table: str, columns: str, rows: Iterable[Row]) -> None:
        marks = ",".join("?" * len(columns.split(",")))
        statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        cursor.executemany(statement, (tuple(map(_for_sqlite, row)) for row in rows))

    return write


def _for_sqlite(value: Any) -> Any:
    """As SQLAlchemy keeps the types of the program in SQLite."""
    kind = type(value)
    if kind is UUID:
        return value.hex
    if kind is datetime:
        return _moment(value)
    return json.dumps(value) if kind is list or kind is dict else value


@lru_cache
def _moment(value: datetime) -> str:
    return value.strftime("%Y-%m-%d %H:%M:%S.%f")


def _postgres(cursor: Any) -> Write:
    def write(table: str, columns: str, rows: Iterable[Row]) -> None:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in row])

    return write
