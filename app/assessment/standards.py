"""The pass mark that a panel has set: what was decided, on which grounds, and which decision holds.

Decisions are only added. One holds for attempts that begin after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session, col

from app.accounts import audit
from app.assessment.models import StandardDecision
from app.assessment.panels import Panel, change
from app.assessment.ratings import ratings, result
from app.core.errors import Conflict
from app.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Decision:
    panel_id: UUID
    mark: float
    before: float
    cut: float
    error: float
    judges: int
    items: str
    why: str
    decided_by: UUID
    decided_at: datetime


_DECISION = tuple(col(getattr(StandardDecision, name)) for name in Decision.__dataclass_fields__)


def decisions(session: Session, course: str) -> tuple[Decision, ...]:
    """All that were taken, the newest first."""
    rows = session.execute(
        select(*_DECISION)
        .where(col(StandardDecision.course) == course)
        .order_by(col(StandardDecision.decided_at).desc(), col(StandardDecision.id).desc())
    )
    return tuple(Decision(*row) for row in rows)


def decision(session: Session, course: str) -> Decision | None:
    """The one that holds; None while the pass mark is provisional."""
    return next(iter(decisions(session, course)), None)


def was_decided(session: Session, found: Panel) -> bool:
    """Whether the panel ended with a decision."""
    by = select(col(StandardDecision.id)).where(col(StandardDecision.panel_id) == found.id)
    return session.scalar(by.limit(1)) is not None


def decide(
    session: Session,
    found: Panel,
    *,
    actor: UUID,
    mark: float,
    before: float,
    why: str,
    now: datetime,
) -> None:
    """Set the pass mark for attempts that begin from now on, and end the panel."""
    if not found.is_closed:
        raise Conflict("The round has to be closed before a decision.")
    outcome = result(found, ratings(session, found, found.round))
    values = {
        "id": new_id(),
        "course": found.course,
        "panel_id": found.id,
        "mark": mark,
        "before": before,
        "cut": outcome.cut,
        "error": outcome.error,
        "judges": len(outcome.judges),
        "items": found.hash,
        "why": why,
        "decided_by": actor,
        "decided_at": now,
    }
    session.execute(insert(StandardDecision).values(**values))
    change(session, found, ended_at=now)
    details = {"course": found.course, "before": before, "after": mark}
    audit.record(
        session, actor=actor, act="pass mark set", subject=None, why=why, now=now, details=details
    )
