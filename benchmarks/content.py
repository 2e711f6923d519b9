"""A tree of a thousand modules: the shipped course with all its files, copied under other names."""

from __future__ import annotations

import shutil
from pathlib import Path

from app.core.settings import ROOT

_COURSE = "fundamentals"


def make_tree(folder: Path, modules: int) -> int:
    """`courses` and `quizzes` in `folder`, with at least so many modules; gives how many."""
    courses, quizzes = ROOT / "courses", ROOT / "quizzes"
    each = len(list((courses / _COURSE).glob("[0-9]*.md")))
    copies = -(-modules // each)
    shutil.copytree(
        courses, folder / "courses", ignore=shutil.ignore_patterns(_COURSE, "paths.md", "LICENSE")
    )
    for number in range(copies):
        # The first keeps its name, because templates and terms refer to it.
        name = f"{_COURSE}-{number}" if number else _COURSE
        shutil.copytree(courses / _COURSE, folder / "courses" / name)
        shutil.copytree(quizzes / _COURSE, folder / "quizzes" / name)
    return copies * each
