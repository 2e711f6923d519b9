"""What is written of learning: units marked complete, states of blocks kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete
from sqlmodel import Session, col

from app.catalog.model import Course, Module, Unit
from app.core.tables import insert_into
from app.learning.models import BlockState, UnitProgress
from app.learning.progress import progress_of
from app.learning.queries import record
from app.web.context import Context


def complete_unit(ctx: Context, user_id: UUID, course: Course, module: Module, unit: Unit) -> None:
    """Mark a unit complete as it reads now. Doing so twice changes nothing. Whoever waits for
    courses to be completed is told when nothing of the completion rule's modules is left.
    """
    statement = insert_into(ctx.session, UnitProgress).values(
        user_id=user_id,
        course=course.slug,
        module=module.slug,
        unit=unit.id,
        unit_hash=unit.hash,
        completed_at=ctx.now,
    )
    ctx.session.execute(
        statement.on_conflict_do_update(
            index_elements=["user_id", "course", "module", "unit"],
            set_={"unit_hash": unit.hash, "completed_at": ctx.now},
            where=col(UnitProgress.unit_hash) != unit.hash,
        )
    )
    if not progress_of(course, record(ctx.session, user_id, course.slug)).missing:
        for tell in ctx.site.after_progress:
            tell(ctx, user_id, course)


def reopen_unit(session: Session, user_id: UUID, course: str, module: str, unit: str) -> None:
    """Take a completion back."""
    session.execute(
        delete(UnitProgress).where(
            col(UnitProgress.user_id) == user_id,
            col(UnitProgress.course) == course,
            col(UnitProgress.module) == module,
            col(UnitProgress.unit) == unit,
        )
    )


def keep_state(
    session: Session,
    user_id: UUID,
    place: tuple[str, str, str, str],
    state: Mapping[str, Any],
    now: datetime,
) -> None:
    """Keep what somebody did in a block; `place` is course, module, kind and block."""
    course, module, kind, block = place
    row = {
        "user_id": user_id,
        "course": course,
        "module": module,
        "kind": kind,
        "block": block,
        "state": dict(state),
        "updated_at": now,
    }
    # What somebody is told is saved is what stands there, whatever another clock has written before.
    _write_states(session, [row], where=None)


def upsert_states(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write states of blocks; of two for the same block the newer one stays."""
    excluded = insert_into(session, BlockState).excluded
    _write_states(session, rows, where=col(BlockState.updated_at) <= excluded.updated_at)


def _write_states(
    session: Session, rows: list[dict[str, Any]], *, where: ColumnElement[bool] | None
) -> None:
    statement = insert_into(session, BlockState)
    _upsert(
        session,
        statement.on_conflict_do_update(
            index_elements=["user_id", "course", "module", "kind", "block"],
            set_={
                "state": statement.excluded.state,
                "updated_at": statement.excluded.updated_at,
            },
            where=where,
        ),
        rows,
    )


def upsert_progress(session: Session, rows: list[dict[str, Any]]) -> None:
    """Write completions; of two for the same unit the later one stays."""
    statement = insert_into(session, UnitProgress)
    later: ColumnElement[bool] = col(UnitProgress.completed_at) < statement.excluded.completed_at
    _upsert(
        session,
        statement.on_conflict_do_update(
            index_elements=["user_id", "course", "module", "unit"],
            set_={
                "unit_hash": statement.excluded.unit_hash,
                "completed_at": statement.excluded.completed_at,
            },
            where=later,
        ),
        rows,
    )


def _upsert(session: Session, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(statement, rows)
