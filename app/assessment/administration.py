"""What administrators do to attempts: declare one invalid, give one more time; every act stands in the
audit log.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.accounts import audit
from app.assessment import incidents, item_counts, pausing
from app.assessment.models import Attempt as AttemptTable
from app.assessment.records import Attempt
from app.core.errors import Conflict


def invalidate(session: Session, *, actor: UUID, attempt: Attempt, why: str, now: datetime) -> None:
    """From now on the attempt neither passes anything nor counts as one. One that is open ends,
    without a score. What came of it (`Site.hangs_on_attempt`) is taken back by the caller.
    """
    head = attempt.head
    if not head.is_valid:
        raise Conflict("This attempt was declared invalid before.")
    item_counts.discount(session, head.id)
    if head.is_open:
        pausing.end(session, attempt, now)
    values = {"invalidated_at": now, "invalidated_why": why}
    if head.is_open:
        values |= {"submitted_at": now, "submitted_by": "administrator"}
    session.execute(
        update(AttemptTable).where(col(AttemptTable.id) == head.id).values(values),
        execution_options={"synchronize_session": False},
    )
    audit.record(
        session,
        actor=actor,
        act="attempt declared invalid",
        subject=head.user_id,
        why=why,
        now=now,
        details={"attempt": str(head.id), "what": head.title, "passed": head.passed},
    )


def can_get_time(attempt: Attempt, now: datetime) -> bool:
    head = attempt.head
    return (
        head.kind == "exam"
        and head.is_open
        and head.deadline is not None
        and not (head.is_overdue(now))
    )


def grant_time(
    session: Session, *, actor: UUID, attempt: Attempt, minutes: int, why: str, now: datetime
) -> None:
    """Move the deadline of an exam that runs; its learner's page follows when it is loaded next."""
    head = attempt.head
    if not can_get_time(attempt, now) or head.deadline is None:
        raise Conflict("This exam is over, or has no clock.")
    if not head.is_paused(now):
        pausing.end(session, attempt, now)
    session.execute(
        update(AttemptTable)
        .where(col(AttemptTable.id) == head.id)
        .values(deadline=head.deadline + timedelta(minutes=minutes)),
        execution_options={"synchronize_session": False},
    )
    incidents.note(session, head.id, "more-time", now, minutes * 60)
    audit.record(
        session,
        actor=actor,
        act="more time in an exam",
        subject=head.user_id,
        why=why,
        now=now,
        details={"attempt": str(head.id), "what": head.title, "minutes": minutes},
    )
