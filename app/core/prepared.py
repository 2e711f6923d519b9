"""Statements of the hot roads: written with SQLAlchemy, compiled once, sent to SQLite as they are.

A page that is asked for all day spends more time between SQLAlchemy's layers than in SQLite. A
`Prepared` statement is built from the tables like any other, but its text and the conversions of
its columns are worked out once; on SQLite it then goes straight to the driver. On PostgreSQL, where
the way to the server costs more than the layers, it is executed as any other.
"""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import Executable
from sqlmodel import Session

from app.core.clock import UtcDateTime, utc_from_text

# Where a session on SQLite keeps the function that gives its driver's connection.
DRIVER = "driver"

_DIALECT = sqlite.dialect(paramstyle="named")
_Process = Callable[[Any], Any]
_Make = Callable[[Sequence[Any]], Any]


def _from_sqlite(type_: Any) -> _Process | None:
    if isinstance(type_, UtcDateTime):
        return utc_from_text
    process: _Process | None = type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return process


class Prepared:
    """A statement with named parameters, all of which are given each time; no list among them."""

    def __init__(self, statement: Any) -> None:
        self.statement: Executable = statement
        compiled = statement.compile(dialect=_DIALECT)
        self.text = str(compiled)
        self._fixed = {k: v for k, v in compiled.params.items() if v is not None}
        self._bind = {
            name: process
            for name, bound in compiled.binds.items()
            if (process := bound.type.dialect_impl(_DIALECT).bind_processor(_DIALECT))
        }
        columns = tuple(getattr(statement, "selected_columns", ()))
        row: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024
        self._row: _Make = row._make
        self._results: list[tuple[int, _Process]] = [
            (at, process)
            for at, column in enumerate(columns)
            if (process := _from_sqlite(column.type))
        ]

    def rows(self, session: Session, **values: Any) -> Sequence[Any]:
        """What a select finds; columns are attributes of its rows."""
        driver = session.info.get(DRIVER)
        if driver is None:
            return session.connection().execute(self.statement, values).all()
        found = self._sent(driver(session), values).fetchall()
        make, convert = self._row, self._converted
        return [make(convert(row)) for row in found]

    def run(self, session: Session, **values: Any) -> None:
        """Carry out a statement that gives nothing back."""
        driver = session.info.get(DRIVER)
        if driver is None:
            session.connection().execute(self.statement, values)
        else:
            self._sent(driver(session), values)

    def _sent(self, connection: sqlite3.Connection, values: dict[str, Any]) -> sqlite3.Cursor:
        sent = self._fixed | values
        for name, process in self._bind.items():
            sent[name] = process(sent[name])
        return connection.execute(self.text, sent)

    def _converted(self, row: tuple[Any, ...]) -> Sequence[Any]:
        converted = list(row)
        for at, process in self._results:
            if converted[at] is not None:
                converted[at] = process(converted[at])
        return converted
