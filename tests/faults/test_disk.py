"""The disk is full, or can only be read: learners get a sentence, what they had stays, and it goes on."""

import resource
from random import Random

import pytest
from sqlalchemy import event, text

from tests.assessment.sitting import Sitting
from tests.cli.running import Server
from tests.faults.disks import save_until_refused
from tests.faults.streaming import Streamer, differences


@pytest.mark.parametrize("env", ["sqlite"], indirect=True)
def test_a_full_disk_costs_no_answer_that_was_kept(tmp_path, long_quiz, records):
    """Files of the server may not grow beyond what they are now, as if no block were left."""
    with Server(tmp_path, long_quiz) as server:
        streamer = Streamer(server.address, Random(1))
        streamer.begin()
        for position in range(1, 5):
            assert streamer.save(position, "1").status_code == 200
            streamer.kept[position] = "1"
        sizes = [path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()]
        most = max(sizes) + 20_000
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (most, -1))
        save_until_refused(streamer, records, 1_000)
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (-1, -1))
        assert streamer.save(1, "3").status_code == 200
        streamer.kept[1] = "3"
        assert differences(streamer, records) == []
        assert "the database cannot be used" in server.log
        streamer.close()


def before_it_begins(database, pragma) -> None:
    """Tell SQLite what `pragma()` says before each transaction."""

    @event.listens_for(database.engine, "before_cursor_execute")
    def _before(_connection, cursor, statement, *_) -> None:
        if statement.startswith("BEGIN"):
            cursor.connection.execute(pragma())


@pytest.fixture
def read_only(database):
    """read_only(True) lets the database refuse every write, as a disk or a standby does."""
    state = {"on": False}

    if database.is_sqlite:
        # Before a writer begins: its BEGIN is refused already.
        before_it_begins(database, lambda: f"PRAGMA query_only={'ON' if state['on'] else 'OFF'}")

    else:

        @event.listens_for(database.engine, "begin")
        def _begin(connection) -> None:
            if state["on"]:
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")

    def read_only(on: bool) -> None:
        state["on"] = on

    return read_only


def test_a_database_that_can_only_be_read_is_told_and_goes_on_reading(learner, database, read_only):
    sitting = Sitting(learner, database)
    sitting.answer(1)
    kept = sitting.load()[0].items
    read_only(True)
    visit = sitting.answer(2)
    assert visit.status == 503
    assert visit.heading == "Not available just now"
    assert learner.post("/courses/tiny/first-steps/boundary/complete").status == 503
    assert learner.get(sitting.address).status == 200
    assert learner.get("/courses/tiny").status == 200
    assert sitting.load()[0].items == kept
    read_only(False)
    assert sitting.answer(2).status in {200, 303}
    assert sitting.load()[0].items[1].is_answered


@pytest.fixture
def full(database):
    """full(True) lets the database refuse every page it would need more, with the error of a full disk."""
    state = {"on": False}

    if database.is_sqlite:
        before_it_begins(
            database, lambda: f"PRAGMA max_page_count={1 if state['on'] else 1_000_000}"
        )

    else:
        with database.session(writing=True) as session:
            for statement in _DISK_FULL:
                session.execute(text(statement))

    def full(on: bool) -> None:
        state["on"] = on
        if not database.is_sqlite:
            with database.session(writing=True) as session:
                verb = "ENABLE" if on else "DISABLE"
                session.execute(text(f"ALTER TABLE attempt_items {verb} TRIGGER no_room"))

    full(False)
    yield full
    if not database.is_sqlite:
        with database.session(writing=True) as session:
            session.execute(text("DROP FUNCTION no_room CASCADE"))


_DISK_FULL = (
    """CREATE OR REPLACE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END $$""",
    """CREATE TRIGGER no_room BEFORE UPDATE ON attempt_items FOR EACH ROW EXECUTE FUNCTION no_room()""",
)


def test_a_database_that_finds_no_room_is_told_and_goes_on_when_there_is(learner, database, full):
    """`test_disk_full.py` does the same with a disk, where one can be mounted."""
    sitting = Sitting(learner, database)
    sitting.answer(1)
    kept = sitting.load()[0].items
    full(True)
    long = {"sites": "Utrecht and Leuven. " * 450}
    sheet = "/courses/tiny/first-steps/statement/worksheets/scope-statement"
    visit = learner.post(sheet, long) if database.is_sqlite else sitting.answer(2)
    assert visit.status == 503
    assert visit.heading == "Not available just now"
    assert learner.get(sitting.address).status == 200
    assert sitting.load()[0].items == kept
    full(False)
    assert learner.post(sheet, long).status == 303
    assert sitting.answer(2).status in {200, 303}
    assert sitting.load()[0].items[1].is_answered
