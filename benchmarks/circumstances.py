"""Under what circumstances a part of the report was measured: noted before and after, told above it."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.core.settings import ROOT
from benchmarks.run import Run


def circumstances(run: Run) -> dict[str, Any]:
    """Where and when, before it begins."""
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": commit(),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "database": f"SQLite {sqlite3.sqlite_version}",
        "modules": len(run.course.modules),
        "rounds": run.rounds,
        "seconds": run.seconds,
        "load_before": load(),
    }


def load() -> float:
    """How many programs wanted to run, on average over the last minute."""
    return round(os.getloadavg()[0], 1)


def commit() -> str:
    """Of the program; that the report itself has been written anew meanwhile says nothing of it."""
    head = _git("rev-parse", "--short", "HEAD").stdout.strip() or "unknown"
    report = (f":(exclude)benchmarks/{name}" for name in ("report.*", "growth.svg"))
    changed = _git("diff", "--quiet", "HEAD", "--", ".", *report).returncode
    return f"{head} with changes" if changed else head


def _git(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False
    )


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def made(found: Mapping[str, Any]) -> str:
    """Under what circumstances a part was measured."""
    made = found["made"]
    rounds = f"{made['rounds']} rounds" if made["rounds"] > 1 else "one round"
    if made["seconds"]:
        rounds += f" of {made['seconds']} s"
    return (
        f"*{made['at']}, commit {made['commit']}: {made['cpu']}, {made['cores']} cores, Python "
        f"{made['python']}, {found.get('database', made['database'])}, {made['modules']} modules, "
        f"{rounds}; load average {made['load_before']} before, {made['load_after']} after {made['took']} s.*\n"
    )
