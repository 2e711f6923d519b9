"""One part of the report while it is measured: of what, how often, and over which records."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.model import Course
from app.core import migrate
from app.core.database import Database
from benchmarks.seed import seed


@dataclass(frozen=True, slots=True)
class Run:
    """`folder` is empty, and gone afterwards. Every figure comes from so many rounds of so many seconds."""

    course: Course
    folder: Path
    rounds: int
    seconds: int
    learners: tuple[int, ...]

    @property
    def times(self) -> dict[str, Any]:
        """How each figure is measured, as `rounds.row` and `rounds.measure` take it."""
        return {"rounds": self.rounds, "seconds": self.seconds}

    def seeded(self, name: str, learners: int, url: str = "") -> tuple[Path, float]:
        """The folder of a database with learners, and the seconds that it took to fill."""
        folder = self.folder / name
        folder.mkdir()
        database = Database(url or f"sqlite:///{folder / 'clauseway.db'}")
        migrate.upgrade(database)
        began = time.perf_counter()
        seed(database, self.course, learners)
        seconds = time.perf_counter() - began
        database.close()
        return folder, seconds
