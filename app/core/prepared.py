"""Statements of the hot roads: written with SQLAlchemy, compiled once, sent to SQLite as they are.

A page that is asked for all day spends more time between SQLAlchemy's layers than in SQLite. A
`Prepared` statement is built from the tables like any other, but its text and the conversions of
its columns are worked out once; on SQLite it then goes straight to the driver. On PostgreSQL, where
the way to the server costs more than the layers, it is executed as any other.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Connection
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Executable
from sqlmodel import Session

# Where a session on SQLite keeps the function that gives its driver's connection.
DRIVER = "driver"

_DIALECT = sqlite.dialect(paramstyle="named")
_Process = Callable[[Any], Any]


def driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _from_sqlite(type_: Any) -> _Process | None:
    if isinstance(type_, JSON):
        return json.loads
    # A type of ours may know a shorter way from what SQLite keeps than SQLAlchemy's.
    own: _Process | None = getattr(type_, "from_sqlite", None)
    if own is not None:
        return own
    process: _Process | None = type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return process


def _row_of(columns: Sequence[tuple[str, _Process | None]]) -> type[Any]:
    """A row whose columns are attributes. Each is converted when it is asked for: of a join, the side
    that is the same in all rows is asked for once.
    """
    body: dict[str, Any] = {"__slots__": (), "__iter__": None}  # what stands in it is not converted
    for at, (name, process) in enumerate(columns):
        body[name] = property(
            itemgetter(at) if process is None else partial(_converted, at, process)
        )
    return type("Row", (tuple,), body)


def _converted(at: int, process: _Process, row: Sequence[Any]) -> Any:
    value = row[at]
    return None if value is None else process(value)


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The text for the driver, the parameters that never differ, and the conversions."""

    text: str
    fixed: dict[str, Any]
    bind: dict[str, _Process]
    row: type[Any]


class Prepared:
    """A statement with named parameters, all of which are given each time; no list among them."""

    def __init__(self, statement: Any) -> None:
        self.statement: Executable = statement

    @cached_property
    def _compiled(self) -> _Compiled:
        """Worked out when the statement is first sent, not with the start, of which all together would
        take 50 ms.
        """
        statement: Any = self.statement
        compiled = statement.compile(dialect=_DIALECT)
        columns = tuple(getattr(statement, "selected_columns", ()))
        return _Compiled(
            text=str(compiled),
            fixed={k: v for k, v in compiled.params.items() if v is not None},
            bind={
                name: process
                for name, bound in compiled.binds.items()
                if (process := bound.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
            },
            row=_row_of([(column.key, _from_sqlite(column.type)) for column in columns]),
        )

    @property
    def text(self) -> str:
        return self._compiled.text

    def rows(self, session: Session, **values: Any) -> Sequence[Any]:
        """What a select finds; columns are attributes of its rows."""
        driver = session.info.get(DRIVER)
        if driver is None:
            return session.connection().execute(self.statement, values).all()
        row_of = self._compiled.row
        return [row_of(row) for row in self._sent(driver(session), values)]

    def run(self, session: Session, **values: Any) -> None:
        """Carry out a statement that gives nothing back."""
        driver = session.info.get(DRIVER)
        if driver is None:
            session.connection().execute(self.statement, values)
        else:
            self._sent(driver(session), values)

    def _sent(self, connection: sqlite3.Connection, values: dict[str, Any]) -> sqlite3.Cursor:
        compiled = self._compiled
        sent = compiled.fixed | values
        for name, process in compiled.bind.items():
            sent[name] = process(sent[name])
        return connection.execute(compiled.text, sent)
