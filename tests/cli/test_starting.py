"""Moments of a start in which something else happens: a course is saved, or Ctrl+C is pressed. A table
that is locked stops the start where it is meant to be.
"""

import shutil
import signal
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing

import psycopg
import pytest

from app.core.database import Database
from app.core.migrate import upgrade
from tests.cli.running import PATIENCE, Server, environment
from tests.conftest import SITE
from tests.support.patience import until

pytestmark = pytest.mark.postgres


@pytest.fixture
def other(empty_postgres):
    """Another connection to the database of the process, which has all its tables."""
    with closing(Database(empty_postgres)) as database:
        upgrade(database)
    with psycopg.connect(empty_postgres.replace("+psycopg", "")) as connection:
        yield connection


@pytest.fixture
def tree(tmp_path):
    return shutil.copytree(SITE, tmp_path / "tree")


@pytest.fixture
def env(tmp_path, tree, empty_postgres):
    folders = {f"CLAUSEWAY_{n.upper()}_DIR": str(tree / n) for n in ("courses", "quizzes")}
    return environment(tmp_path, CLAUSEWAY_DATABASE_URL=empty_postgres, **folders)


def somebody_waits(connection):
    return connection.execute(
        "SELECT 1 FROM pg_locks WHERE NOT granted AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).fetchone()


def test_what_is_saved_between_the_reading_and_the_address_is_followed(tmp_path, env, tree, other):
    course = tree / "courses" / "tiny" / "course.md"
    # The courses are read by the time that records follow their renames.
    other.execute("LOCK TABLE unit_progress")
    with ThreadPoolExecutor(1) as pool:
        started = pool.submit(Server, tmp_path, env, "--reload")
        until(lambda: somebody_waits(other))
        course.write_text(course.read_text() + "\nA sentence that was not there before.\n")
        other.rollback()
        with started.result(PATIENCE) as server:
            until(lambda: "not there before" in server.client.get("/courses/tiny").text)


def test_ctrl_c_between_the_address_and_the_first_link_ends_it_in_good_order(tmp_path, env, other):
    other.execute("LOCK TABLE one_time_links")
    with Server(tmp_path, env) as server:
        until(lambda: somebody_waits(other))
        with ThreadPoolExecutor(1) as pool:
            stopped = pool.submit(server.stop, signal.SIGINT)
            # The driver asks PostgreSQL to give up, and waits until it has; a busy server may miss it.
            wait([stopped], 20)
            other.rollback()
        assert stopped.result() == 0
        assert server.rest() == []
        assert "Traceback" not in server.log
