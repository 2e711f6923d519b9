"""Runs migrations on the connection that `app.core.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

import app.tables  # noqa: F401  (all tables have to be known)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    compare_type=True,
    transactional_ddl=True,
)
# The caller began the transaction, holds the lock and commits.
context.run_migrations()
