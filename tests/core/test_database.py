"""Sessions: when they commit, and how SQLite is configured so that nothing is lost."""

import asyncio
import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from app.core.database import Database, is_writing
from app.core.errors import Conflict, Unavailable


@pytest.fixture
def counter(database):
    """A database with a table of one number."""
    with database.session(writing=True) as session:
        session.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    return database


def set_to(session, number: int) -> None:
    session.execute(text("UPDATE counter SET n = :n"), {"n": number})


def value(database) -> int:
    with database.session(writing=False) as session:
        return session.execute(text("SELECT n FROM counter")).scalar_one()


def test_a_writing_session_is_committed_at_its_end(counter):
    with counter.session(writing=True) as session:
        set_to(session, 7)
    assert value(counter) == 7


def test_a_writing_session_that_raises_leaves_nothing(counter):
    def fail_half_way() -> None:
        with counter.session(writing=True) as session:
            set_to(session, 7)
            raise KeyError

    with pytest.raises(KeyError):
        fail_half_way()
    assert value(counter) == 0


def test_a_reading_session_never_commits(counter):
    with counter.session(writing=False) as session:
        set_to(session, 7)
    assert value(counter) == 0


def test_a_session_knows_whether_it_is_kept(database):
    with database.session(writing=True) as session:
        assert is_writing(session)
    with database.session(writing=False) as session:
        assert not is_writing(session)


def test_foreign_keys_are_enforced(database):
    with database.session(writing=True) as session:
        session.execute(text("CREATE TABLE parent (id INTEGER PRIMARY KEY)"))
        session.execute(text("CREATE TABLE child (of INTEGER REFERENCES parent (id))"))
    with pytest.raises(Conflict), database.session(writing=True) as session:
        session.execute(text("INSERT INTO child VALUES (1)"))


def test_a_commit_that_fails_is_told_and_leaves_the_database_free(database):
    with database.session(writing=True) as session:
        session.execute(text("CREATE TABLE late_parent (id INTEGER PRIMARY KEY)"))
        session.execute(
            text(
                "CREATE TABLE late_child (n INTEGER REFERENCES late_parent (id) "
                "DEFERRABLE INITIALLY DEFERRED)"
            )
        )
    for _ in range(2):
        with pytest.raises(Conflict), database.session(writing=True) as session:
            session.execute(text("INSERT INTO late_child VALUES (1)"))
    with database.session(writing=False) as session:
        assert session.execute(text("SELECT count(*) FROM late_child")).scalar_one() == 0


@pytest.mark.parametrize(
    ("pragma", "wanted"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 10000)],
)
def test_sqlite_is_configured_rather_than_assumed(sqlite, pragma, wanted):
    with sqlite.session(writing=False) as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == wanted


def test_no_update_is_lost_when_many_read_and_then_write(sqlite):
    with sqlite.session(writing=True) as session:
        session.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))

    def add_ten() -> None:
        for _ in range(10):
            with sqlite.session(writing=True) as session:
                found = session.execute(text("SELECT n FROM counter")).scalar_one()
                set_to(session, found + 1)

    threads = [threading.Thread(target=add_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert value(sqlite) == 40


def test_readers_go_on_while_somebody_writes(sqlite):
    with sqlite.session(writing=True) as session:
        session.execute(text("CREATE TABLE counter (n INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    with sqlite.session(writing=True) as session:
        set_to(session, 1)
        assert value(sqlite) == 0
    assert value(sqlite) == 1


def test_whoever_reads_at_length_keeps_nobody_from_reading_and_writing(sqlite):
    """On the loop somebody who waits for a connection would keep all others waiting."""
    taken = []

    def take(connection, _record, _proxy):
        taken.append(connection)

    event.listen(sqlite.engine, "checkout", take)
    with ExitStack() as reading:
        # As many as there are threads; each has begun, and so has a connection.
        for _ in range(40):
            session = reading.enter_context(sqlite.session(writing=False))
            session.execute(text("SELECT 1"))
        assert asyncio.run(sqlite.write_together(lambda _: "written")) == "written"
    assert len(set(taken)) > 40


def test_a_database_that_does_not_answer_is_told_as_such():
    nowhere = Database("postgresql+psycopg://nobody@127.0.0.1:1/nothing", pool=1)
    with pytest.raises(Unavailable) as caught, nowhere.session(writing=False) as session:
        session.execute(text("SELECT 1"))
    assert isinstance(caught.value.__cause__, OperationalError)
    assert "try again" in caught.value.message
    nowhere.close()


def test_when_all_connections_are_taken_one_is_told_so(sqlite):
    with pytest.raises(Unavailable), sqlite.session(writing=False):
        raise NoConnectionFree
