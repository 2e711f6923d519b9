"""What is read of learning: a reader's record of courses, with the states of blocks, at one go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, String, Uuid, bindparam, cast, literal, null, select, union_all
from sqlmodel import Session, col

from app.assessment.queries import open_select, passed_select
from app.catalog.model import Course, Module
from app.core.clock import UtcDateTime
from app.core.prepared import Prepared
from app.learning.blocks import BlockKey, Kept
from app.learning.models import BlockState, UnitProgress
from app.learning.progress import NOTHING, ModuleProgress, Read, Record, progress_of
from app.learning.sitting import OpenAttempt
from app.web.context import Missing

# The statements below are prepared, because a unit's page is asked for more often than any other. Their rows have the same shape whatever they tell;
# the first part of each union gives the rows their types, so it is the one that has all of them.

_READER: Any = bindparam("reader", type_=Uuid())
_IN_COURSE: Any = bindparam("in_course", type_=String())
_NO_TIME = cast(null(), UtcDateTime)
_NO_STATE = cast(null(), JSON)
_UNITS = select(
    literal("unit").label("what"),
    col(UnitProgress.course),
    col(UnitProgress.module),
    col(UnitProgress.unit),
    col(UnitProgress.unit_hash),
    col(UnitProgress.completed_at).label("at"),
    _NO_STATE.label("state"),
).where(col(UnitProgress.user_id) == _READER)
# However often a quiz was passed.
_WON = passed_select(_READER).distinct().subquery()
_PASSED = select(
    _WON.c.kind, _WON.c.course, _WON.c.module, literal(""), literal(""), _NO_TIME, _NO_STATE
)
_OPEN = open_select(_READER).subquery()
_SITTING = select(
    literal("open"),
    _OPEN.c.course,
    _OPEN.c.module,
    cast(_OPEN.c.id, String),
    literal(""),
    _OPEN.c.until,
    _NO_STATE,
)
_STATES = select(
    literal("block"),
    col(BlockState.course),
    col(BlockState.kind),
    col(BlockState.block),
    literal(""),
    col(BlockState.updated_at),
    col(BlockState.state),
).where(
    col(BlockState.user_id) == _READER,
    col(BlockState.course) == _IN_COURSE,
    col(BlockState.module) == bindparam("in_module", type_=String()),
)
_HERE = (
    _UNITS.where(col(UnitProgress.course) == _IN_COURSE),
    _PASSED.where(_WON.c.course == _IN_COURSE),
)
_ALL_COURSES = Prepared(union_all(_UNITS, _PASSED, _SITTING))
_ONE_COURSE = Prepared(union_all(*_HERE, _SITTING.where(_OPEN.c.course == _IN_COURSE)))
_ONE_MODULE = Prepared(union_all(*_HERE, _STATES))


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A reader's record of a course together with what they did in the blocks of one module."""

    record: Record
    kept: Mapping[BlockKey, Kept]


def records(session: Session, user_id: UUID) -> dict[str, Record]:
    """Course slug → record, of every course in which somebody has done anything. One statement."""
    return _records(_ALL_COURSES.rows(session, reader=user_id))


def record(session: Session, user_id: UUID, course_slug: str) -> Record:
    """The record of one course, in one statement."""
    rows = _ONE_COURSE.rows(session, reader=user_id, in_course=course_slug)
    return _records(rows).get(course_slug, NOTHING)


def unit_record(session: Session, user_id: UUID, course_slug: str, module_slug: str) -> UnitRecord:
    """Record of the course and states of the module's blocks, in one statement."""
    rows = _ONE_MODULE.rows(session, reader=user_id, in_course=course_slug, in_module=module_slug)
    return UnitRecord(
        _records(rows).get(course_slug, NOTHING),
        {(row.module, row.unit): Kept(row.state, row.at) for row in rows if row.what == "block"},
    )


@dataclass(frozen=True, slots=True)
class KeptWorksheet:
    """Where a worksheet stands that somebody has written on."""

    course: str
    module: str
    block: str
    updated_at: datetime


def missing_modules(session: Session, user_id: UUID, course: Course) -> tuple[Module, ...]:
    """The modules of the course's completion rule that the person has not completed."""
    return progress_of(course, record(session, user_id, course.slug)).missing


def missing_before_exam(session: Session, user_id: UUID, course: Course) -> tuple[Missing, ...]:
    """Why somebody may not sit the course's exam yet: the modules that are not complete; nothing
    where the exam opens at once.
    """
    if course.completion.exam_requires == "none":
        return ()
    progress = progress_of(course, record(session, user_id, course.slug))
    return tuple(_missing(course, progress.module(module.slug)) for module in progress.missing)


def _missing(course: Course, progress: ModuleProgress) -> Missing:
    module, units = progress.module, progress.total - progress.done
    left = [f"{units} unit{'' if units == 1 else 's'} to read"] if units else []
    left += [] if progress.quiz_passed or module.bank is None else ["its quiz to pass"]
    step = progress.next_step(course)
    return Missing(
        title=module.title,
        address=f"/courses/{course.slug}/{module.slug}",
        left=" and ".join(left),
        next=(step.title, step.address),
    )


def _records(rows: Sequence[Any]) -> dict[str, Record]:
    units: dict[str, dict[tuple[str, str], Read]] = {}
    quizzes: dict[str, set[str]] = {}
    exams: set[str] = set()
    open_: dict[str, list[OpenAttempt]] = {}
    for row in rows:
        if row.what == "unit":
            read = Read(row.unit_hash, row.at)
            units.setdefault(row.course, {})[row.module, row.unit] = read
        elif row.what == "quiz":
            quizzes.setdefault(row.course, set()).add(row.module)
        elif row.what == "exam":
            exams.add(row.course)
        elif row.what == "open":
            address = f"/attempts/{UUID(row.unit)}"
            open_.setdefault(row.course, []).append(OpenAttempt(row.module, address, row.at))
    return {
        course: Record(
            units.get(course, {}),
            frozenset(quizzes.get(course, ())),
            course in exams,
            tuple(open_.get(course, ())),
        )
        for course in {*units, *quizzes, *exams, *open_}
    }
