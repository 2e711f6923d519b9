"""How a page is served: one thread hop, one session, one commit, and an access rule on every route.

FastAPI sends each sync dependency to a thread of its own, which costs more than most of our pages.
So HTML routes are plain Starlette routes: `Pages` registers a handler with the rule that guards it,
and `serve` opens the session, finds the visitor, applies the rule, runs the handler and commits
before the answer leaves (docs/decisions/0001-one-hop-per-page.md). Routes that are asked for all day
are marked `hot`; what is different for them stands in `serve_hot`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from app.core.errors import ClausewayError, Forbidden, SignInNeeded
from app.web import cookies
from app.web.context import Apart, Context, NeedsWrite, Site
from app.web.errors import error_response
from app.web.forms import Form, read_form
from app.web.visitor import Role

Handler = Callable[..., Response]


class Access(Enum):
    """Who may ask for a route. Whether they may see the thing itself is decided by its loader."""

    ANYONE = "anyone"
    READER = "anyone, or only people with an account where the site says so"
    LEARNER = "people with an account"
    TRAINER = Role.TRAINER
    MANAGER = Role.MANAGER
    ADMINISTRATOR = Role.ADMINISTRATOR


@dataclass(frozen=True, slots=True)
class Rule:
    """What a route declares. It is kept on the endpoint, so that tests can go through all of them."""

    access: Access
    writes: bool
    handler: Handler
    hot: bool = False


class Endpoint:
    """Where a request of a route arrives, as an ASGI application: Starlette's wrapping of functions
    handles errors that ours has handled already.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        response = await self._response(request)
        await response(scope, receive, send)

    async def _response(self, request: Request) -> Response:
        site: Site = request.app.state.site
        rule = self.rule
        try:
            form = await read_form(request) if rule.writes else Form()
        except ClausewayError as error:
            return await run_in_threadpool(error_response, site, request, error)
        except ClientDisconnect:
            return Response(status_code=400)  # nobody is there to read more
        # Whoever sent in time is in time, however long it takes until the database is free.
        arrived = Arrived(request, form, site.clock(), {})
        if rule.hot and site.database.is_sqlite:
            return await serve_hot(site, arrived, rule)
        return await run_in_threadpool(serve, site, arrived, rule)


class Arrived(NamedTuple):
    """A request with its form, when all of it was there, and what was done for it apart."""

    request: Request
    form: Form
    at: datetime
    done_apart: dict[tuple[Any, ...], Any]


class Pages:
    """The HTML routes of a slice. A `page` never writes (see `Context.need_write`), an `action` may."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def include(self, part: Pages) -> None:
        """Take over the routes of another file of the same slice, after those there are."""
        self.routes.extend(part.routes)

    def page(
        self, path: str, *, access: Access, name: str = "", hot: bool = False
    ) -> Callable[[Handler], Handler]:
        return self._register(path, "GET", access, name, hot=hot)

    def action(
        self, path: str, *, access: Access, name: str = "", hot: bool = False
    ) -> Callable[[Handler], Handler]:
        return self._register(path, "POST", access, name, hot=hot)

    def _register(
        self, path: str, method: str, access: Access, name: str, *, hot: bool
    ) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            rule = Rule(access, writes=method != "GET", handler=handler, hot=hot)

            self.routes.append(
                Route(path, Endpoint(rule), methods=[method], name=name or handler.__name__)
            )
            return handler

        return register


def serve(site: Site, arrived: Arrived, rule: Rule) -> Response:
    """Answer one request, in the thread it was given to."""
    writing = rule.writes
    try:
        while True:
            try:
                return _run(site, arrived, rule, writing=writing)
            except NeedsWrite:
                writing = True
            except Apart as needed:
                done = needed.work(*needed.given)
                arrived.done_apart[needed.work, *needed.given] = done
    except ClausewayError as error:
        return _refused(site, arrived.request, error)


async def serve_hot(site: Site, arrived: Arrived, rule: Rule) -> Response:
    """The same on SQLite, for a route that is asked for all day: a page is read here and now, because
    going to a thread takes longer than reading it; a write is committed together with others that
    wait (docs/decisions/0008-hot-roads.md).
    """
    try:
        if rule.writes:
            act = partial(_handle, site, arrived, rule, writing=True)
            return _finished(*await site.database.write_together(act))
        return _run(site, arrived, rule, writing=False)
    except (NeedsWrite, Apart):
        return await run_in_threadpool(serve, site, arrived, rule)
    except ClausewayError as error:
        return _refused(site, arrived.request, error)


def _run(site: Site, arrived: Arrived, rule: Rule, *, writing: bool) -> Response:
    with site.database.session(writing=writing) as session:
        ctx, response = _handle(site, arrived, rule, session, writing=writing)
    return _finished(ctx, response)


def _handle(
    site: Site, arrived: Arrived, rule: Rule, session: Session, *, writing: bool
) -> tuple[Context, Response]:
    """Find the visitor, apply the rule, run the handler."""
    request = arrived.request
    ctx = Context(
        site=site,
        request=request,
        session=session,
        now=arrived.at,
        catalog=site.library.current,
        form=arrived.form,
        writing=writing,
        done_apart=arrived.done_apart,
    )
    token = request.cookies.get(cookies.session_cookie(site.settings))
    if token:
        ctx.visitor = site.authenticate(session, token, ctx.now)
        # An error page that is made later shows the same person in its header.
        request.state.visitor = ctx.visitor
    _admit(ctx, rule.access)
    response = rule.handler(ctx, **request.path_params)
    if writing and ctx.visitor is not None and ctx.new_session is None:
        ctx.hold_account()
    return ctx, response


def _refused(site: Site, request: Request, error: ClausewayError) -> Response:
    if isinstance(error, SignInNeeded):
        return _sign_in_first(site, request, error)
    return error_response(site, request, error)


def _admit(ctx: Context, access: Access) -> None:
    """Raise SignInNeeded or Forbidden unless the visitor may ask for a route with this rule."""
    if access is Access.ANYONE:
        return
    if access is Access.READER and ctx.settings.read_without_account:
        return
    person = ctx.person
    if isinstance(access.value, Role) and not person.has(access.value):
        raise Forbidden


def _finished(ctx: Context, response: Response) -> Response:
    settings = ctx.settings
    if ctx.end_session:
        cookies.end_session(response, settings)
    if ctx.new_session:
        cookies.set_session(response, settings, ctx.new_session)
    if ctx.flash:
        cookies.set_flash(response, settings, ctx.site.secret, ctx.flash)
    if "cache-control" not in response.headers:
        # What depends on who asks is not kept anywhere; the rest is asked for again each time.
        response.headers["Cache-Control"] = "no-store" if ctx.visitor else "no-cache"
    response.headers.append("Vary", "Accept-Encoding, Cookie, HX-Request, HX-Request-Type")
    return response


def _sign_in_first(site: Site, request: Request, error: SignInNeeded) -> Response:
    """Send a reader to the sign-in page and back; a fragment or a post cannot be come back to."""
    is_htmx = request.headers.get("hx-request") == "true"
    if request.method == "GET" and not is_htmx:
        target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    else:
        target = ""
    address = "/sign-in" + (f"?next={quote(target, safe='/')}" if target else "")
    if is_htmx:
        return Response(status_code=200, headers={"HX-Redirect": address})
    if request.method == "GET":
        return RedirectResponse(address, status_code=303)
    return error_response(site, request, error)


def redirect(ctx: Context, address: str, *, flash: str = "") -> Response:
    """Send the browser on after a post; htmx is told to load the page instead of swapping it in."""
    if flash:
        ctx.flash = flash
    if ctx.is_partial:
        return Response(status_code=200, headers={"HX-Redirect": address})
    return RedirectResponse(address, status_code=303)


def rules(routes: list[Any]) -> dict[tuple[str, str], Rule]:
    """(method, path) → rule, for every page among `routes`."""
    found = {}
    for route in routes:
        rule = getattr(getattr(route, "endpoint", None), "rule", None)
        if rule is not None:
            found["POST" if rule.writes else "GET", route.path] = rule
    return found
