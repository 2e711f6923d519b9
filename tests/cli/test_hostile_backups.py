"""What is put before `restore` that no `backup` wrote: it is refused in a sentence, in time, and nothing
is replaced. A backup holds no names of files, so there are none that could lead astray.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from random import Random

import pytest

from app.cli import backup
from app.core.settings import Settings
from tests.cli.test_backup import (  # noqa: F401  (fixtures, used by name)
    begun,
    did,
    go,
    on_sqlite,
    people,
    refused,
)

ONLY = {"first@example.org"}
on_postgres = pytest.mark.parametrize("env", ["postgres"], indirect=True)


@pytest.fixture
def written(go, begun, tmp_path):  # noqa: F811
    """A real backup."""
    did(go("backup", "real.backup"))
    return tmp_path / "real.backup"


@pytest.mark.parametrize("what", ["folder", "pipe", "device", "link to a device", "link to itself"])
def test_what_is_no_file_is_refused(go, begun, tmp_path, what):  # noqa: F811
    """A pipe would be waited for without end, and a device read."""
    path = tmp_path / "odd.backup"
    if what == "folder":
        path.mkdir()
    elif what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path = "/dev/zero"
    else:
        path.symlink_to("/dev/zero" if "device" in what else path)
    assert "Nothing was restored" in refused(go("restore", str(path), "--yes"))
    assert people(begun) == ONLY


def test_a_name_that_looks_like_an_option_is_a_name(go, begun, written, tmp_path):  # noqa: F811
    shutil.copy(written, tmp_path / "--version")
    assert did(go("restore", "--yes", "--", "--version")) == "Restored --version."
    assert people(begun) == ONLY


HOSTILE_SQL = {
    "no version": "DELETE FROM alembic_version",
    "an odd version": "UPDATE alembic_version SET version_num = x'ff00'",
    "a version that is no table": """DROP TABLE alembic_version;
        CREATE VIEW alembic_version AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n)
        SELECT x AS version_num FROM n WHERE x = 2""",
    "another column": "ALTER TABLE alembic_version RENAME COLUMN version_num TO number",
    "a trigger": """CREATE TRIGGER everybody AFTER INSERT ON users BEGIN
        UPDATE users SET roles = 'administrator'; END""",
    "a view": "CREATE VIEW nobody AS SELECT * FROM users",
    "a virtual table": "CREATE VIRTUAL TABLE words USING fts5(word)",
    "a virtual table that is called otherwise": """CREATE VIRTUAL TABLE words USING fts5(word);
        PRAGMA writable_schema=ON;
        UPDATE sqlite_master SET sql = 'CREATE  VIRTUAL TABLE words USING fts5(word)'
        WHERE name = 'words'""",
    "no people": "PRAGMA foreign_keys=OFF; DROP TABLE users",
}


@on_sqlite
@pytest.mark.parametrize("what", HOSTILE_SQL)
def test_a_database_with_something_else_in_it_is_refused(go, begun, written, what):  # noqa: F811
    with closing(sqlite3.connect(written)) as connection:
        connection.executescript(HOSTILE_SQL[what])
    assert "Nothing was restored" in refused(go("restore", str(written), "--yes"))
    assert people(begun) == ONLY


@on_sqlite
def test_a_database_that_claims_to_be_huge_is_refused(go, begun, written):  # noqa: F811
    """Its head says four thousand million pages; the largest there can be."""
    data = bytearray(written.read_bytes())
    data[28:32] = (0xFFFFFFFE).to_bytes(4, "big")
    written.write_bytes(data)
    assert "Nothing was restored" in refused(go("restore", str(written), "--yes"))
    assert people(begun) == ONLY


def test_damaged_bytes_are_refused_or_do_no_harm(env, written, monkeypatch):
    """Bytes turned over, left out and doubled, at places that change with the number: what looks into a
    backup says in words that it is none, or finds its version.
    """
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    settings, whole = Settings(_env_file=None), written.read_bytes()
    told = set()
    for seed in range(150 if settings.is_sqlite else 40):
        random, data = Random(seed), bytearray(whole)
        for _ in range(random.choice([1, 3, 30])):
            at = random.randrange(min(len(data), random.choice([200, 5_000, len(data)])))
            match random.randrange(3):
                case 0:
                    data[at] ^= 1 << random.randrange(8)
                case 1:
                    del data[at : at + random.randrange(1, 600)]
                case _:
                    data[at:at] = data[at : at + random.randrange(1, 600)]
        written.write_bytes(data)
        try:
            told.add(backup._version_of(written, settings))
        except (OSError, sqlite3.Error, backup.NotABackup) as error:
            told.add(type(error))
    assert len(told) > 1


@on_postgres
@pytest.mark.postgres
def test_a_dump_without_a_version_is_refused(go, begun, tmp_path, env):  # noqa: F811
    with begun.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
    address = env["CLAUSEWAY_DATABASE_URL"].replace("+psycopg", "")
    dump = ["pg_dump", "--format=custom", "--file=odd.pgdump", address]
    subprocess.run(dump, check=True, env=env, cwd=tmp_path)
    assert "is not of Clauseway" in refused(go("restore", "odd.pgdump", "--yes"))
    assert people(begun) == ONLY
