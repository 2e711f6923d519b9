"""What learning keeps of a person: units completed, what they did in blocks, and their review."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.catalog.model import Catalog, Part
from app.core.tables import Table
from app.learning.models import BlockState, ReviewCard, ReviewPause, UnitProgress
from app.learning.review_queries import held
from app.learning.review_service import upsert_cards, upsert_pauses
from app.learning.review_words import cards_in_words
from app.learning.service import upsert_progress, upsert_states
from app.learning.state_words import state_in_words


class LearningData:
    """See `app.web.context.PersonalData`."""

    def merge(self, session: Session, source: UUID, target: UUID) -> None:
        """Everything read stays read; where both worked on the same block, the newer work stays."""
        upsert_progress(session, [_moved(row, target) for row in _progress(session, source)])
        upsert_states(session, [_moved(row, target) for row in _states(session, source)])
        upsert_cards(session, [_moved(row, target) for row in _cards(session, source)])
        upsert_pauses(session, [_moved(row, target) for row in _pauses(session, source)])
        self.erase(session, source)

    def export(
        self,
        session: Session,
        user_id: UUID,
        catalog: Catalog,
        now: datetime,  # noqa: ARG002
    ) -> dict[str, Any]:
        return {
            "units_completed": [
                {
                    "course": row.course,
                    "module": row.module,
                    "unit": row.unit,
                    "completed_at": row.completed_at.isoformat(),
                }
                for row in _progress(session, user_id)
            ],
            "worked_on": [
                {
                    "course": row.course,
                    "module": row.module,
                    "kind": row.kind,
                    "block": row.block,
                    "content": state_in_words(_block(catalog, row), row.state),
                    "updated_at": row.updated_at.isoformat(),
                }
                for row in _states(session, user_id)
            ],
            "review": cards_in_words(catalog, held(session, user_id)),
            "review_paused": [
                {"course": row.course or "all", "paused_at": row.paused_at.isoformat()}
                for row in _pauses(session, user_id)
            ],
        }

    def erase(self, session: Session, user_id: UUID) -> None:
        session.execute(delete(UnitProgress).where(col(UnitProgress.user_id) == user_id))
        session.execute(delete(BlockState).where(col(BlockState.user_id) == user_id))
        session.execute(delete(ReviewCard).where(col(ReviewCard.user_id) == user_id))
        session.execute(delete(ReviewPause).where(col(ReviewPause.user_id) == user_id))


def _progress(session: Session, user_id: UUID) -> list[UnitProgress]:
    rows = session.scalars(
        select(UnitProgress)
        .where(col(UnitProgress.user_id) == user_id)
        .order_by(col(UnitProgress.completed_at), col(UnitProgress.unit))
    )
    return list(rows)


def _states(session: Session, user_id: UUID) -> list[BlockState]:
    rows = session.scalars(
        select(BlockState)
        .where(col(BlockState.user_id) == user_id)
        .order_by(col(BlockState.updated_at), col(BlockState.block))
    )
    return list(rows)


def _block(catalog: Catalog, row: BlockState) -> Part | None:
    """The block as it is now; None where the courses no longer have it."""
    course = catalog.course(row.course)
    module = course.module(row.module) if course else None
    units = module.units if module else ()
    return next((part for unit in units if (part := unit.part(row.kind, row.block))), None)


def _cards(session: Session, user_id: UUID) -> list[ReviewCard]:
    rows = session.scalars(
        select(ReviewCard)
        .where(col(ReviewCard.user_id) == user_id)
        .order_by(col(ReviewCard.due), col(ReviewCard.question_id))
    )
    return list(rows)


def _pauses(session: Session, user_id: UUID) -> list[ReviewPause]:
    rows = session.scalars(
        select(ReviewPause)
        .where(col(ReviewPause.user_id) == user_id)
        .order_by(col(ReviewPause.course))
    )
    return list(rows)


def _moved(row: Table, target: UUID) -> dict[str, Any]:
    return row.model_dump() | {"user_id": target}


DATA = LearningData()
