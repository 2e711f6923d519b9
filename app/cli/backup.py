"""`clauseway backup` and `clauseway restore`: the records in one file, taken and put back while the site runs.

Courses are files under version control and are not part of it. SQLite is copied with its online
backup; PostgreSQL through its own tools, pg_dump and pg_restore, which have to be installed.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import make_url

from app.cli.output import fail, say
from app.cli.settings import settings_or_exit
from app.core import migrate
from app.core.database import Database
from app.core.settings import Settings

_SQLITE_HEAD = b"SQLite format 3\0"


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write. Default: a name with the date.")
    ] = None,
) -> None:
    """Write all records into one file, while the site runs or not."""
    settings = settings_or_exit()
    suffix = "db" if settings.is_sqlite else "pgdump"
    target = file or Path(f"clauseway-{datetime.now(UTC):%Y%m%d-%H%M%S}.{suffix}")
    if target.exists():
        fail(f"{target} exists already; nothing was written. Name another file.")
    # A backup that was cut short must not look like one.
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        if settings.is_sqlite:
            _copy_sqlite(_sqlite_file(settings), partial)
        else:
            _run_tool("pg_dump", settings, "--format=custom", f"--file={partial}")
        partial.chmod(0o600)
        partial.rename(target)
    except (OSError, sqlite3.Error) as error:
        partial.unlink(missing_ok=True)
        fail(f"The backup was not written: {error}")
    say(f"Wrote {target} ({target.stat().st_size / 1_000_000:.1f} MB).")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `clauseway backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put the records of a backup in the place of those there are now."""
    settings = settings_or_exit()
    if not file.is_file():
        fail(f"{file} is not there.")
    with file.open("rb") as opened:
        is_sqlite_file = opened.read(len(_SQLITE_HEAD)) == _SQLITE_HEAD
    if is_sqlite_file != settings.is_sqlite:
        fail(f"{file} is a backup of the other kind of database.")
    if not yes:
        typer.confirm("All present records are replaced. Go on?", abort=True)
    try:
        if settings.is_sqlite:
            _check_sqlite(file)
            _copy_sqlite(file, _sqlite_file(settings))
        else:
            _run_tool(
                "pg_restore", settings, "--clean", "--if-exists", "--no-owner",
                "--single-transaction", "--exit-on-error", str(file), dbname=True,
            )  # fmt: skip
    except (OSError, sqlite3.Error) as error:
        fail(f"Nothing was restored: {error}")
    _migrate(settings)
    say(f"Restored {file}.")


def _sqlite_file(settings: Settings) -> Path:
    path = make_url(settings.database_address).database
    assert path
    return Path(path)


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy page by page inside one transaction of the target, whoever else reads either."""
    if not source.is_file():
        raise FileNotFoundError(f"{source} is not there")
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(source, timeout=30)) as reading,
        closing(sqlite3.connect(target, timeout=30)) as writing,
    ):
        reading.backup(writing)
        # The copy carries the source's journal mode, which is WAL for a database in use.
        writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _check_sqlite(file: Path) -> None:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        result = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if result != "ok":
            raise sqlite3.DatabaseError(f"{file} is damaged: {result}")
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        if "alembic_version" not in tables:
            raise sqlite3.DatabaseError(f"{file} is not a Clauseway database")


def _run_tool(tool: str, settings: Settings, *arguments: str, dbname: bool = False) -> None:
    """Run one of PostgreSQL's tools; the password goes through the environment, not the arguments."""
    path = shutil.which(tool)
    if path is None:
        fail(f"{tool} is not installed. It comes with PostgreSQL's client (postgresql-client).")
    url = make_url(settings.database_address).set(drivername="postgresql")
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
        url = url.set(password=None)
    address = url.render_as_string(hide_password=False)
    command = [path, *arguments, f"--dbname={address}"] if dbname else [path, *arguments, address]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise OSError(done.stderr.strip() or f"{tool} ended with code {done.returncode}")


def _migrate(settings: Settings) -> None:
    """A backup may be from an earlier version."""
    database = Database(settings.database_address)
    migrate.upgrade(database)
    database.close()
