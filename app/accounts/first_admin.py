"""How the first administrator comes to be: by a one-time link that only the operator sees."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col

from app.accounts import links
from app.accounts.administration import administrators
from app.accounts.models import OneTimeLink
from app.core.clock import Clock, system_clock
from app.core.database import Database
from app.core.settings import Settings


def invitation(database: Database, settings: Settings, clock: Clock = system_clock) -> str | None:
    """The address that makes the first administrator, good for a day; None when there is one.

    Links of earlier starts stay good, because several processes may start together and each prints
    its own; the first that is used ends them all.
    """
    with database.session(writing=True) as session:
        if has_administrator(session):
            return None
        token = links.make(session, links.Kind.FIRST_ADMIN, clock())
    return f"{settings.url}/first-admin/{token}"


def has_administrator(session: Session) -> bool:
    return session.scalar(administrators().limit(1)) is not None


def use(session: Session, link: links.Link, now: datetime) -> None:
    """Use up all such links at once. Raises LinkOver when another one was faster."""
    used = session.scalars(
        update(OneTimeLink)
        .where(
            col(OneTimeLink.kind) == links.Kind.FIRST_ADMIN.value,
            col(OneTimeLink.used_at).is_(None),
        )
        .values(used_at=now)
        .returning(col(OneTimeLink.id))
    ).all()
    if link.id not in used:
        raise links.LinkOver
