"""A learner with many attempts, and what a page costs them: statements, rows, steps of SQLite, bytes."""

from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import event, insert, select

from app.assessment.models import Attempt, AttemptItem
from app.core.ids import new_id
from app.core.prepared import Prepared
from tests.support.statements import count_statements


def copy_attempts(database, attempt_id, count, **over):
    """Hand in what an attempt was `count` times more, a minute after each other. `over` are columns that
    differ; a function among them is given the number of the attempt.
    """
    with database.session(writing=True) as session:
        row = session.execute(select(Attempt.__table__).where(Attempt.id == attempt_id)).one()
        items = session.execute(
            select(AttemptItem.__table__).where(AttemptItem.attempt_id == attempt_id)
        ).all()
        copies = []
        for number in range(row.number + 1, row.number + 1 + count):
            later = timedelta(minutes=number)
            times = {"started_at": row.started_at + later, "submitted_at": row.submitted_at + later}
            values = {k: v(number) if callable(v) else v for k, v in over.items()}
            copies.append(row._asdict() | {"id": new_id(), "number": number} | times | values)
        session.execute(insert(Attempt), copies)
        session.execute(
            insert(AttemptItem),
            [item._asdict() | {"attempt_id": copy["id"]} for copy in copies for item in items],
        )
    return [copy["id"] for copy in copies]


class Cost(NamedTuple):
    """`steps` are those of SQLite's virtual machine, 0 on PostgreSQL: each row that it looks at takes
    some, whether or not it is given back.
    """

    statements: int
    rows: int
    steps: int
    size: int


def cost(database, browser, path):
    assert browser.get(path).status == 200  # what is kept of it is made
    with count_statements(database) as sent, _rows() as rows, _steps(database) as steps:
        visit = browser.get(path)
    return Cost(len(sent), len(rows), steps[0], len(visit.text))


@contextmanager
def _rows():
    """What prepared statements give back."""
    given, plain = [], Prepared.rows

    def counting(prepared, session, **values):
        found = plain(prepared, session, **values)
        given.extend(found)
        return found

    Prepared.rows = counting
    try:
        yield given
    finally:
        Prepared.rows = plain


@contextmanager
def _steps(database):
    taken = [0]
    if not database.is_sqlite:
        yield taken
        return

    def step():
        taken[0] += 1

    def watch(connection, *_):
        connection.set_progress_handler(step, 1)

    event.listen(database.engine, "checkout", watch)
    for reader in database._readers:
        watch(reader.driver)
    try:
        yield taken
    finally:
        event.remove(database.engine, "checkout", watch)
        for reader in database._readers:
            reader.driver.set_progress_handler(None, 0)
