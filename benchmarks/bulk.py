"""How many rows get into a database quickly: SQLite by executemany, PostgreSQL by COPY."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from app.core.database import Database

Row = tuple[Any, ...]
Write = Callable[[str, str, Iterable[Row]], None]


@contextmanager
def bulk(database: Database) -> Iterator[Write]:
    """`write(table, "column, column", rows)` until the block ends; all of it is one transaction."""
    connection = database.engine.raw_connection()
    try:
        yield _sqlite(connection) if database.is_sqlite else _postgres(connection)
        connection.commit()
        if database.is_sqlite:
            for pragma in ("synchronous=FULL", "foreign_keys=ON"):
                connection.cursor().execute(f"PRAGMA {pragma}")
        connection.cursor().execute("ANALYZE")
        connection.commit()
    finally:
        connection.close()


def _sqlite(connection: Any) -> Write:
    cursor = connection.cursor()
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


def _postgres(connection: Any) -> Write:
    cursor = connection.cursor()

    def write(table: str, columns: str, rows: Iterable[Row]) -> None:
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in row])

    return write
