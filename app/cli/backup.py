"""`clauseway backup` and `clauseway restore`: the records in one file, taken and put back while the site runs.

Courses are files under version control and are not part of it. SQLite is copied with its online
backup; PostgreSQL through its own tools, which have to be installed (postgresql-client).
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL, make_url
from sqlmodel import SQLModel

import app.tables  # noqa: F401  (all tables are known by name)
from app.cli.database import migrated, sqlite_file
from app.cli.output import fail, say
from app.cli.settings import settings_of_records
from app.core import migrate
from app.core.database import Database
from app.core.settings import Settings

_SQLITE_HEAD = b"SQLite format 3\0"
_VERSION_TABLE = "alembic_version"
# Seconds to wait for a writer that is busy.
_PATIENCE = 30


class NotABackup(Exception):
    """The file cannot be restored; the message says why."""


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where to write. Default: a name with the date.")
    ] = None,
) -> None:
    """Write all records into one file, while the site runs or not."""
    settings = settings_of_records()
    suffix = "db" if settings.is_sqlite else "pgdump"
    target = file or Path(f"clauseway-{datetime.now(UTC):%Y%m%d-%H%M%S}.{suffix}")
    if target.exists():
        fail(f"{target} exists already; nothing was written. Name another file.")
    # A backup that was cut short must not look like one, and is nobody else's to read.
    partial = target.with_name(f"{target.name}.partial")
    try:
        partial.unlink(missing_ok=True)
        partial.touch(mode=0o600)
        if settings.is_sqlite:
            _dump_sqlite(sqlite_file(settings), partial)
        else:
            _tool("pg_dump", settings, "--format=custom", f"--file={partial}")
        partial.rename(target)
    except (OSError, sqlite3.Error) as error:
        fail(f"The backup was not written: {error}")
    finally:
        partial.unlink(missing_ok=True)
    say(f"Wrote {target} ({target.stat().st_size / 1_000_000:.1f} MB).")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `clauseway backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Put the records of a backup in the place of those there are now, while the site runs or not."""
    settings = settings_of_records()
    try:
        version = _version_of(file, settings)
    except (OSError, sqlite3.Error, NotABackup) as error:
        fail(f"Nothing was restored: {error}")
    if version not in _known_versions():
        fail(
            f"Nothing was restored: {file} is of a newer version of Clauseway (migration {version})."
        )
    if not yes:
        typer.confirm("All present records are replaced. Go on?", abort=True)
    try:
        if settings.is_sqlite:
            _copy_sqlite(file, sqlite_file(settings))
        else:
            _restore_postgres(file, settings)
    except (OSError, sqlite3.Error) as error:
        fail(f"Nothing was restored: {error}")
    # A backup may be of an earlier version, and name modules as they were called then.
    database = migrated(settings)
    _follow_renames(database, settings)
    database.close()
    say(f"Restored {file}.")


def _follow_renames(database: Database, settings: Settings) -> None:
    from app.catalog.library import Library  # noqa: PLC0415  (only here are courses read)
    from app.main import follow_renames  # noqa: PLC0415

    library = Library(settings.courses_dir, settings.quizzes_dir, settings.cache_folder)
    library.reload()
    follow_renames(database, library)


def _known_versions() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    return {s.revision for s in ScriptDirectory.from_config(migrate.config()).walk_revisions()}


def _version_of(file: Path, settings: Settings) -> str:
    """The migration at which a backup was taken, before anything is replaced by it."""
    if file.exists() and not file.is_file():
        # A pipe would be waited for, a device read for ever.
        raise NotABackup(f"{file} is no file.")
    with file.open("rb") as opened:
        is_sqlite_file = opened.read(len(_SQLITE_HEAD)) == _SQLITE_HEAD
    if is_sqlite_file and settings.is_sqlite:
        return _version_in_sqlite(file)
    if is_sqlite_file:
        raise NotABackup(f"{file} is a backup of SQLite, and the database here is PostgreSQL.")
    if settings.is_sqlite:
        raise NotABackup(f"{file} is no backup of SQLite, which is the database here.")
    return _version_in_dump(file, settings)


def _version_in_sqlite(file: Path) -> str:
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        # First that there are tables and indexes alone: what a view, a trigger or a virtual table holds
        # would run.
        kept = connection.execute("SELECT type, name, rootpage FROM sqlite_master").fetchall()
        tables = {name for kind, name, _ in kept if kind == "table"}
        if not {_VERSION_TABLE, "users"} <= tables or any(map(_computes, kept)):
            raise NotABackup(f"{file} is not of Clauseway.")
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        if found != "ok":
            raise NotABackup(f"{file} is damaged: {found}")
        versions = connection.execute(f"SELECT version_num FROM {_VERSION_TABLE}").fetchall()  # noqa: S608
    if len(versions) != 1 or not isinstance(versions[0][0], str):
        raise NotABackup(f"{file} is not of Clauseway.")
    return versions[0][0]


def _computes(entry: tuple[str, str, int]) -> bool:
    """Whether an entry of a schema is something else than a table or index that lies in the file;
    a virtual table lies nowhere, whatever its text says.
    """
    kind, _name, page = entry
    return kind not in {"table", "index"} or not page


def _version_in_dump(file: Path, settings: Settings) -> str:
    arguments = ["--data-only", f"--table={_VERSION_TABLE}", "--file=-", str(file.absolute())]
    written = _tool("pg_restore", settings, *arguments, connect=False)
    lines = iter(written.splitlines())
    if not any(line.startswith("COPY ") and _VERSION_TABLE in line for line in lines):
        raise NotABackup(f"{file} is not of Clauseway.")
    version = next(lines, "").strip()
    # The line that ends what is copied.
    if version in {"", "\\."}:
        raise NotABackup(f"{file} is not of Clauseway.")
    return version


def _dump_sqlite(source: Path, target: Path) -> None:
    if not source.is_file():
        raise FileNotFoundError(f"there is no database yet at {source}")
    _copy_sqlite(source, target)
    # The copy has the journal mode of a database in use, which needs files beside it to be read.
    with closing(sqlite3.connect(target)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE")


def _copy_sqlite(source: Path, target: Path) -> None:
    """Copy page by page inside one transaction of the target, whoever else uses either."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with (
        closing(sqlite3.connect(source, timeout=_PATIENCE)) as reading,
        closing(sqlite3.connect(target, timeout=_PATIENCE)) as writing,
    ):
        reading.backup(writing)


def _restore_postgres(file: Path, settings: Settings) -> None:
    """Replace all tables in one transaction: readers see the old records or the new ones.

    `pg_restore --clean` drops what the backup knows. Tables that came with a later migration would
    stay and stand in the way of migrating anew, so those of this version are dropped first.
    """
    names = ", ".join(f'"{table}"' for table in [*SQLModel.metadata.tables, _VERSION_TABLE])
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "restore.sql"
        # Written out whole before it is run: of half a script, half would be committed.
        options = ["--clean", "--if-exists", "--no-owner", "--no-privileges"]
        _tool(
            "pg_restore",
            settings,
            *options,
            f"--file={script}",
            str(file.absolute()),
            connect=False,
        )
        _tool(
            "psql", settings, "--no-psqlrc", "--quiet", "--single-transaction",
            "--set=ON_ERROR_STOP=1", f"--command=DROP TABLE IF EXISTS {names} CASCADE",
            f"--file={script}", f"--output={os.devnull}",
        )  # fmt: skip


def _tool(name: str, settings: Settings, *arguments: str, connect: bool = True) -> str:
    """What one of PostgreSQL's tools writes to stdout. Raises OSError with what it complains of."""
    path = shutil.which(name)
    if path is None:
        raise FileNotFoundError(f"{name} is not installed; it comes with postgresql-client.")
    address, environment = _connection(make_url(settings.database_address))
    command = [path, *arguments, *([f"--dbname={address}"] if connect else [])]
    done = subprocess.run(  # noqa: S603
        command, env=environment, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        raise OSError(done.stderr.strip() or f"{name} ended with code {done.returncode}")
    return done.stdout


def _connection(url: URL) -> tuple[str, dict[str, str]]:
    """The address and the environment for a tool. The password goes through the environment,
    because arguments can be read by everybody on the machine.
    """
    environment = dict(os.environ)
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    # `URL.set` takes None for "leave it as it is".
    bare = url._replace(drivername="postgresql", password=None)
    return bare.render_as_string(hide_password=False), environment
