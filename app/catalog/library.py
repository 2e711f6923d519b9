"""Holds the catalogue that is served, and lets a new one in only when it has no errors."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path

from app.catalog.loader import load
from app.catalog.model import Catalog
from app.catalog.places import Problem


class Library:
    """The last tree without errors, and what is wrong with the newest one.

    `current` is replaced as a whole and never changed, so a request that has taken it works on
    one catalogue to its end. Before the first tree without errors it is empty.
    """

    def __init__(self, courses_dir: Path, quizzes_dir: Path, cache_dir: Path | None) -> None:
        self._courses_dir = courses_dir
        self._quizzes_dir = quizzes_dir
        self._cache_dir = cache_dir
        self._reloading = threading.Lock()
        self.current = Catalog()
        self.latest_problems: tuple[Problem, ...] = ()
        self.healthy = False

    def reload(self) -> bool:
        """Read the tree again; True where it is served from now on."""
        with self._reloading:
            catalog = load(
                self._courses_dir,
                self._quizzes_dir,
                self._cache_dir,
                today=datetime.now(UTC).date(),
            )
            self.latest_problems = catalog.problems
            self.healthy = not catalog.errors
            if self.healthy:
                self.current = catalog
            return self.healthy
