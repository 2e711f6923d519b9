"""What every table shares: names of constraints that migrations can rely on, column helpers, and the
insert that gives way to a row that is there.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel

from app.core.clock import UtcDateTime

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """Base of every table class; importing it sets the naming convention first."""


def utc_field(*, nullable: bool = False, index: bool = False, **more: Any) -> Any:
    """A column for an aware datetime in UTC, for use as a SQLModel field."""
    default: dict[str, datetime | None] = {"default": None} if nullable else {}
    return Field(sa_type=UtcDateTime, nullable=nullable, index=index, **default, **more)  # type: ignore[call-overload]


def is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def insert_into(session: Session, table: type[Table]) -> Any:
    """An insert that knows ON CONFLICT, as both databases do, each by a class of its own."""
    return (sqlite.insert if is_sqlite(session) else postgresql.insert)(table)
