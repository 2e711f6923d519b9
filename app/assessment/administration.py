"""What administrators do to attempts: declare one invalid; every act stands in the audit log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col

from app.accounts import audit
from app.assessment import item_counts
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
