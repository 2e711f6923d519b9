"""Measures everything and writes report.md, report.json and growth.svg: `make bench`.

Usage: python -m benchmarks [--only PART …] [--rounds N] [--seconds N] [--learners N …]
What is left out keeps its figures of the last report, with their date, commit and load.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.library import Library
from app.catalog.model import Course
from app.core.logs import configure_logs
from app.core.settings import ROOT, Settings
from benchmarks import (
    backups,
    growth,
    journey,
    lighthouse,
    on_postgres,
    on_sqlite,
    plot,
    report,
    starts,
    waits,
)
from benchmarks.circumstances import circumstances, load
from benchmarks.run import Run

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class _Part:
    """What measures it, and how often: all of them together take less than forty minutes."""

    measure: Callable[[Run], dict[str, Any]]
    rounds: int
    seconds: int = 0
    learners: tuple[int, ...] = ()


_PARTS = {
    "sqlite": _Part(on_sqlite.measure, 5, 2),
    "waits": _Part(waits.measure, 1, 5),
    "journey": _Part(journey.measure, 9),
    "growth": _Part(growth.measure, 5, 1, (100, 10_000, 1_000_000)),
    "postgres": _Part(on_postgres.measure, 3, 1),
    "backups": _Part(backups.measure, 1, 0, (10_000,)),
    "starts": _Part(starts.measure, 5),
    "lighthouse": _Part(lighthouse.measure, 3),
}


def main() -> None:
    options = _options()
    configure_logs(Settings(log_level="warning"))
    # A process of an operator keeps what it has compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    library = Library(ROOT / "courses", ROOT / "quizzes", None)
    library.reload()
    kept = HERE / "report.json"
    before: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    # Figures without their circumstances are of an earlier kind of report.
    found = {name: before[name] for name in _PARTS if "made" in before.get(name, {})}
    for name in options.only or _PARTS:
        found[name] = _measure(_PARTS[name], library.current.courses[0], options)
        kept.write_text(json.dumps(found, indent=1) + "\n")
        print(f"{name}: {found[name]['made']['took']} s", flush=True)
    (HERE / "report.md").write_text(report.markdown(found))
    if "growth" in found:
        (HERE / "growth.svg").write_text(plot.growth(found["growth"]))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=list(_PARTS))
    parser.add_argument("--rounds", type=int, help="instead of each part's own")
    parser.add_argument("--seconds", type=int, help="instead of each part's own")
    parser.add_argument("--learners", type=int, nargs="+", help="for growth and backups")
    return parser.parse_args()


def _measure(part: _Part, course: Course, options: argparse.Namespace) -> dict[str, Any]:
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="clauseway-bench-") as folder:
        run = Run(
            course,
            Path(folder),
            options.rounds or part.rounds,
            part.seconds and (options.seconds or part.seconds),
            tuple(options.learners or part.learners),
        )
        made = circumstances(run)
        found = part.measure(run)
    took = round(time.perf_counter() - began)
    return {"made": made | {"load_after": load(), "took": took}} | found


if __name__ == "__main__":
    main()
