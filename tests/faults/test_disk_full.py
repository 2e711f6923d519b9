"""Not a block is left where the database lies: what was acknowledged stays, the learner gets a sentence,
and it goes on by itself when there is room again.
"""

import os
import shutil
import tempfile
from pathlib import Path
from random import Random
from uuid import uuid4

import psycopg
import pytest

from tests.cli.conftest import records  # noqa: F401  (used by name)
from tests.cli.running import Server, environment
from tests.faults.disks import save_until_refused, small_disk
from tests.faults.streaming import Streamer, differences


@pytest.fixture
def on_a_small_disk(request, tmp_path):
    """(environment, disk) of a `clauseway` whose records lie on a disk that can be filled."""
    if request.param == "sqlite":
        with small_disk(tmp_path / "data", 24, os.getuid()) as disk:
            yield environment(tmp_path), disk
        return
    template = request.getfixturevalue("postgres_template")
    name = f"full_{uuid4().hex[:12]}"
    # Outside pytest's folder, which is closed to the user that the server runs as.
    folder = Path(tempfile.mkdtemp(prefix="clauseway-full-"))
    folder.chmod(0o755)
    with psycopg.connect(template.server, autocommit=True) as connection:
        (data,) = connection.execute("SHOW data_directory").fetchone()
        with small_disk(folder / "disk", 48, Path(data).stat().st_uid) as disk:
            connection.execute(f"CREATE TABLESPACE \"{name}\" LOCATION '{folder / 'disk'}'")
            connection.execute(f'CREATE DATABASE "{name}" TABLESPACE "{name}"')
            yield environment(tmp_path, CLAUSEWAY_DATABASE_URL=template.address(name)), disk
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
            connection.execute(f'DROP TABLESPACE "{name}"')
    shutil.rmtree(folder)


@pytest.fixture
def env(on_a_small_disk):
    return on_a_small_disk[0]


@pytest.fixture
def old_snapshot(env):
    """As long as something reads, PostgreSQL keeps every row as it was then, and needs new pages."""
    address = env.get("CLAUSEWAY_DATABASE_URL")

    def begin():
        if address is None:
            return None
        connection = psycopg.connect(address.replace("+psycopg", ""))
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        connection.execute("SELECT 1")
        return connection

    return begin


@pytest.mark.parametrize(
    "on_a_small_disk",
    ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)
def test_a_disk_without_a_block_left_costs_no_answer_that_was_kept(
    tmp_path,
    long_quiz,
    on_a_small_disk,
    old_snapshot,
    records,  # noqa: F811
):
    disk = on_a_small_disk[1]
    with Server(tmp_path, long_quiz) as server:
        streamer = Streamer(server.address, Random(1))
        streamer.begin()
        for position in range(1, 5):
            assert streamer.save(position, "1").status_code == 200
            streamer.kept[position] = "1"
        reading = old_snapshot()
        assert differences(streamer, records) == []
        # PostgreSQL throws this list of its tables away whenever it has tidied up, and where it finds no
        # room to write it again it turns new connections away. Who is connected goes on.
        for list_of_tables in disk.folder.rglob("pg_internal.init"):
            list_of_tables.unlink()
        disk.fill()
        save_until_refused(streamer, records, 2_000)
        disk.make_room()
        if reading is not None:
            reading.close()
        for position in range(1, 5):
            assert streamer.save(position, "3").status_code == 200
            streamer.kept[position] = "3"
        assert differences(streamer, records) == []
        assert "the database cannot be used" in server.log
        assert ("disk is full" in server.log) or ("No space left on device" in server.log)
        streamer.close()
