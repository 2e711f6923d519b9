"""The outline of a course beside its text: where the reader is, what is done, what is left."""

from __future__ import annotations

from dataclasses import dataclass

from app.catalog.model import Module, Unit
from app.learning.progress import CourseProgress, ModuleProgress, UnitState, quiz_length
from app.learning.remembered import remembered
from app.learning.wording import count, duration


@dataclass(frozen=True, slots=True)
class OutlineUnit:
    title: str
    address: str
    state: UnitState
    note: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class OutlineQuiz:
    address: str
    note: str
    passed: bool


@dataclass(frozen=True, slots=True, eq=False)
class OutlineModule:
    """`note` stands at the right: the minutes, or what is left. Only the open one shows its units.
    One for each place where readers can stand, so that its HTML is found again under it.
    """

    number: int
    title: str
    address: str
    note: str
    is_done: bool
    is_open: bool
    is_here: bool = False
    units: tuple[OutlineUnit, ...] = ()
    quiz: OutlineQuiz | None = None


@dataclass(frozen=True, slots=True)
class OutlinePlace:
    """`here` is the place of the unit in its module, 0 on the module's own page; `current` the place
    of the module in the course, 0 before anything of it is done.
    """

    title: str
    address: str
    done: int
    total: int
    current: int
    here: int
    units_done: int
    units_total: int


@dataclass(frozen=True, slots=True)
class Outline:
    """`at` is shared by many readers, `modules` are each for itself; `summary` is most one's own."""

    at: OutlinePlace
    summary: str
    modules: tuple[OutlineModule, ...]


def outline_of(progress: CourseProgress, module: Module, unit: Unit | None = None) -> Outline:
    address = f"/courses/{progress.course.slug}"
    opened = progress.module(module.slug)
    return Outline(
        at=OutlinePlace(
            title=progress.course.title,
            address=address,
            done=progress.done,
            total=progress.total,
            current=opened.position if opened.is_begun else 0,
            here=module.units.index(unit) + 1 if unit else 0,
            units_done=opened.done,
            units_total=opened.total,
        ),
        summary=course_summary(progress),
        modules=tuple(
            _open(one, address, unit) if one is opened else _closed(one, address)
            for one in progress.modules
        ),
    )


def course_summary(progress: CourseProgress) -> str:
    """`4 of 14 modules, about 5 h 15 min left`; before anything is read, how long it is."""
    left = progress.minutes_left
    if not progress.is_begun:
        return f"{count(progress.total, 'module')}, about {duration(left)}"
    if progress.done == progress.total:
        return f"All {count(progress.total, 'module')} complete"
    done = f"{progress.done} of {count(progress.total, 'module')}"
    if left:
        return f"{done}, about {duration(left)} left"
    quizzes = sum(module.all_read and not module.is_complete for module in progress.modules)
    return f"{done}, {count(quizzes, 'quiz')} to pass"


@remembered(10_000)
def _closed(progress: ModuleProgress, course_address: str) -> OutlineModule:
    module = progress.module
    return OutlineModule(
        number=module.number,
        title=module.title,
        address=f"{course_address}/{module.slug}",
        note="quiz" if progress.all_read else duration(progress.minutes_left),
        is_done=progress.is_complete,
        is_open=False,
    )


@remembered(10_000)
def _open(progress: ModuleProgress, course_address: str, unit: Unit | None) -> OutlineModule:
    module = progress.module
    address = f"{course_address}/{module.slug}"
    return OutlineModule(
        number=module.number,
        title=module.title,
        address=address,
        note=f"{progress.done} of {progress.total}",
        is_done=progress.is_complete,
        is_open=True,
        is_here=unit is None,
        units=tuple(
            _unit(one, state, address, is_here=one is unit)
            for one, state in zip(module.units, progress.states, strict=True)
        ),
        quiz=_quiz(progress, address),
    )


def _unit(unit: Unit, state: UnitState, module_address: str, *, is_here: bool) -> OutlineUnit:
    notes = {"todo": duration(unit.minutes), "done": "", "changed": "Changed since you read it"}
    note = notes[state]
    if is_here:
        note = ", ".join(filter(None, (note, "you are here")))
    return OutlineUnit(unit.title, f"{module_address}/{unit.id}", state, note, is_here)


def _quiz(progress: ModuleProgress, address: str) -> OutlineQuiz | None:
    bank = progress.module.bank
    if bank is None:
        return None
    rule = f"{count(quiz_length(progress.module), 'question')}, {bank.pass_mark:g} %"
    note = "Passed" if progress.quiz_passed else rule
    return OutlineQuiz(f"{address}/quiz", note, progress.quiz_passed)
