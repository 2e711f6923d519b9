"""How far somebody has come in a course, what is left of it, and which step is next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from app.catalog.model import Course, Module, Unit
from app.learning.remembered import remembered
from app.learning.sitting import OpenAttempt, Sitting, sitting_at

UnitState = Literal["todo", "done", "changed"]
StepKind = Literal["unit", "quiz", "exam"]

# A quiz is guessed at a minute a question; its own limit, where it has one, is not how long it takes.
MINUTES_A_QUESTION = 1


@dataclass(frozen=True, slots=True)
class Read:
    """A completed unit: the hash it had then, and when that was."""

    unit_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """What somebody has done in a course: units by module and unit, modules whose quiz was passed,
    whether the exam was, and what they are in the middle of.
    """

    units: Mapping[tuple[str, str], Read] = field(default_factory=dict)
    quizzes: frozenset[str] = frozenset()
    exam_passed: bool = False
    open_attempts: tuple[OpenAttempt, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.units or self.quizzes or self.exam_passed)


NOTHING = Record()


@dataclass(frozen=True, slots=True)
class Step:
    """Where to go: a unit, a module's quiz (`unit` is None) or the exam (`module` is None too)."""

    course: Course
    kind: StepKind
    module: Module | None = None
    unit: Unit | None = None

    @property
    def address(self) -> str:
        parts = [f"/courses/{self.course.slug}"]
        if self.module is not None:
            parts.append(self.module.slug)
        parts.append(self.unit.id if self.unit is not None else self.kind)
        return "/".join(parts)

    @property
    def title(self) -> str:
        if self.unit is not None:
            return self.unit.title
        if self.module is not None:
            return f"Quiz: {self.module.title}"
        return self.course.exam.title if self.course.exam else "Exam"

    @property
    def minutes(self) -> int:
        """What it takes, about; 0 where nobody can say."""
        if self.unit is not None:
            return self.unit.minutes
        if self.module is not None:
            return quiz_length(self.module) * MINUTES_A_QUESTION
        return (self.course.exam.minutes or 0) if self.course.exam else 0


@dataclass(frozen=True, eq=False)
class ModuleProgress:
    """`position` is the module's place in the course as it is shown, from 1; readers are told the
    number that its author gave it. Everybody who stands at the same place shares one of these, so
    what it tells is worked out once.
    """

    module: Module
    position: int
    states: tuple[UnitState, ...]
    quiz_passed: bool

    @cached_property
    def done(self) -> int:
        """Completed units; one that has changed since stays completed."""
        return len(self.states) - self.states.count("todo")

    @property
    def total(self) -> int:
        return len(self.states)

    @cached_property
    def all_read(self) -> bool:
        return "todo" not in self.states

    @property
    def has_changed(self) -> bool:
        return "changed" in self.states

    @cached_property
    def is_complete(self) -> bool:
        return self.all_read and (self.quiz_passed or self.module.bank is None)

    @property
    def is_begun(self) -> bool:
        return self.done > 0 or self.quiz_passed

    @cached_property
    def minutes_left(self) -> int:
        """Of reading: a quiz is counted in questions."""
        return sum(
            unit.minutes
            for unit, state in zip(self.module.units, self.states, strict=True)
            if state == "todo"
        )

    def next_step(self, course: Course) -> Step:
        """Of a module that is not complete: the first unit that is not read, else the quiz."""
        for unit, state in zip(self.module.units, self.states, strict=True):
            if state == "todo":
                return Step(course, "unit", self.module, unit)
        return Step(course, "quiz", self.module)

    def state(self, unit_id: str) -> UnitState:
        return next(
            state
            for unit, state in zip(self.module.units, self.states, strict=True)
            if unit.id == unit_id
        )


@dataclass(frozen=True, slots=True)
class CourseProgress:
    course: Course
    modules: tuple[ModuleProgress, ...]
    record: Record

    @property
    def exam_passed(self) -> bool:
        return self.record.exam_passed

    @property
    def last_read(self) -> datetime | None:
        """When a unit that the course still has was completed last."""
        last = _last_read(self.course, self.record)
        return self.record.units[last].at if last else None

    @property
    def next_step(self) -> Step | None:
        """None where nothing is left to read, no quiz to pass and no exam to sit."""
        last = _last_read(self.course, self.record)
        return _next_step(self.course, self.modules, last, exam_passed=self.exam_passed)

    def sitting(self, now: datetime) -> Sitting | None:
        """The attempt that is open: to go on with it comes before any other step."""
        return sitting_at(self.course, self.record.open_attempts, now)

    @property
    def done(self) -> int:
        return sum(module.is_complete for module in self.modules)

    @property
    def total(self) -> int:
        return len(self.modules)

    @property
    def is_begun(self) -> bool:
        return self.exam_passed or any(module.is_begun for module in self.modules)

    @property
    def is_complete(self) -> bool:
        """Whether the completion rule is met: its modules, and the exam where it names one."""
        return not self.missing and (self.exam_passed or self.course.exam is None)

    @property
    def minutes_left(self) -> int:
        return sum(module.minutes_left for module in self.modules)

    @property
    def missing(self) -> tuple[Module, ...]:
        """The modules of the completion rule that are not complete. What is not published cannot be
        asked of anybody.
        """
        required = {m.slug for m in self.course.required_modules if m.status == "published"}
        return tuple(
            progress.module
            for progress in self.modules
            if progress.module.slug in required and not progress.is_complete
        )

    def module(self, slug: str) -> ModuleProgress:
        return next(progress for progress in self.modules if progress.module.slug == slug)


def quiz_length(module: Module) -> int:
    """How many questions the module's quiz asks: of a bank with fewer the check says so."""
    return module.bank.draw if module.bank else 0


def progress_of(course: Course, record: Record) -> CourseProgress:
    """`course` holds the modules that this reader can see."""
    begun = {slug for slug, _ in record.units}
    return CourseProgress(
        course=course,
        modules=tuple(
            _module(
                module,
                position,
                _states(module, record) if module.slug in begun else _untouched(module),
                quiz_passed=module.slug in record.quizzes,
            )
            for position, module in enumerate(course.modules, start=1)
        ),
        record=record,
    )


def following_step(course: Course, module: Module, unit: Unit, record: Record) -> Step | None:
    """What comes after a unit as a book is read: the next unit, the quiz unless it was passed, the
    next module, the exam.
    """
    at = module.units.index(unit) + 1
    if at < len(module.units):
        return Step(course, "unit", module, module.units[at])
    if module.bank is not None and module.slug not in record.quizzes:
        return Step(course, "quiz", module)
    following = course.modules.index(module) + 1
    if following < len(course.modules):
        return Step(course, "unit", course.modules[following], course.modules[following].units[0])
    return Step(course, "exam") if course.exam else None


def preceding_unit(course: Course, module: Module, unit: Unit) -> tuple[Module, Unit] | None:
    """The unit before this one, in the module before where this is a module's first."""
    at = module.units.index(unit)
    if at:
        return module, module.units[at - 1]
    before = course.modules.index(module)
    if before:
        earlier = course.modules[before - 1]
        return earlier, earlier.units[-1]
    return None


# So many places where somebody can stand in a module are remembered: learners share them.
@remembered(10_000)
def _module(
    module: Module, position: int, states: tuple[UnitState, ...], *, quiz_passed: bool
) -> ModuleProgress:
    return ModuleProgress(module, position, states, quiz_passed)


@remembered(1_000)
def _untouched(module: Module) -> tuple[UnitState, ...]:
    return _states(module, NOTHING)


def _states(module: Module, record: Record) -> tuple[UnitState, ...]:
    return tuple(_state(record.units.get((module.slug, unit.id)), unit) for unit in module.units)


def _state(read: Read | None, unit: Unit) -> UnitState:
    if read is None:
        return "todo"
    return "done" if read.unit_hash == unit.hash else "changed"


def _last_read(course: Course, record: Record) -> tuple[str, str] | None:
    """The unit completed last among those that the course still has. Of several completed in the
    same moment the later one counts.
    """
    latest: tuple[str, str] | None = None
    for module in course.modules:
        for unit in module.units:
            key = (module.slug, unit.id)
            read = record.units.get(key)
            if read and (latest is None or read.at >= record.units[latest].at):
                latest = key
    return latest


def _next_step(
    course: Course,
    modules: tuple[ModuleProgress, ...],
    last: tuple[str, str] | None,
    *,
    exam_passed: bool,
) -> Step | None:
    """The first thing left to do, counted from the unit that was completed last: the rest of its
    module, its quiz, the modules after it, those before it, the exam.
    """
    start = next((i for i, m in enumerate(modules) if last and m.module.slug == last[0]), 0)
    for progress in (*modules[start:], *modules[:start]):
        after = last[1] if last and progress.module.slug == last[0] else ""
        unit = next(_units_left(progress, after), None)
        if unit is not None:
            return Step(course, "unit", progress.module, unit)
        if not progress.is_complete:
            return Step(course, "quiz", progress.module)
    if course.exam is not None and not exam_passed:
        return Step(course, "exam")
    return None


def _units_left(progress: ModuleProgress, after: str) -> Iterator[Unit]:
    """Units not read yet, those after `after` first, then the ones before it."""
    pairs = list(zip(progress.module.units, progress.states, strict=True))
    start = next((i for i, (unit, _) in enumerate(pairs) if unit.id == after), -1) + 1
    return (unit for unit, state in (*pairs[start:], *pairs[:start]) if state == "todo")
