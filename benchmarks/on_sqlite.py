"""One process on SQLite: every road, the learner with 500 attempts, memory, statements and bytes."""

from __future__ import annotations

from typing import Any

from app.core.database import Database
from benchmarks.roads import busy_roads, roads
from benchmarks.rounds import Asked, row
from benchmarks.run import Run
from benchmarks.servers import bare, clauseway
from benchmarks.statements import statements

AT_ONCE = (1, 8, 32)
# One learner may have several tabs open, and no more.
BUSY_AT_ONCE = (1, 8)
_LEARNERS = 100


def measure(run: Run) -> dict[str, Any]:
    folder, _ = run.seeded("data", _LEARNERS)
    ordinary, busy = roads(run.course, _LEARNERS), busy_roads(run.course, _LEARNERS)
    database = Database(f"sqlite:///{folder / 'clauseway.db'}")
    pages = statements(folder, database, {**ordinary, **busy})
    database.close()
    with bare() as limit, clauseway(folder) as server:
        memory = {"idle": [server.memory_mb()]}
        found = {}
        for name, asked, at_once in (
            ("roads", ordinary, AT_ONCE),
            ("busy", busy, BUSY_AT_ONCE),
        ):
            found[name] = [
                row(road, limit, Asked([server], asks), at_once=many, **run.times)
                for road, asks in asked.items()
                for many in at_once
            ]
        memory["after all of this load"] = [server.memory_mb()]
    return found | {"pages": pages, "memory": memory}
