"""One process per SQLite file: a second one refuses to start and says why."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


class AlreadyRunning(Exception):
    """Another process holds the database."""


def hold(database_file: Path) -> IO[str]:
    """Lock `database_file` for this process until the returned file is closed.

    Raises AlreadyRunning when somebody else holds it. The system frees the lock when the process
    ends, however it ends.
    """
    path = database_file.with_name(database_file.name + ".lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        handle.seek(0)
        owner = handle.read().strip()
        handle.close()
        raise AlreadyRunning(
            f"{database_file} is in use by another Clauseway process"
            + (f" (process {owner})" if owner else "")
            + ". SQLite serves one process; stop the other one, or use PostgreSQL "
            "(CLAUSEWAY_DATABASE_URL) for more than one."
        ) from error
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
