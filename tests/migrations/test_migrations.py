"""Migrations lead to the tables the program uses, on both databases, and keep the rows there are."""

import threading

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from sqlmodel import SQLModel

import app.tables  # noqa: F401
from app.core import migrate
from app.core.database import Database
from tests.support.populate import populate


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request, tmp_path):
    """A database without tables, of each kind."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
    else:
        template = request.getfixturevalue("postgres_template")
        database = template.without_tables()
        yield database
        template.drop(database)


def test_migrations_make_the_tables_of_the_program(empty):
    migrate.upgrade(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_migrating_again_changes_nothing(empty):
    migrate.upgrade(empty)
    before = inspect(empty.engine).get_table_names()
    migrate.upgrade(empty)
    assert inspect(empty.engine).get_table_names() == before


def test_the_number_of_a_file_is_the_revision_in_it():
    script = ScriptDirectory.from_config(migrate.config())
    in_files = {one.path.rpartition("/")[2].partition("_")[0] for one in script.walk_revisions()}
    assert in_files == {one.revision for one in script.walk_revisions()}
    assert script.get_current_head() == max(in_files)


def test_a_start_with_nothing_to_migrate_does_not_ask_alembic(empty, monkeypatch):
    migrate.upgrade(empty)
    monkeypatch.setattr(migrate, "_run", None)
    migrate.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with pytest.raises(TypeError, match="NoneType"):
        migrate.upgrade(empty)


def test_every_migration_keeps_the_rows_of_a_populated_database(empty):
    # Down to each earlier version and up again: what was there before is there after. A table that
    # an earlier version does not have yet goes on the way down.
    migrate.upgrade(empty)
    populate(empty)
    before = _counts(empty)
    assert all(before.values()), f"nothing in {[t for t, n in before.items() if not n]}"
    script = ScriptDirectory.from_config(migrate.config())
    for revision in list(script.walk_revisions())[:-1]:
        _downgrade(empty, revision.down_revision)
        tables = set(inspect(empty.engine).get_table_names())
        migrate.upgrade(empty)
        after = _counts(empty)
        assert {name: after[name] for name in before if name in tables} == {
            name: before[name] for name in before if name in tables
        }


def test_a_database_from_a_newer_version_is_refused_with_a_sentence(empty):
    migrate.upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.NewerDatabase, match="newer version of Clauseway"):
        migrate.upgrade(empty)


# SQLite serves one process (app/core/process_lock.py), so this matters to PostgreSQL alone.
@pytest.mark.parametrize("empty", ["postgres"], indirect=True)
def test_processes_that_start_together_migrate_once(empty):
    address = empty.engine.url.render_as_string(hide_password=False)
    errors = []

    def start() -> None:
        own = Database(address)
        try:
            migrate.upgrade(own)
        except Exception as error:  # noqa: BLE001
            errors.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert "users" in inspect(empty.engine).get_table_names()


def _counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as connection:
        return {
            name: connection.scalar(select(func.count()).select_from(table))
            for name, table in SQLModel.metadata.tables.items()
        }


def _downgrade(database: Database, revision: str) -> None:
    alembic = migrate.config()
    with database.engine.connect() as connection:
        alembic.attributes["connection"] = connection
        command.downgrade(alembic, revision)
        connection.commit()
