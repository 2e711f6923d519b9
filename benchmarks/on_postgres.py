"""PostgreSQL that keeps what it has confirmed: every road at one process and at two, their memory,
their start.
"""

from __future__ import annotations

from typing import Any

from benchmarks.postgres import postgres_database, version
from benchmarks.roads import roads
from benchmarks.rounds import Asked, row
from benchmarks.run import Run
from benchmarks.servers import Server, bare, clauseway
from benchmarks.starts import warm_starts

AT_ONCE = (1, 8, 32)
_LEARNERS = 100


def measure(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with postgres_database() as url:
        folder, _ = run.seeded("data", _LEARNERS, url)
        settings = {"database_url": url}
        with bare() as limit, clauseway(folder, **settings) as server:
            found["one"] = _found(run, limit, [server])
        with (
            bare(core=None) as limit,
            clauseway(folder, core=None, **settings) as one,
            clauseway(folder, core=None, **settings) as two,
        ):
            found["two"] = _found(run, limit, [one, two])
        found["starts"] = warm_starts(folder, run.rounds, **settings)
        found["database"] = version(url)
    return found


def _found(run: Run, limit: Server, servers: list[Server]) -> dict[str, Any]:
    idle = [server.memory_mb() for server in servers]
    rows = [
        row(road, limit, Asked(servers, asks), at_once=many, **run.times)
        for road, asks in roads(run.course, _LEARNERS).items()
        for many in AT_ONCE
    ]
    return {
        "roads": rows,
        "memory": {"idle": idle, "after all of this load": [s.memory_mb() for s in servers]},
    }
