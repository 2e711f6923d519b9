"""Attempts follow a course or module to its new address, with their questions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.assessment import item_counts
from app.assessment.models import (
    Attempt,
    AttemptItem,
    StandardDecision,
    StandardItem,
    StandardPanel,
)
from app.catalog.renames import CourseRename, ModuleRename, Rename

_AS_IT_IS = {"synchronize_session": False}


def follow(session: Session, rename: Rename) -> None:
    """Where somebody has attempts under both addresses, those that move are numbered on. One that is
    open stays where it is while another is open there; it moves once it is handed in.
    """
    there = aliased(Attempt)
    same = [col(there.user_id) == col(Attempt.user_id), col(there.kind) == col(Attempt.kind)]
    if isinstance(rename, CourseRename):
        at = col(Attempt.course) == rename.earlier
        values = {"course": rename.now}
        same += [col(there.course) == rename.now, col(there.module) == col(Attempt.module)]
    else:
        at = and_(
            col(Attempt.course) == rename.course,
            col(Attempt.kind) == "quiz",
            col(Attempt.module) == rename.earlier,
        )
        values = {"module": rename.now}
        same += [col(there.course) == rename.course, col(there.module) == rename.now]
        _follow_questions(session, rename)
    session.execute(
        update(Attempt).where(at, ~exists().where(*same)).values(values),
        execution_options=_AS_IT_IS,
    )
    for left in session.execute(
        select(col(Attempt.id), col(Attempt.submitted_at)).where(at).order_by(col(Attempt.number))
    ):
        taken = (
            select(col(there.number)).join(Attempt, and_(*same)).where(col(Attempt.id) == left.id)
        )
        if left.submitted_at is None and session.scalar(
            taken.where(col(there.submitted_at).is_(None)).limit(1)
        ):
            continue
        _number_on(session, left.id, taken, values)
    _follow_counts(session, rename)
    _follow_standards(session, rename)


def _number_on(session: Session, attempt_id: Any, taken: Any, values: Mapping[str, Any]) -> None:
    last = session.scalar(select(func.max(taken.subquery().c.number))) or 0
    session.execute(
        update(Attempt).where(col(Attempt.id) == attempt_id).values(**values, number=last + 1),
        execution_options=_AS_IT_IS,
    )


def _follow_questions(session: Session, rename: ModuleRename) -> None:
    """A bank has the name of its module, in exams too."""
    of_course = select(col(Attempt.id)).where(col(Attempt.course) == rename.course)
    session.execute(
        update(AttemptItem)
        .where(col(AttemptItem.bank) == rename.earlier, col(AttemptItem.attempt_id).in_(of_course))
        .values(bank=rename.now),
        execution_options=_AS_IT_IS,
    )


def _follow_counts(session: Session, rename: Rename) -> None:
    """Counted anew, because where somebody has attempts under both addresses only one is the first."""
    if isinstance(rename, CourseRename):
        if item_counts.is_counted(session, rename.earlier):
            item_counts.recount(session, rename.earlier)
            item_counts.recount(session, rename.now)
    elif item_counts.is_counted(session, rename.course, rename.earlier):
        item_counts.recount(session, rename.course)


def _follow_standards(session: Session, rename: Rename) -> None:
    """Panels and decisions. A panel that is open stays where it is while one is open there."""
    if isinstance(rename, ModuleRename):
        of_course = select(col(StandardPanel.id)).where(col(StandardPanel.course) == rename.course)
        session.execute(
            update(StandardItem)
            .where(
                col(StandardItem.bank) == rename.earlier,
                col(StandardItem.panel_id).in_(of_course),
            )
            .values(bank=rename.now),
            execution_options=_AS_IT_IS,
        )
        return
    there = aliased(StandardPanel)
    open_there = exists().where(col(there.course) == rename.now, col(there.ended_at).is_(None))
    session.execute(
        update(StandardPanel)
        .where(
            col(StandardPanel.course) == rename.earlier,
            or_(col(StandardPanel.ended_at).is_not(None), ~open_there),
        )
        .values(course=rename.now),
        execution_options=_AS_IT_IS,
    )
    session.execute(
        update(StandardDecision)
        .where(col(StandardDecision.course) == rename.earlier)
        .values(course=rename.now),
        execution_options=_AS_IT_IS,
    )
