"""Counts the SQL statements that a block of code sends, so that tests can hold pages to a number."""

from contextlib import contextmanager

from sqlalchemy import event

from app.core.database import Database
from app.core.prepared import Prepared

# Opening and closing a transaction says nothing of how much a page asks.
_FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA")


class Statements(list[str]):
    """The statements in their order; `str()` shows them, one a line, for a failing assertion."""

    def __str__(self) -> str:
        return "\n".join(self)


@contextmanager
def count_statements(database: Database):
    """`with count_statements(database) as sent: …; assert len(sent) <= 4, sent`"""
    sent = Statements()

    def remember(_connection, _cursor, statement, _parameters, _context, _many):
        if not statement.lstrip().upper().startswith(_FRAME):
            sent.append(" ".join(statement.split()))

    plain = Prepared._sent

    def sending(prepared, connection, values):
        # On SQLite a prepared statement passes SQLAlchemy by.
        sent.append(" ".join(prepared.text.split()))
        return plain(prepared, connection, values)

    event.listen(database.engine, "before_cursor_execute", remember)
    Prepared._sent = sending
    try:
        yield sent
    finally:
        Prepared._sent = plain
        event.remove(database.engine, "before_cursor_execute", remember)
