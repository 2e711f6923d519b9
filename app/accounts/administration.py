"""What administrators do to accounts; every act stands in the audit log with its reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select, update
from sqlmodel import Session, col

from app.accounts import audit, links
from app.accounts import roles as role_text
from app.accounts.models import OneTimeLink, User
from app.accounts.service import end_sessions
from app.core.errors import Conflict, NotFound
from app.web.visitor import Role

MOST_EXTRA_TIME = 300
MOST_PAUSE_MINUTES = 240


class LastAdministrator(Conflict):
    """Nobody could let a new administrator in any more."""

    title = "This is the last administrator"
    message = "Give the role to somebody else first: without an administrator nobody could."


def administrators() -> Select[UUID]:
    """The ids of those who hold the role and can use it."""
    return select(col(User.id)).where(
        col(User.roles).contains(Role.ADMINISTRATOR.value),
        col(User.is_active),
        col(User.erased_at).is_(None),
    )


def keep_an_administrator(session: Session, leaving: UUID) -> None:
    """Raise LastAdministrator when nobody but `leaving` holds the role.

    The rows are locked, so that two administrators cannot drop each other at the same moment; none
    are where `leaving` has no such role to lose, so that who deletes an ordinary account stands in
    no administrator's way, who may be at work on that account.
    """
    if session.scalar(administrators().where(col(User.id) == leaving)) is None:
        return
    if set(session.scalars(administrators().with_for_update())) == {leaving}:
        raise LastAdministrator


def set_roles(
    session: Session,
    *,
    actor: UUID | None,
    subject: UUID,
    roles: frozenset[Role],
    why: str,
    now: datetime,
) -> None:
    """Give exactly these roles. Raises LastAdministrator."""
    before = session.scalar(select(col(User.roles)).where(col(User.id) == subject)) or ""
    after = role_text.to_text(roles)
    if after == before:
        return
    if Role.ADMINISTRATOR not in roles:
        keep_an_administrator(session, leaving=subject)
    session.execute(update(User).where(col(User.id) == subject).values(roles=after))
    details = {"before": before, "after": after}
    audit.record(
        session, actor=actor, act="roles set", subject=subject, why=why, now=now, details=details
    )


def set_extra_time(
    session: Session, *, actor: UUID | None, subject: UUID, per_cent: int, why: str, now: datetime
) -> None:
    """Give a person so many per cent more time in exams that begin from now on."""
    before = session.scalar(select(col(User.extra_time)).where(col(User.id) == subject))
    if before == per_cent:
        return
    session.execute(update(User).where(col(User.id) == subject).values(extra_time=per_cent))
    details = {"before": before, "after": per_cent}
    act = "extra time set"
    audit.record(session, actor=actor, act=act, subject=subject, why=why, now=now, details=details)


def set_pauses(
    session: Session, *, actor: UUID | None, subject: UUID, minutes: int, why: str, now: datetime
) -> None:
    """Let a person pause each exam that begins from now on, for so many minutes in all."""
    before = session.scalar(select(col(User.pause_minutes)).where(col(User.id) == subject))
    if before == minutes:
        return
    session.execute(update(User).where(col(User.id) == subject).values(pause_minutes=minutes))
    details = {"before": before, "after": minutes}
    audit.record(
        session, actor=actor, act="pauses set", subject=subject, why=why, now=now, details=details
    )


def suspend(session: Session, *, actor: UUID, subject: UUID, why: str, now: datetime) -> None:
    """Keep a person out until they are let in again. Raises LastAdministrator."""
    keep_an_administrator(session, leaving=subject)
    session.execute(update(User).where(col(User.id) == subject).values(is_active=False))
    end_sessions(session, subject)
    links.end(session, links.Kind.RESET, now, user_id=subject)
    audit.record(session, actor=actor, act="suspended", subject=subject, why=why, now=now)


def reinstate(session: Session, *, actor: UUID, subject: UUID, why: str, now: datetime) -> None:
    session.execute(update(User).where(col(User.id) == subject).values(is_active=True))
    audit.record(session, actor=actor, act="let in again", subject=subject, why=why, now=now)


def sign_out_everywhere(
    session: Session, *, actor: UUID, subject: UUID, why: str, now: datetime
) -> None:
    end_sessions(session, subject)
    audit.record(
        session, actor=actor, act="signed out everywhere", subject=subject, why=why, now=now
    )


def invite(
    session: Session,
    *,
    actor: UUID | None,
    email: str,
    roles: frozenset[Role],
    why: str,
    now: datetime,
) -> str:
    """The token of an invitation for this address; an earlier one for it ends."""
    links.end(session, links.Kind.INVITATION, now, email=email)
    token = links.make(session, links.Kind.INVITATION, now, email=email, roles=roles)
    # The address is not written to the log, which keeps no names; who it was is seen by the roles
    # and the account that follows.
    audit.record(
        session,
        actor=actor,
        act="invited",
        subject=None,
        why=why,
        now=now,
        details={"roles": role_text.to_text(roles)},
    )
    return token


def withdraw_invitation(
    session: Session, *, actor: UUID, invitation_id: UUID, why: str, now: datetime
) -> None:
    """End an invitation that nobody has used. Raises NotFound."""
    ended = session.execute(
        update(OneTimeLink)
        .where(
            col(OneTimeLink.id) == invitation_id,
            col(OneTimeLink.kind) == links.Kind.INVITATION.value,
            col(OneTimeLink.used_at).is_(None),
        )
        .values(used_at=now)
        .returning(col(OneTimeLink.id))
    ).all()
    if not ended:
        raise NotFound
    audit.record(session, actor=actor, act="invitation withdrawn", subject=None, why=why, now=now)
