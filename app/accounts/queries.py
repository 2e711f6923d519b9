"""What is read of people: names, one's own account and sessions, lists for administrators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.accounts import roles as role_text
from app.accounts.links import Kind
from app.accounts.models import AuditEntry, OneTimeLink, User, UserSession
from app.core.errors import NotFound
from app.core.listing import Part, part
from app.core.tables import is_sqlite
from app.web.visitor import Role

NAMELESS = "A deleted account"
ANONYMOUS = "A learner without an account"


@dataclass(frozen=True, slots=True)
class Person:
    """An account as administrators and its owner see it."""

    id: UUID
    name: str
    email: str
    roles: tuple[Role, ...]
    time_zone: str
    language: str
    extra_time: int
    pause_minutes: int
    is_active: bool
    created_at: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class SignedIn:
    """One session of a person."""

    id: UUID
    device: str
    address: str
    created_at: datetime
    last_used: datetime


@dataclass(frozen=True, slots=True)
class Invitation:
    id: UUID
    email: str
    roles: tuple[Role, ...]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LogEntry:
    at: datetime
    actor: str
    act: str
    subject_id: UUID | None
    subject: str
    has_page: bool
    why: str
    details: tuple[tuple[str, str], ...]


def names(session: Session, ids: Iterable[UUID]) -> dict[UUID, str]:
    """How these people are called; those without a name get words that say why."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.execute(
        select(col(User.id), col(User.name), col(User.is_anonymous)).where(col(User.id).in_(wanted))
    )
    return {row.id: _called(row.name, row.is_anonymous) for row in rows}


def _called(name: str, is_anonymous: bool | None) -> str:
    return name or (ANONYMOUS if is_anonymous else NAMELESS)


def who_is_here() -> Select[UUID]:
    """The ids of everybody whose account was not deleted, for a condition of a higher slice."""
    return select(col(User.id)).where(col(User.erased_at).is_(None))


_PERSON = select(
    col(User.id),
    col(User.name),
    col(User.email),
    col(User.roles),
    col(User.time_zone),
    col(User.language),
    col(User.extra_time),
    col(User.pause_minutes),
    col(User.is_active),
    col(User.created_at),
    col(User.last_seen),
).where(col(User.is_anonymous).is_(False), col(User.erased_at).is_(None))


def person(session: Session, user_id: UUID) -> Person:
    """One account. Raises NotFound, also for deleted ones and learners without an account."""
    row = session.execute(_PERSON.where(col(User.id) == user_id)).one_or_none()
    if row is None:
        raise NotFound
    return _person(row)


def hold(session: Session, user_id: UUID) -> None:
    """Keep an account from being deleted until this transaction ends: whoever deletes one locks its
    row first. Nothing where it is gone; on SQLite nobody else writes.
    """
    if not is_sqlite(session):
        row = select(col(User.id)).where(col(User.id) == user_id)
        session.execute(row.with_for_update(read=True, key_share=True))


def by_email(session: Session, email: str) -> Person | None:
    row = session.execute(_PERSON.where(col(User.email) == email)).one_or_none()
    return _person(row) if row else None


def people(session: Session, *, search: str = "", at: int = 1) -> Part[Person]:
    """Accounts by name, those whose name or address contains `search`."""
    asked = _PERSON.where(_matches(search)) if search else _PERSON
    asked = asked.order_by(func.lower(col(User.name)), col(User.id))
    return part(session, asked, at, _person)


def ids_of_people(search: str) -> Select[UUID]:
    """The ids of all accounts that `people` finds, for a condition of a higher slice."""
    return _PERSON.with_only_columns(col(User.id)).where(_matches(search))


def everybody(session: Session) -> tuple[Person, ...]:
    """All accounts in the order in which they were made."""
    return tuple(
        map(_person, session.execute(_PERSON.order_by(col(User.created_at), col(User.id))))
    )


def sessions_of(session: Session, user_id: UUID, now: datetime) -> tuple[SignedIn, ...]:
    """Where a person is signed in, the last used first."""
    rows = session.execute(
        select(
            col(UserSession.id),
            col(UserSession.device),
            col(UserSession.address),
            col(UserSession.created_at),
            col(UserSession.last_used),
        )
        .where(col(UserSession.user_id) == user_id, col(UserSession.expires_at) > now)
        .order_by(col(UserSession.last_used).desc(), col(UserSession.id).desc())
    )
    return tuple(SignedIn(*row) for row in rows)


def invitations(session: Session, now: datetime) -> tuple[Invitation, ...]:
    """Those that nobody has used yet, the newest first."""
    rows = session.execute(
        select(
            col(OneTimeLink.id),
            col(OneTimeLink.email),
            col(OneTimeLink.roles),
            col(OneTimeLink.expires_at),
        )
        .where(
            col(OneTimeLink.kind) == Kind.INVITATION.value,
            col(OneTimeLink.used_at).is_(None),
            col(OneTimeLink.expires_at) > now,
        )
        .order_by(col(OneTimeLink.created_at).desc())
    )
    return tuple(
        Invitation(row.id, row.email, role_text.in_order(row.roles), row.expires_at) for row in rows
    )


def audit_log(session: Session, *, at: int = 1, subject: UUID | None = None) -> Part[LogEntry]:
    """Privileged acts, the newest first: all of them, or those on one person."""
    actor, on = aliased(User), aliased(User)
    asked = (
        select(
            col(AuditEntry.at),
            col(AuditEntry.actor_id),
            col(actor.name).label("actor"),
            col(AuditEntry.act),
            col(AuditEntry.subject_id),
            col(on.name).label("subject"),
            col(on.is_anonymous).label("subject_is_anonymous"),
            col(AuditEntry.why),
            col(AuditEntry.details),
        )
        .outerjoin(actor, col(actor.id) == col(AuditEntry.actor_id))
        .outerjoin(on, col(on.id) == col(AuditEntry.subject_id))
        .order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc())
    )
    if subject:
        asked = asked.where(col(AuditEntry.subject_id) == subject)
    return part(session, asked, at, _entry)


def _in_words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _entry(row: Row[Any]) -> LogEntry:
    return LogEntry(
        at=row.at,
        actor=_called(row.actor, None) if row.actor_id else "The operator",
        act=row.act,
        subject_id=row.subject_id,
        subject=_called(row.subject, row.subject_is_anonymous) if row.subject_id else "",
        has_page=bool(row.subject) and not row.subject_is_anonymous,
        why=row.why,
        details=tuple((key, _in_words(value)) for key, value in (row.details or {}).items()),
    )


def _person(row: Row[Any]) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email or "",
        roles=role_text.in_order(row.roles),
        time_zone=row.time_zone,
        language=row.language,
        extra_time=row.extra_time,
        pause_minutes=row.pause_minutes,
        is_active=row.is_active,
        created_at=row.created_at,
        last_seen=row.last_seen,
    )


def _matches(search: str) -> ColumnElement[bool]:
    """Whose name or address contains it, whatever the case; what SQL would read as a pattern is
    taken as it stands.
    """
    return or_(*(col(c).icontains(search, autoescape=True) for c in (User.name, User.email)))
