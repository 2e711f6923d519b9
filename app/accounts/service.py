"""How accounts and sessions are made and ended; passwords are changed here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts import links, throttle
from app.accounts import roles as role_text
from app.accounts.models import User, UserSession
from app.core.database import is_writing
from app.core.errors import Conflict
from app.core.ids import new_token, token_hash
from app.core.passwords import hash_password
from app.core.prepared import Prepared
from app.core.settings import Settings
from app.core.tables import is_sqlite
from app.web.context import NeedsWrite
from app.web.visitor import Role, Visitor

log = structlog.get_logger(__name__)

# How exactly "last used" is kept: more would make a write of every page that is read.
SEEN_EVERY = timedelta(days=1)
# A learner without an account, and the cookie that is all there is of them, last this long.
ANONYMOUS_DAYS = 30


# Whether a password belongs to a hash, or to none; where a request waits for it: `access.verify`.
Verify = Callable[[str, str | None], bool]


class AddressTaken(Conflict):
    message = "There is already an account with this address."


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who the right password belongs to."""

    user_id: UUID
    is_active: bool


_VISITOR = Prepared(
    select(
        col(User.id),
        col(UserSession.id).label("session_id"),
        col(User.name),
        col(User.email),
        col(User.roles),
        col(User.is_anonymous),
        col(User.time_zone),
        col(User.language),
        col(User.extra_time),
        col(User.pause_minutes),
        col(UserSession.last_used),
    )
    .join(UserSession, col(UserSession.user_id) == col(User.id))
    .where(
        col(User.is_active),
        col(User.erased_at).is_(None),
        col(UserSession.token_hash) == bindparam("token"),
        col(UserSession.expires_at) > bindparam("now"),
    )
)


def visitor_of(session: Session, token: str, now: datetime) -> Visitor | None:
    """Whose session `token` belongs to: one statement, and once a day two more that say so."""
    found = _VISITOR.rows(session, token=token_hash(token), now=now)
    if not found:
        return None
    (row,) = found
    if now - row.last_used >= SEEN_EVERY:
        if not is_writing(session):
            raise NeedsWrite
        _seen(session, row.id, row.session_id, now)
    return Visitor(
        id=row.id,
        session_id=row.session_id,
        name=row.name,
        email=row.email or "",
        roles=role_text.from_text(row.roles),
        is_anonymous=row.is_anonymous,
        time_zone=row.time_zone,
        language=row.language,
        extra_time=row.extra_time,
        pause_minutes=row.pause_minutes,
    )


class AccountGone(Conflict):
    title = "This account is deleted"
    message = "It was deleted while this was on its way, so nothing of it was kept."


def still_there(session: Session, visitor: Visitor) -> None:
    """Raise AccountGone where the account was deleted since the request began.

    Whoever deletes it locks its row first (`leaving.erase`). What was written under it before is
    deleted with it; what comes later finds out here. On SQLite nobody writes in between.
    """
    if is_sqlite(session):
        return
    row = select(col(User.id)).where(col(User.id) == visitor.id, col(User.erased_at).is_(None))
    if session.scalar(row.with_for_update(read=True, key_share=True)) is None:
        raise AccountGone


def _seen(session: Session, user_id: UUID, session_id: UUID, now: datetime) -> None:
    session.execute(update(User).where(col(User.id) == user_id).values(last_seen=now))
    session.execute(
        update(UserSession).where(col(UserSession.id) == session_id).values(last_used=now)
    )


def create_account(
    session: Session,
    *,
    name: str,
    email: str,
    password: str,
    now: datetime,
    roles: frozenset[Role] | set[Role] = frozenset(),
) -> User:
    """A new account. Name, address and password have been checked (`forms`); raises AddressTaken."""
    return add_account(
        session,
        name=name,
        email=email,
        password_hash=hash_password(password),
        now=now,
        roles=frozenset(roles),
    )


def add_account(
    session: Session,
    *,
    name: str,
    email: str,
    password_hash: str,
    now: datetime,
    roles: frozenset[Role],
    anonymous_id: UUID | None = None,
) -> User:
    """The same for a password that is hashed already. The row of `anonymous_id`, a learner without
    an account, becomes the account with all that hangs on it.
    """
    user = _anonymous(session, anonymous_id) if anonymous_id else None
    if user is None:
        user = User(created_at=now, last_seen=now)
    try:
        # Two may sign up with one address at the same moment; the schema lets one of them. The
        # values are set within the savepoint, because entering it flushes what is set before.
        with session.begin_nested():
            user.name, user.email, user.password_hash = name, email, password_hash
            user.roles, user.is_anonymous, user.last_seen = role_text.to_text(roles), False, now
            session.add(user)
            session.flush()
    except IntegrityError as error:
        raise AddressTaken from error
    # The cookie of before must not open the account.
    end_sessions(session, user.id)
    return user


def _anonymous(session: Session, user_id: UUID) -> User | None:
    user = session.get(User, user_id, with_for_update=True)
    return user if user and user.is_anonymous and user.erased_at is None else None


def start_session(
    session: Session,
    user_id: UUID,
    now: datetime,
    settings: Settings,
    device: str = "",
    address: str = "",
) -> str:
    """Sign a person in on one device; gives the token for the cookie."""
    return _new_session(session, user_id, now, settings.session_days, device, address)[0]


def create_anonymous(
    session: Session, now: datetime, settings: Settings, device: str = "", address: str = ""
) -> tuple[Visitor, str]:
    """A learner without an account, known by the token alone."""
    user = User(is_anonymous=True, created_at=now, last_seen=now)
    session.add(user)
    session.flush()
    days = min(settings.session_days, ANONYMOUS_DAYS)
    token, session_id = _new_session(session, user.id, now, days, device, address)
    visitor = Visitor(
        id=user.id,
        session_id=session_id,
        name="",
        email="",
        roles=frozenset(),
        is_anonymous=True,
        time_zone="",
        language=user.language,
        extra_time=0,
        pause_minutes=0,
    )
    return visitor, token


def _new_session(
    session: Session, user_id: UUID, now: datetime, days: int, device: str, address: str
) -> tuple[str, UUID]:
    session.execute(
        delete(UserSession).where(
            col(UserSession.user_id) == user_id, col(UserSession.expires_at) <= now
        )
    )
    token = new_token()
    row = UserSession(
        token_hash=token_hash(token),
        user_id=user_id,
        created_at=now,
        expires_at=now + timedelta(days=days),
        last_used=now,
        device=device,
        address=address,
    )
    session.add(row)
    session.flush()
    return token, row.id


def check_credentials(
    session: Session, verify: Verify, *, email: str, password: str, address: str, now: datetime
) -> Credentials | None:
    """Whose address and password these are, or None. Raises TooMany after too many wrong ones.

    An unknown address is answered like a wrong password, after the same work.
    """
    network = throttle.network(address)
    throttle.hit(session, throttle.SIGN_IN_ACCOUNT, email, now)
    throttle.hit(session, throttle.SIGN_IN_ADDRESS, network, now)
    row = session.execute(
        select(col(User.id), col(User.password_hash), col(User.is_active)).where(
            col(User.email) == email
        )
    ).one_or_none()
    if not verify(password, row.password_hash if row else None) or row is None:
        return None
    throttle.forget(session, throttle.SIGN_IN_ACCOUNT, email)
    throttle.give_back(session, throttle.SIGN_IN_ADDRESS, network)
    return Credentials(user_id=row.id, is_active=row.is_active)


def knows_password(
    session: Session, verify: Verify, user_id: UUID, password: str, now: datetime
) -> bool:
    """Whether somebody who is signed in types their password right. Raises TooMany."""
    throttle.hit(session, throttle.PASSWORD_AGAIN, str(user_id), now)
    stored = session.scalar(select(col(User.password_hash)).where(col(User.id) == user_id))
    right = verify(password, stored)
    if right:
        throttle.forget(session, throttle.PASSWORD_AGAIN, str(user_id))
    return right


def end_session(session: Session, user_id: UUID, session_id: UUID) -> bool:
    """End one of a person's own sessions; False when there is none such."""
    ended = session.execute(
        delete(UserSession)
        .where(col(UserSession.id) == session_id, col(UserSession.user_id) == user_id)
        .returning(col(UserSession.id))
    ).all()
    return bool(ended)


def end_sessions(session: Session, user_id: UUID, *, but: UUID | None = None) -> None:
    """Sign a person out everywhere, except where `but` says."""
    statement = delete(UserSession).where(col(UserSession.user_id) == user_id)
    if but:
        statement = statement.where(col(UserSession.id) != but)
    session.execute(statement)


def set_password(
    session: Session, user_id: UUID, password_hash: str, now: datetime, *, keep: UUID | None = None
) -> None:
    """Change the password; every session but `keep` ends, and so does every reset link."""
    session.execute(update(User).where(col(User.id) == user_id).values(password_hash=password_hash))
    end_sessions(session, user_id, but=keep)
    links.end(session, links.Kind.RESET, now, user_id=user_id)
    log.info("password set", account=str(user_id))


def reset_password(session: Session, link: links.Link, password_hash: str, now: datetime) -> None:
    """Use up a reset link for a new password."""
    links.use(session, link, now)
    if link.user_id is None:
        raise links.LinkOver
    set_password(session, link.user_id, password_hash, now)
    email = session.scalar(select(col(User.email)).where(col(User.id) == link.user_id))
    throttle.forget(session, throttle.SIGN_IN_ACCOUNT, email or "")


def update_profile(
    session: Session, user_id: UUID, *, name: str, time_zone: str, language: str
) -> None:
    session.execute(
        update(User)
        .where(col(User.id) == user_id)
        .values(name=name, time_zone=time_zone, language=language)
    )
