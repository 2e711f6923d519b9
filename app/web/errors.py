"""How an error is answered: a page, a fragment for htmx, or JSON, with the same sentence in each."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import ClausewayError, TooMany
from app.web.context import Site

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """`request_id` is what an operator finds a fault in the log by; empty where nothing is at fault."""

    status: int
    title: str
    message: str
    request_id: str


def error_response(site: Site, request: Request, error: ClausewayError) -> Response:
    is_fault = error.status == ClausewayError.status
    page = ErrorPage(
        status=error.status,
        title=error.title,
        message=error.message,
        request_id=getattr(request.state, "request_id", "") if is_fault else "",
    )
    response = _body(site, request, page)
    response.headers["Cache-Control"] = "no-store"
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _body(site: Site, request: Request, page: ErrorPage) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"title": page.title, "detail": page.message}, status_code=page.status)
    visitor = getattr(request.state, "visitor", None)
    around = site.templates.surroundings(request, site.library, section="", flash="")
    if request.headers.get("hx-request-type") == "partial":
        # What cannot be swapped where it was asked for goes into the page's one alert.
        return site.templates.page(
            request,
            around,
            visitor,
            "error/_alert.html",
            page,
            {},
            status_code=page.status,
            headers={"HX-Retarget": "#alert", "HX-Reswap": "innerHTML"},
        )
    return site.templates.page(
        request, around, visitor, "error/page.html", page, {}, status_code=page.status
    )


class Faults:
    """The last resort: the fault is logged with its trace, the reader gets a sentence and
    the request's id, which stands on every line of the request in the log.

    Stands within the other wrappers, so that this answer has their headers too; a handler for
    `Exception` would stand outside of all of them.
    """

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:
            log.exception("unexpected error", path=scope["path"], exc_info=error)
            if started:
                raise
            answer = error_response(self._site, Request(scope), ClausewayError())
            await answer(scope, receive, send)
