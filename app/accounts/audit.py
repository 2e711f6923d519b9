"""What is written down of privileged acts: who, what, on whom, why, when."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from app.accounts.models import AuditEntry


def record(
    session: Session,
    *,
    actor: UUID | None,
    act: str,
    subject: UUID | None,
    why: str,
    now: datetime,
    details: dict[str, Any] | None = None,
) -> None:
    """Add an entry in the same transaction as the act, so that neither is there without the other.

    `actor` and `subject` are people; no actor means the operator's terminal. `act` is what was done
    in a few words ("role given"); ids of other things go into `details`, names and addresses do not.
    """
    session.add(
        AuditEntry(at=now, actor_id=actor, act=act, subject_id=subject, why=why, details=details)
    )
    session.flush()
