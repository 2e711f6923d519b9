"""How people are forgotten: those who delete their account, and learners who never made one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts.administration import keep_an_administrator
from app.accounts.models import User
from app.accounts.service import ANONYMOUS_DAYS
from app.web.context import PersonalData

# Removed whenever one is made: more than one, so that a backlog shrinks, and few, so that whoever
# makes the new one does not wait. There is no background job to do it.
REMOVED_AT_ONCE = 3


def erase(
    session: Session, personal_data: Sequence[PersonalData], user_id: UUID, now: datetime
) -> None:
    """Delete an account: every slice forgets the person, and the row stays without name or address.

    Raises LastAdministrator.
    """
    keep_an_administrator(session, leaving=user_id)
    # What is being written under the account is waited for, and then deleted with the rest. Others
    # take this lock too before any other of the account's (`Context.hold_account`, `queries.hold`).
    session.execute(select(col(User.id)).where(col(User.id) == user_id).with_for_update())
    # The role may have been given while this one waited.
    keep_an_administrator(session, leaving=user_id)
    for part in personal_data:
        part.erase(session, user_id)
    session.execute(update(User).where(col(User.id) == user_id).values(erased_at=now))


def remove_unclaimed(session: Session, personal_data: Sequence[PersonalData], now: datetime) -> int:
    """Forget a few learners without an account whose cookie has ended; says how many."""
    stale = session.scalars(
        select(col(User.id))
        .where(
            col(User.is_anonymous),
            col(User.erased_at).is_(None),
            col(User.created_at) < now - timedelta(days=ANONYMOUS_DAYS),
        )
        .order_by(col(User.created_at))
        .limit(REMOVED_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for user_id in stale:
        for part in personal_data:
            part.erase(session, user_id)
        session.execute(update(User).where(col(User.id) == user_id).values(erased_at=now))
        # The row goes too, unless something that has no name any more still points to it.
        with suppress(IntegrityError), session.begin_nested():
            session.execute(delete(User).where(col(User.id) == user_id))
    return len(stale)
