"""Progress, states of blocks and what comes back follow a course or module to its new address."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, exists, select, update
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.catalog.renames import CourseRename, Rename
from app.learning.models import BlockState, ReviewCard, ReviewPause, UnitProgress
from app.learning.review_service import upsert_cards, upsert_pauses
from app.learning.service import upsert_progress, upsert_states


def follow(session: Session, rename: Rename) -> None:
    """Where somebody has rows under both addresses, the newer one stays."""
    _follow(session, UnitProgress, ("unit",), rename, upsert_progress)
    _follow(session, BlockState, ("kind", "block"), rename, upsert_states)
    _follow(session, ReviewCard, ("kind", "question_id"), rename, upsert_cards)
    if isinstance(rename, CourseRename):
        _follow_pauses(session, rename)


def _follow_pauses(session: Session, rename: CourseRename) -> None:
    rows = session.scalars(select(ReviewPause).where(col(ReviewPause.course) == rename.earlier))
    upsert_pauses(session, [row.model_dump() | {"course": rename.now} for row in rows])
    session.execute(
        delete(ReviewPause).where(col(ReviewPause.course) == rename.earlier),
        execution_options={"synchronize_session": False},
    )


def _follow(
    session: Session, table: Any, rest: tuple[str, ...], rename: Rename, upsert: Any
) -> None:
    """Most rows move in one statement; those in whose place there is one already, one by one."""
    there = aliased(table)
    same = [col(getattr(there, name)) == col(getattr(table, name)) for name in ("user_id", *rest)]
    if isinstance(rename, CourseRename):
        at: ColumnElement[bool] = col(table.course) == rename.earlier
        values = {"course": rename.now}
        same += [col(there.course) == rename.now, col(there.module) == col(table.module)]
    else:
        at = and_(col(table.course) == rename.course, col(table.module) == rename.earlier)
        values = {"module": rename.now}
        same += [col(there.course) == rename.course, col(there.module) == rename.now]
    plain = {"synchronize_session": False}
    session.execute(
        update(table).where(at, ~exists().where(*same)).values(values), execution_options=plain
    )
    left = session.scalars(select(table).where(at)).all()
    upsert(session, [row.model_dump() | values for row in left])
    session.execute(delete(table).where(at), execution_options=plain)
