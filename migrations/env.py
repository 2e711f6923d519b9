"""Runs migrations on the connection that `app.core.migrate` hands over."""

from typing import Any

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlmodel import AutoString, SQLModel

import app.tables  # noqa: F401  (all tables have to be known)
from app.core.clock import UtcDateTime


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | bool:
    """Write SQLAlchemy's own types: a migration must run on when the program's types change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({item.length})" if item.length else "sa.String()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    render_item=plain_type,
    compare_type=True,
    transactional_ddl=True,
)
# The caller began the transaction, holds the lock and commits.
context.run_migrations()
