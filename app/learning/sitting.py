"""Which attempt somebody is in the middle of, and how they are led back to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.catalog.model import Course, Module


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """`module` is "" for the exam; `until` is None without a deadline, or while the clock may stand
    still, since nobody knows then how long it runs.
    """

    module: str
    address: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Sitting:
    """An open attempt at a course's exam (`module` is None) or at a module's quiz."""

    course: Course
    module: Module | None
    address: str
    until: datetime | None

    @property
    def title(self) -> str:
        if self.module is not None:
            return f"Quiz: {self.module.title}"
        return self.course.exam.title if self.course.exam else "Exam"

    @property
    def button(self) -> str:
        return "Go on with the quiz" if self.module else "Go on with the exam"

    @property
    def state(self) -> str:
        what = "A quiz" if self.module else "The exam"
        return f"{what} is running" if self.until else f"{what} has begun"


def sitting_at(course: Course, attempts: Sequence[OpenAttempt], now: datetime) -> Sitting | None:
    """What to go on with: the exam before quizzes, those in the order of the course. An attempt whose
    time is over is none, whoever hands it in.
    """
    running = {a.module: a for a in attempts if a.until is None or now <= a.until}
    places: tuple[Module | None, ...] = (None, *course.modules)
    for module in places:
        found = running.get(module.slug if module else "")
        if found is not None:
            return Sitting(course, module, found.address, found.until)
    return None
