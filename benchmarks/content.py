"""Content that is not shipped, made of what is: a thousand modules, and quizzes of another length."""

from __future__ import annotations

import re
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


def make_quizzes(folder: Path, questions: int) -> Path:
    """The shipped banks in `folder`, of which every quiz draws so many."""
    quizzes = shutil.copytree(ROOT / "quizzes", folder / "quizzes")
    for bank in quizzes.glob("*/[0-9]*.md"):
        text, changed = re.subn(r"(?m)^draw: \d+$", f"draw: {questions}", bank.read_text(), count=1)
        if not changed:
            raise RuntimeError(f"{bank} does not say how many questions a quiz draws")
        bank.write_text(text)
    return quizzes
