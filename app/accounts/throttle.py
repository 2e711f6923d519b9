"""How often something may be tried: counted in the database, so that it holds over all processes."""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, delete, or_, update
from sqlmodel import Session, col

from app.accounts.models import Throttle
from app.core.errors import TooMany
from app.core.tables import insert_into

_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """`most` tries within `window`. `about` separates the counters of different things."""

    about: str
    most: int
    window: timedelta


SIGN_IN_ACCOUNT = Limit("sign-in account", 10, timedelta(minutes=15))
# A whole office or class may share one address.
SIGN_IN_ADDRESS = Limit("sign-in address", 100, timedelta(minutes=15))
SIGN_UP_ADDRESS = Limit("sign-up address", 100, timedelta(hours=1))
SIGN_UP_EMAIL = Limit("sign-up e-mail", 5, timedelta(hours=1))
RESET_ACCOUNT = Limit("reset account", 5, timedelta(hours=1))
RESET_ADDRESS = Limit("reset address", 50, timedelta(hours=1))
PASSWORD_AGAIN = Limit("password again", 10, timedelta(minutes=15))
NEW_LEARNERS = Limit("new learners", 200, timedelta(hours=1))


def hit(session: Session, limit: Limit, who: str, now: datetime) -> None:
    """Count one try. Raises TooMany when there were already as many as allowed.

    Counting comes before the thing itself, in one statement that locks the counter, so that tries
    sent at the same time are all counted.
    """
    statement = insert_into(session, Throttle).values(
        key=_key(limit, who), window_start=now, count=1
    )
    over = or_(
        col(Throttle.window_start) <= now - limit.window,
        # Begun by a clock that ran far ahead and was put right: nobody waits until it is that late.
        col(Throttle.window_start) > now + limit.window,
    )
    renewed = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "count": case((over, 1), else_=col(Throttle.count) + 1),
            "window_start": case((over, now), else_=col(Throttle.window_start)),
        },
    ).returning(col(Throttle.count), col(Throttle.window_start))
    count, start = session.execute(renewed).one()
    if count > limit.most:
        wait = int((start + limit.window - now).total_seconds()) + 1
        raise TooMany(retry_after=max(wait, 1))
    if count == 1:
        session.execute(delete(Throttle).where(col(Throttle.window_start) < now - _KEPT))


def forget(session: Session, limit: Limit, who: str) -> None:
    """Start afresh, after a try that was right."""
    session.execute(delete(Throttle).where(col(Throttle.key) == _key(limit, who)))


def give_back(session: Session, limit: Limit, who: str) -> None:
    """Do not count the last try: it was right. Other people's at the same address still count."""
    session.execute(
        update(Throttle)
        .where(col(Throttle.key) == _key(limit, who), col(Throttle.count) > 0)
        .values(count=col(Throttle.count) - 1)
    )


def network(address: str) -> str:
    """What counts as one address: all of IPv4, of IPv6 the 64 bits that one customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def _key(limit: Limit, who: str) -> str:
    # Hashed, so that the table is no list of who tried to sign in from where.
    return hashlib.sha256(f"{limit.about}\n{who}".encode()).hexdigest()
