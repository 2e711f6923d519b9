"""Links that work once: made, looked up, and used up in one statement that only one request wins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from app.accounts import roles as role_text
from app.accounts.models import OneTimeLink
from app.core.errors import NotFound
from app.core.ids import new_token, token_hash
from app.web.visitor import Role


class Kind(StrEnum):
    RESET = "reset"
    SIGN_UP = "sign-up"
    INVITATION = "invitation"
    FIRST_ADMIN = "first-admin"


LIFE = {
    Kind.RESET: timedelta(hours=1),
    Kind.SIGN_UP: timedelta(days=1),
    Kind.INVITATION: timedelta(days=14),
    Kind.FIRST_ADMIN: timedelta(days=1),
}
# A used or expired link tells nothing any more; it goes with the next one that is made.
_KEPT = timedelta(days=30)


class LinkOver(NotFound):
    title = "This link does not work any more"
    message = "It was used already, or its time is over. Please ask for a new one."


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is good for."""

    id: UUID
    user_id: UUID | None
    email: str
    name: str
    password_hash: str | None
    roles: frozenset[Role]


def make(
    session: Session,
    kind: Kind,
    now: datetime,
    *,
    user_id: UUID | None = None,
    email: str = "",
    name: str = "",
    password_hash: str | None = None,
    roles: frozenset[Role] = frozenset(),
) -> str:
    """A new link's token, which is stored nowhere."""
    session.execute(delete(OneTimeLink).where(col(OneTimeLink.expires_at) < now - _KEPT))
    token = new_token()
    session.add(
        OneTimeLink(
            token_hash=token_hash(token),
            kind=kind.value,
            user_id=user_id,
            email=email,
            name=name,
            password_hash=password_hash,
            roles=role_text.to_text(roles),
            created_at=now,
            expires_at=now + LIFE[kind],
        )
    )
    session.flush()
    return token


def find(session: Session, kind: Kind, token: str, now: datetime) -> Link:
    """The link of this token while it is good. Raises LinkOver."""
    row = session.execute(
        select(
            col(OneTimeLink.id),
            col(OneTimeLink.user_id),
            col(OneTimeLink.email),
            col(OneTimeLink.name),
            col(OneTimeLink.password_hash),
            col(OneTimeLink.roles),
        ).where(
            col(OneTimeLink.token_hash) == token_hash(token),
            col(OneTimeLink.kind) == kind.value,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now,
        )
    ).one_or_none()
    if row is None:
        raise LinkOver
    return Link(
        id=row.id,
        user_id=row.user_id,
        email=row.email,
        name=row.name,
        password_hash=row.password_hash,
        roles=role_text.from_text(row.roles),
    )


def use(session: Session, link: Link, now: datetime) -> None:
    """Use the link up. Raises LinkOver when another request was faster."""
    used = session.execute(
        update(OneTimeLink)
        .where(col(OneTimeLink.id) == link.id, col(OneTimeLink.used_at).is_(None))
        .values(used_at=now, password_hash=None)
        .returning(col(OneTimeLink.id))
    ).all()
    if not used:
        raise LinkOver


def end(
    session: Session, kind: Kind, now: datetime, *, user_id: UUID | None = None, email: str = ""
) -> None:
    """End all unused links of a kind that belong to a person or an address."""
    session.execute(
        update(OneTimeLink)
        .where(
            col(OneTimeLink.kind) == kind.value,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.user_id) == user_id if user_id else col(OneTimeLink.email) == email,
        )
        .values(used_at=now, password_hash=None)
    )
