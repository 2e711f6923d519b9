"""Who is acting: the person behind a request, a learner made on the spot, or somebody just let in."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import structlog

from app.accounts import leaving, merging, service, throttle
from app.accounts.devices import device_name
from app.core.passwords import verify_password
from app.web.context import Context
from app.web.visitor import Visitor

log = structlog.get_logger(__name__)


def learner_of(ctx: Context) -> Visitor:
    """The visitor, or a new learner without an account, kept by a cookie. Only where a reader does
    something: a page that is merely read makes nobody.
    """
    if ctx.visitor is not None:
        return ctx.visitor
    ctx.need_write()
    throttle.hit(ctx.session, throttle.NEW_LEARNERS, throttle.network(address_of(ctx)), ctx.now)
    leaving.remove_unclaimed(ctx.session, ctx.site.personal_data, ctx.now)
    ctx.visitor, ctx.new_session = service.create_anonymous(
        ctx.session, ctx.now, ctx.settings, _device(ctx), address_of(ctx)
    )
    return ctx.visitor


def verify(ctx: Context) -> service.Verify:
    """How a request verifies a password: apart, while nobody waits for what it has locked."""
    return partial(ctx.apart, verify_password)


def let_in(ctx: Context, user_id: UUID) -> None:
    """Sign a person in here, under a new token. What was done in this browser before without an
    account comes along; somebody else's session ends.
    """
    before = ctx.visitor
    if before is not None:
        service.end_session(ctx.session, before.id, before.session_id)
        if before.is_anonymous and before.id != user_id:
            merging.merge(ctx.session, ctx.site.personal_data, before.id, user_id)
    ctx.new_session = service.start_session(
        ctx.session, user_id, ctx.now, ctx.settings, _device(ctx), address_of(ctx)
    )
    # By number: what the log says of a person has to be looked up by whoever may.
    log.info("signed in", account=str(user_id))


def anonymous_of(ctx: Context) -> UUID | None:
    """The learner without an account in this browser, who can become one with."""
    return ctx.visitor.id if ctx.visitor and ctx.visitor.is_anonymous else None


def address_of(ctx: Context) -> str:
    """The client's address; behind a trusted proxy, the one that the proxy names."""
    return ctx.request.client.host if ctx.request.client else ""


def _device(ctx: Context) -> str:
    return device_name(ctx.request.headers.get("user-agent", ""))
