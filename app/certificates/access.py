"""Who gets to see a certificate as a whole: its holder and administrators; strangers get 404."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from app.accounts.throttle import Limit
from app.certificates import codes, queries
from app.certificates.queries import Shown
from app.core.errors import NotFound
from app.web.context import Context
from app.web.visitor import Role

# Sixty bits cannot be guessed; the limit only keeps a machine that tries from being a burden.
UNKNOWN_CODES = Limit("unknown certificate codes", 100, timedelta(minutes=15))


def own_certificate(ctx: Context, typed: str) -> Shown:
    """The visitor's own certificate by its code, or anybody's for an administrator."""
    code = codes.read(typed)
    found = queries.by_code(ctx.session, code) if code else None
    if found is None:
        raise NotFound
    if found.user_id != ctx.person.id and not ctx.person.has(Role.ADMINISTRATOR):
        raise NotFound
    return found


def any_certificate(ctx: Context, certificate_id: UUID) -> Shown:
    """A certificate by its id, on routes that only administrators reach."""
    found = queries.by_id(ctx.session, certificate_id)
    if found is None:
        raise NotFound
    return found
