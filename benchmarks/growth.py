"""The same requests with 100, 10,000 and 1,000,000 learners: servers of all sizes are there at once and
asked in turn within the same rounds, together with the bare answer.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.commands import backup_and_restore
from benchmarks.load import Sample
from benchmarks.roads import roads
from benchmarks.rounds import Asked, ratio, spread
from benchmarks.rounds import measure as take_turns
from benchmarks.run import Run
from benchmarks.servers import Server, bare, clauseway

# At this many at a time processor time is compared, and how long one waits.
ALONE, TOGETHER = 1, 32


def measure(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {"learners": list(run.learners), "databases": []}
    folders: list[Path] = []
    for number in run.learners:
        folder, seconds = run.seeded(str(number), number)
        megabytes = (folder / "clauseway.db").stat().st_size / 1e6
        folders.append(folder)
        found["databases"].append({"seeded_seconds": seconds, "file_mb": megabytes})
    with ExitStack() as running:
        limit = running.enter_context(bare())
        servers = [running.enter_context(clauseway(folder)) for folder in folders]
        found["alone"] = _rows(run, limit, servers, ALONE)
        found["together"] = _rows(run, limit, servers, TOGETHER)
    for folder, database in zip(folders, found["databases"], strict=True):
        database.update(backup_and_restore(folder))
    return found


def _rows(run: Run, limit: Server, servers: list[Server], at_once: int) -> list[dict[str, Any]]:
    asked = [roads(run.course, number) for number in run.learners]
    found = []
    for road in asked[0]:
        sides = {
            str(number): Asked([server], asks[road])
            for number, server, asks in zip(run.learners, servers, asked, strict=True)
        }
        bare_, others = take_turns(limit, sides, at_once=at_once, **run.times)
        found.append(_row(road, bare_, list(others.values())))
    return found


def _row(road: str, bare_: list[Sample], others: list[list[Sample]]) -> dict[str, Any]:
    """Multiples of the bare answer's processor time, p99, and the most against the fewest learners."""
    cpu = [[one.cpu_us for one in samples] for samples in others]
    p99 = [[one.p99_ms for one in samples] for samples in others]
    bare_cpu = [one.cpu_us for one in bare_]
    return {
        "road": road,
        "bare_cpu_us": median(bare_cpu),
        "cpu_us": [median(values) for values in cpu],
        "times_bare": [ratio(values, bare_cpu) for values in cpu],
        "cpu_most_to_fewest": ratio(cpu[-1], cpu[0]),
        "bare_p99_ms": spread([one.p99_ms for one in bare_]),
        "p99_ms": [spread(values) for values in p99],
        "p99_most_to_fewest": ratio(p99[-1], p99[0]),
        "failed": sum(one.failed for samples in others for one in samples),
    }
