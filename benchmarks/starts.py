"""To the first page, with a cold and a warm cache; the same over a thousand modules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.commands import timed
from benchmarks.content import make_tree
from benchmarks.rounds import spread
from benchmarks.run import Run
from benchmarks.servers import bare, clauseway

_MODULES = 1000


def measure(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = {}
    with bare(core=None) as limit:
        found["bare"] = limit.start_seconds
    data = run.folder / "data"
    with clauseway(data, core=None) as server:
        found["cold"] = server.start_seconds
    found["warm"] = warm_starts(data, run.rounds)
    modules = make_tree(run.folder, _MODULES)
    tree = {
        "courses_dir": str(run.folder / "courses"),
        "quizzes_dir": str(run.folder / "quizzes"),
    }
    many = run.folder / "many"
    found["many"] = {"modules": modules, "check": timed(many, "check", **tree)}
    for name in ("cold", "warm"):
        with clauseway(many, core=None, **tree) as server:
            found["many"][name] = {"start": server.start_seconds, "memory": server.memory_mb()}
    return found


def warm_starts(data: Path, times: int, **settings: str) -> list[float]:
    """The median, the least and the greatest, after one more that may still compile something."""
    took = []
    for _ in range(times + 1):
        with clauseway(data, core=None, **settings) as server:
            took.append(server.start_seconds)
    return spread(took[1:])
