"""What is read of learning: a reader's record of courses, with the states of blocks, at one go."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Select, cast, literal, null, select, union_all
from sqlmodel import Session, col

from app.assessment.queries import passed_select
from app.catalog.model import Course, Module
from app.core.clock import UtcDateTime
from app.learning.blocks import BlockKey, Kept
from app.learning.models import BlockState, UnitProgress
from app.learning.progress import NOTHING, Read, Record, progress_of

_NO_TIME = cast(null(), UtcDateTime)
_NO_STATE = cast(null(), JSON)


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """A reader's record of a course together with what they did in the blocks of one unit."""

    record: Record
    kept: Mapping[BlockKey, Kept]


def records(session: Session, user_id: UUID) -> dict[str, Record]:
    """Course slug → record, of every course in which somebody has done anything. One statement."""
    return _records(session.execute(_progress_select(user_id)).all())


def record(session: Session, user_id: UUID, course_slug: str) -> Record:
    """The record of one course, in one statement."""
    rows = session.execute(_progress_select(user_id, course_slug)).all()
    return _records(rows).get(course_slug, NOTHING)


def unit_record(
    session: Session, user_id: UUID, course_slug: str, module_slug: str, block_ids: Collection[str]
) -> UnitRecord:
    """Record of the course and states of the blocks named, in one statement."""
    states = select(
        literal("block").label("what"),
        col(BlockState.course),
        col(BlockState.kind).label("module"),
        col(BlockState.block).label("unit"),
        literal("").label("unit_hash"),
        col(BlockState.updated_at).label("at"),
        col(BlockState.state),
    ).where(
        col(BlockState.user_id) == user_id,
        col(BlockState.course) == course_slug,
        col(BlockState.module) == module_slug,
        col(BlockState.block).in_(block_ids),
    )
    rows = session.execute(
        union_all(*_progress_parts(user_id, course_slug), *([states] if block_ids else []))
    ).all()
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


def worksheets_of(session: Session, user_id: UUID) -> tuple[KeptWorksheet, ...]:
    """The one written on last comes first."""
    rows = session.execute(
        select(
            col(BlockState.course),
            col(BlockState.module),
            col(BlockState.block),
            col(BlockState.updated_at),
        )
        .where(col(BlockState.user_id) == user_id, col(BlockState.kind) == "worksheet")
        .order_by(col(BlockState.updated_at).desc())
    )
    return tuple(KeptWorksheet(*row) for row in rows)


def missing_modules(session: Session, user_id: UUID, course: Course) -> tuple[Module, ...]:
    """The modules of the course's completion rule that the person has not completed."""
    return progress_of(course, record(session, user_id, course.slug)).missing


def reasons_against_exam(session: Session, user_id: UUID, course: Course) -> tuple[str, ...]:
    """Why somebody may not sit the course's exam yet, a sentence for each module that is not
    complete; nothing where the exam opens at once.
    """
    if course.completion.exam_requires == "none":
        return ()
    progress = progress_of(course, record(session, user_id, course.slug))
    reasons = []
    for module in progress.missing:
        done = progress.module(module.slug)
        units = done.total - done.done
        left = [f"{units} unit{'' if units == 1 else 's'} to read"] if units else []
        left += [] if done.quiz_passed or module.bank is None else ["its quiz to pass"]
        reasons.append(f"“{module.title}” is not complete: {' and '.join(left)}.")
    return tuple(reasons)


def _progress_select(user_id: UUID, course_slug: str = "") -> Any:
    return union_all(*_progress_parts(user_id, course_slug))


def _progress_parts(user_id: UUID, course_slug: str) -> tuple[Select[Any], Select[Any]]:
    """What was read and what was passed, as rows of the same shape. The first part gives the rows
    their types, so it is the one that has all of them.
    """
    units = select(
        literal("unit").label("what"),
        col(UnitProgress.course),
        col(UnitProgress.module),
        col(UnitProgress.unit),
        col(UnitProgress.unit_hash),
        col(UnitProgress.completed_at).label("at"),
        _NO_STATE.label("state"),
    ).where(col(UnitProgress.user_id) == user_id)
    if course_slug:
        units = units.where(col(UnitProgress.course) == course_slug)
    won = passed_select(user_id, course_slug).subquery()
    passed = select(
        won.c.kind, won.c.course, won.c.module, literal(""), literal(""), _NO_TIME, _NO_STATE
    )
    return units, passed


def _records(rows: Collection[Any]) -> dict[str, Record]:
    units: dict[str, dict[tuple[str, str], Read]] = {}
    quizzes: dict[str, set[str]] = {}
    exams: set[str] = set()
    for row in rows:
        if row.what == "unit":
            read = Read(row.unit_hash, row.at)
            units.setdefault(row.course, {})[row.module, row.unit] = read
        elif row.what == "quiz":
            quizzes.setdefault(row.course, set()).add(row.module)
        elif row.what == "exam":
            exams.add(row.course)
    return {
        course: Record(units.get(course, {}), frozenset(quizzes.get(course, ())), course in exams)
        for course in {*units, *quizzes, *exams}
    }
