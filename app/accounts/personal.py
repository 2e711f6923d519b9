"""What accounts keep of a person: the account itself, its sessions, and what administrators did to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlmodel import Session, col

from app.accounts import roles as role_text
from app.accounts.models import AuditEntry, OneTimeLink, User, UserSession
from app.accounts.service import end_sessions
from app.catalog.model import Catalog


class AccountsData:
    """See `app.web.context.PersonalData`."""

    def merge(self, session: Session, source: UUID, target: UUID) -> None:  # noqa: ARG002
        """A learner without an account has nothing here worth moving: the cookie ends, and a
        sign-up that waits to be confirmed will make an account of its own.
        """
        end_sessions(session, source)
        session.execute(
            update(OneTimeLink).where(col(OneTimeLink.user_id) == source).values(user_id=None)
        )

    def export(
        self,
        session: Session,
        user_id: UUID,
        catalog: Catalog,  # noqa: ARG002
        now: datetime,  # noqa: ARG002
    ) -> dict[str, Any]:
        user = session.get_one(User, user_id)
        return {
            "account": {
                "name": user.name,
                "email": user.email,
                "roles": [role.value for role in role_text.in_order(user.roles)],
                "time_zone": user.time_zone,
                "language": user.language,
                "extra_time_per_cent": user.extra_time,
                "pause_minutes": user.pause_minutes,
                "created_at": user.created_at.isoformat(),
                "last_seen": user.last_seen.isoformat(),
            },
            "sessions": _sessions(session, user_id),
            "acts_of_administrators": _acts(session, user_id),
        }

    def erase(self, session: Session, user_id: UUID) -> None:
        end_sessions(session, user_id)
        address = select(col(User.email)).where(col(User.id) == user_id).scalar_subquery()
        session.execute(
            delete(OneTimeLink).where(
                or_(col(OneTimeLink.user_id) == user_id, col(OneTimeLink.email) == address)
            )
        )
        session.execute(
            update(User)
            .where(col(User.id) == user_id)
            .values(
                name="",
                email=None,
                password_hash=None,
                roles="",
                time_zone="",
                language="",
                extra_time=0,
                pause_minutes=0,
            )
        )


def _sessions(session: Session, user_id: UUID) -> list[dict[str, str]]:
    rows = session.scalars(
        select(UserSession)
        .where(col(UserSession.user_id) == user_id)
        .order_by(col(UserSession.created_at))
    )
    return [
        {
            "device": row.device,
            "address": row.address,
            "created_at": row.created_at.isoformat(),
            "last_used": row.last_used.isoformat(),
            "expires_at": row.expires_at.isoformat(),
        }
        for row in rows
    ]


def _acts(session: Session, user_id: UUID) -> list[dict[str, Any]]:
    """What was done to the person and why; who did it is that administrator's own data."""
    rows = session.scalars(
        select(AuditEntry)
        .where(col(AuditEntry.subject_id) == user_id)
        .order_by(col(AuditEntry.at), col(AuditEntry.id))
    )
    return [
        {"at": row.at.isoformat(), "act": row.act, "why": row.why, "details": row.details}
        for row in rows
    ]


DATA = AccountsData()
