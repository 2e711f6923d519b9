"""How long it takes to keep the records of many learners on PostgreSQL, and to put them back."""

from __future__ import annotations

from typing import Any

from benchmarks.commands import backup_and_restore
from benchmarks.postgres import postgres_database, version
from benchmarks.run import Run
from benchmarks.servers import clauseway


def measure(run: Run) -> dict[str, Any]:
    copies = []
    for learners in run.learners:
        with postgres_database() as url:
            folder, seconds = run.seeded(str(learners), learners, url)
            with clauseway(folder, core=None, database_url=url):
                pass  # a site that has run has its courses in the cache
            copied = backup_and_restore(folder, database_url=url)
            copies.append({"learners": learners, "seeded_seconds": seconds} | copied)
            database = version(url)
    return {"copies": copies, "database": database}
