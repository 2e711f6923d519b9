"""The database goes away and comes back: a sentence meanwhile, and everything that was kept afterwards."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import event

from tests.assessment.sitting import Sitting


@pytest.fixture
def away(database, postgres_template):
    """away(True) ends every connection to the database and lets nobody in."""
    name = database.engine.url.database

    def away(gone: bool) -> None:
        with psycopg.connect(postgres_template.server, autocommit=True) as connection:
            connection.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS {not gone}')
            if gone:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                    [name],
                )

    yield away
    away(False)


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_database_that_comes_back_has_all_that_was_kept(learner, nobody, database, away):
    sitting = Sitting(learner, database)
    sitting.answer(1)
    kept = sitting.load()[0].items
    second = f"{sitting.address}/answers/2", sitting.fields(2) | {"then": "next"}
    away(True)
    for visit in (
        learner.post(*second),
        learner.get(sitting.address),
        learner.post(f"{sitting.address}/submit"),
        nobody.post("/sign-in", {"email": "lena@example.org", "password": "x"}),
    ):
        assert visit.status == 503
        assert visit.heading == "Not available just now"
        assert visit.headers["cache-control"] == "no-store"
    part = learner.post(f"{sitting.address}/answers/2", {"choice": "1"}, htmx="partial")
    assert part.status == 503
    assert part.headers["hx-retarget"] == "#alert"
    assert nobody.get("/readyz").status == 503
    assert nobody.get("/healthz").status == 200
    away(False)
    assert nobody.get("/readyz").status == 200
    assert sitting.load()[0].items == kept
    assert sitting.answer(2).status in {200, 303}
    sitting.answer_all()
    sitting.submit()
    assert sitting.head().score == 100


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.postgres
def test_a_connection_that_breaks_before_the_commit_keeps_nothing_and_says_so(
    learner, database, postgres_template
):
    sitting = Sitting(learner, database)
    breaks = [True]

    @event.listens_for(database.engine, "commit")
    def _break(connection) -> None:
        if breaks:
            breaks.clear()
            pid = connection.connection.driver_connection.info.backend_pid
            with psycopg.connect(postgres_template.server, autocommit=True) as other:
                other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert sitting.answer(1).status == 503
    assert not sitting.load()[0].items[0].is_answered
    assert sitting.answer(1).status in {200, 303}
    assert sitting.load()[0].items[0].is_answered


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_file_that_somebody_else_holds_is_told_and_free_again_afterwards(
    learner, database, tmp_path
):
    sitting = Sitting(learner, database)

    @event.listens_for(database.engine, "checkout")
    def _hasty(connection, _record, _proxy) -> None:
        connection.execute("PRAGMA busy_timeout=100")

    other = sqlite3.connect(tmp_path / "clauseway.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    visit = sitting.answer(1)
    assert visit.status == 503
    assert visit.heading == "Not available just now"
    assert learner.get(sitting.address).status == 200
    other.execute("ROLLBACK")
    other.close()
    assert sitting.answer(1).status in {200, 303}
    assert sitting.load()[0].items[0].is_answered
