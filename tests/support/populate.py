"""A row in every table, made from the tables themselves, so that a new table cannot be forgotten."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, Column, String, Table, insert
from sqlmodel import AutoString, SQLModel

from app.assessment.arrangement import Arrangement
from app.assessment.kept_arrangement import KeptArrangement
from app.core.clock import UtcDateTime
from app.core.database import Database
from tests.support.clock import START


def populate(database: Database) -> None:
    """Insert one row into each table; foreign keys point at the row of the other table."""
    rows: dict[str, dict[str, Any]] = {}
    with database.session(writing=True) as session:
        for table in SQLModel.metadata.sorted_tables:
            row = {column.name: _value(column, table, rows) for column in table.columns}
            session.execute(insert(table).values(row))
            rows[table.name] = row


def _value(column: Column, table: Table, rows: dict[str, dict[str, Any]]) -> Any:
    for key in column.foreign_keys:
        if key.column.table is table:
            return None
        return rows[key.column.table.name][key.column.name]
    if isinstance(column.type, UtcDateTime):
        return START
    if isinstance(column.type, KeptArrangement):
        return Arrangement()
    if isinstance(column.type, JSON):
        return {"a": 1}
    if isinstance(column.type, String | AutoString):
        return f"some {column.name}"
    kind = column.type.python_type
    if kind is UUID:
        return uuid4()
    return {int: 1, float: 1.0, bool: False}[kind]
