"""How what a learner did without an account comes along when they sign in to one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlmodel import Session, col

from app.accounts.models import User
from app.web.context import PersonalData


def merge(
    session: Session, personal_data: Sequence[PersonalData], source: UUID, target: UUID
) -> None:
    """Move all that `source`, a learner without an account, has done to `target`; `source` goes.

    The row is locked first: what is being done in another window is there before it is moved, and
    a learner who has become an account in the meantime keeps what is theirs.
    """
    row = select(col(User.id)).where(col(User.id) == source, col(User.is_anonymous))
    if session.scalar(row.with_for_update()) is None:
        return
    for part in personal_data:
        part.merge(session, source, target)
    session.execute(delete(User).where(col(User.id) == source, col(User.is_anonymous)))
