"""`clauseway backup` and `restore`: whole, while the site runs and people write, and never by halves."""

import os
import shutil
import sqlite3
import stat
import threading
import time
from contextlib import contextmanager
from itertools import count
from subprocess import CompletedProcess
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import inspect, make_url, select, text
from sqlmodel import SQLModel, col
from typer.testing import CliRunner

from app.accounts.models import User
from app.cli.backup import _connection
from app.cli.commands import command_line
from tests.cli.running import Server, environment, run
from tests.support.people import make_learner


def add_person(records, email: str) -> None:
    with records.session(writing=True) as session:
        make_learner(session, email=email)


def people(records) -> set[str]:
    with records.session(writing=False) as session:
        return set(session.scalars(select(col(User.email))))


def did(answer) -> str:
    """What a command that worked said, on its one line."""
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr
    (line,) = answer.stdout.splitlines()
    return line


def refused(answer) -> str:
    assert answer.returncode == 1, answer.stdout
    assert answer.stdout == ""
    assert "Traceback" not in answer.stderr
    return answer.stderr


@pytest.fixture
def go(tmp_path, env, monkeypatch):
    """go("backup", …) → the answer of that command on this database."""
    return commands(tmp_path, env, monkeypatch)


def commands(folder, env, monkeypatch):
    for name in [name for name in os.environ if name.startswith("CLAUSEWAY_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(folder)

    def go(*arguments: str, answer: str = "") -> CompletedProcess:
        found = CliRunner().invoke(command_line(), arguments, env=env, input=answer)
        assert found.exception is None or isinstance(found.exception, SystemExit), found.exc_info
        return CompletedProcess(arguments, found.exit_code, found.stdout, found.stderr)

    return go


@pytest.fixture
def begun(go, records):
    """A database that was migrated, with one person in it."""
    add = go(
        "users", "add", "first@example.org", "--name", "First", answer="a sentence works well\n"
    )
    did(add)
    return records


on_sqlite = pytest.mark.parametrize("env", ["sqlite"], indirect=True)


class Writer:
    """Signs people up, one after another, and remembers whom the server said it had kept."""

    def __init__(self, server: Server) -> None:
        self._address = server.address
        self._stop = threading.Event()
        self.kept: list[str] = []
        self.others: list[int] = []
        self._thread = threading.Thread(target=self._write)
        self._thread.start()

    def _write(self) -> None:
        with httpx.Client(base_url=self._address, timeout=60, trust_env=False) as client:
            for number in count():
                if self._stop.wait(0.05):
                    return
                # Each comes from an address of its own, because those who sign up are counted.
                client.headers["x-forwarded-for"] = f"10.{number >> 8}.{number & 255}.1"
                email = f"{uuid4().hex}@example.org"
                form = {"name": "Wanda Writer", "email": email, "password": "a sentence works well"}
                answer = client.post("/sign-up", data=form)
                # The next one is somebody else.
                client.cookies.clear()
                if answer.status_code == 303:
                    self.kept.append(email)
                else:
                    self.others.append(answer.status_code)

    def wait_for(self, more: int) -> set[str]:
        """Whom it has signed up, after `more` more."""
        wanted, until = len(self.kept) + more, time.monotonic() + 60
        while len(self.kept) < wanted and time.monotonic() < until:
            time.sleep(0.01)
        return set(self.kept)

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(60)


@contextmanager
def writing(server: Server):
    writer = Writer(server)
    try:
        yield writer
    finally:
        writer.stop()


def test_a_backup_is_taken_and_put_back_while_people_write(tmp_path, env, records):
    with Server(tmp_path, env) as server:
        with writing(server) as writer:
            before = writer.wait_for(3)
            assert did(run(tmp_path, env, "backup", "kept.backup")).startswith(
                "Wrote kept.backup ("
            )
            after = writer.wait_for(3) - before
            assert (
                did(run(tmp_path, env, "restore", "kept.backup", "--yes"))
                == "Restored kept.backup."
            )
            # One may have been kept before the restore and be told only now.
            known = writer.wait_for(1)
            later = writer.wait_for(3) - known
        assert set(writer.others) <= {503}, "a writer may be told to try again, and nothing else"
        found = people(records)
        assert before <= found
        assert later
        assert later <= found, "after the restore people are kept again"
        assert after - found, "who came after the backup is not in it"
        assert server.client.get("/readyz").status_code == 200
        assert "Traceback" not in server.log
    if records.is_sqlite:
        with records.session(writing=False) as session:
            assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert session.execute(text("PRAGMA journal_mode")).scalar_one() == "wal"


def test_what_was_written_after_the_backup_is_gone_after_the_restore(go, begun):
    did(go("backup", "kept.backup"))
    add_person(begun, "second@example.org")
    did(go("restore", "kept.backup", "--yes"))
    assert people(begun) == {"first@example.org"}


def test_a_backup_is_for_its_owners_eyes_only_and_leaves_nothing_beside_it(go, begun, tmp_path):
    before = {path.name for path in tmp_path.iterdir()}
    did(go("backup", "kept.backup"))
    assert {path.name for path in tmp_path.iterdir()} - before == {"kept.backup"}
    assert stat.S_IMODE((tmp_path / "kept.backup").stat().st_mode) == 0o600


def test_without_a_name_the_file_is_named_by_the_moment(go, begun, tmp_path):
    name = did(go("backup")).split()[1]
    assert name.startswith("clauseway-2")
    assert (tmp_path / name).is_file()


def test_a_file_that_is_there_is_never_written_over(go, begun, tmp_path):
    (tmp_path / "kept.backup").write_text("precious")
    assert "exists already" in refused(go("backup", "kept.backup"))
    assert (tmp_path / "kept.backup").read_text() == "precious"


def test_a_backup_that_fails_leaves_no_file(go, begun, tmp_path):
    assert "was not written" in refused(go("backup", "no/such/folder/kept.backup"))
    assert not (tmp_path / "no").exists()


def test_a_restore_asks_first(go, begun):
    did(go("backup", "kept.backup"))
    add_person(begun, "second@example.org")
    assert go("restore", "kept.backup", answer="n\n").returncode == 1
    assert len(people(begun)) == 2
    assert go("restore", "kept.backup", answer="y\n").returncode == 0
    assert len(people(begun)) == 1


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"SQLite format 3\0" + b"\0" * 2000, b"PGDMP" + b"\0" * 200]
)
def test_a_file_that_is_no_backup_changes_nothing(go, begun, tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    assert "Nothing was restored" in refused(go("restore", "other", "--yes"))
    assert people(begun) == {"first@example.org"}


def test_a_file_that_is_not_there_is_told(go, begun):
    assert "Nothing was restored" in refused(go("restore", "nowhere.backup", "--yes"))


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_replaced(go, begun):
    def migration(to: str) -> str:
        with begun.session(writing=True) as session:
            found = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
            session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": to})
        return found

    present = migration("9999")
    did(go("backup", "newer.backup"))
    migration(present)
    add_person(begun, "second@example.org")
    assert "newer version of Clauseway (migration 9999)" in refused(
        go("restore", "newer.backup", "--yes")
    )
    assert len(people(begun)) == 2


def test_tables_that_the_backup_does_not_know_do_not_stay(go, begun):
    # As if they had come with a migration after the backup.
    whole = set(inspect(begun.engine).get_table_names())
    name = next(iter(reversed(SQLModel.metadata.sorted_tables))).name
    with begun.session(writing=True) as session:
        session.execute(text(f'DROP TABLE "{name}"'))
    did(go("backup", "older.backup"))
    with begun.session(writing=True) as session:
        session.execute(text(f'CREATE TABLE "{name}" (id INTEGER)'))
    did(go("restore", "older.backup", "--yes"))
    assert set(inspect(begun.engine).get_table_names()) == whole - {name}


@on_sqlite
def test_a_backup_of_sqlite_can_be_read_from_a_folder_that_cannot_be_written(go, begun, tmp_path):
    did(go("backup", "kept.backup"))
    connection = sqlite3.connect(f"file:{tmp_path / 'kept.backup'}?mode=ro&immutable=1", uri=True)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("SELECT email FROM users").fetchall() == [("first@example.org",)]
    connection.close()


@on_sqlite
def test_a_backup_goes_to_a_new_machine(go, begun, tmp_path, monkeypatch):
    did(go("backup", "kept.backup"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(tmp_path / "kept.backup", elsewhere)
    go = commands(elsewhere, environment(elsewhere), monkeypatch)
    did(go("restore", "kept.backup", "--yes"))
    listed = go("users", "list")
    assert "first@example.org" in listed.stdout


@on_sqlite
def test_without_a_database_there_is_nothing_to_back_up(go, tmp_path):
    assert "there is no database yet" in refused(go("backup", "kept.backup"))
    assert not (tmp_path / "kept.backup").exists()


def test_the_tools_of_postgresql_are_named_where_they_are_missing(tmp_path, monkeypatch):
    env = environment(tmp_path, CLAUSEWAY_DATABASE_URL="postgresql://a@127.0.0.1:1/b", PATH="/none")
    go = commands(tmp_path, env, monkeypatch)
    assert "pg_dump is not installed" in refused(go("backup", "kept.backup"))
    (tmp_path / "some.backup").write_bytes(b"PGDMP")
    assert "postgresql-client" in refused(go("restore", "some.backup", "--yes"))


def test_the_password_goes_to_the_tools_through_the_environment():
    address, environment = _connection(
        make_url("postgresql+psycopg://ada:s%40same@host:5433/x?a=b")
    )
    assert address == "postgresql://ada@host:5433/x?a=b"
    assert environment["PGPASSWORD"] == "s@same"
