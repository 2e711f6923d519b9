"""What wraps every answer: a request id and one log line, security headers, and the CSRF check."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit
from uuid import uuid4

import structlog
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.settings import Settings

log = structlog.get_logger("clauseway.request")

CONTENT_SECURITY_POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_SAFE = {"GET", "HEAD", "OPTIONS"}
# A one-time link opens what it names to whoever reads it, so it does not stand in the log.
_ONE_TIME = re.compile(r"^(/(?:reset|first-admin|invitation|sign-up)/).+")
# Static files, health checks and the looks of an author's page would drown what matters.
_QUIET = ("/static/", "/healthz", "/readyz", "/content-version")
_REQUEST_ID = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


class RequestLog:
    """Gives each request an id (a proxy's is kept when it looks like one) and logs one line for it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = given if _REQUEST_ID.match(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id
        status = 500
        started = time.perf_counter()

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, sending)
            finally:
                quiet = scope["path"].startswith(_QUIET)
                (log.debug if quiet else log.info)(
                    "request",
                    method=scope["method"],
                    path=_ONE_TIME.sub(r"\1…", scope["path"]),
                    status=status,
                    ms=round((time.perf_counter() - started) * 1000, 1),
                )


class SecurityHeaders:
    """Sets the headers that hold for every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        headers = {
            "Content-Security-Policy": CONTENT_SECURITY_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        }
        if settings.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        # As the server sends them, because every answer has them.
        self._headers = [(k.lower().encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                there = {name for name, _ in message["headers"]}
                more = [header for header in self._headers if header[0] not in there]
                message["headers"] = [*message["headers"], *more]
            await send(message)

        await self.app(scope, receive, sending if scope["type"] == "http" else send)


class SameOriginOnly:
    """Refuses unsafe requests that another site caused.

    Browsers say where a request came from in Sec-Fetch-Site, which pages cannot forge; older ones
    send Origin. A request with neither does not come from a browser with our cookies.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._own = urlsplit(settings.url).netloc

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] not in _SAFE and not self._own_page(scope):
            refusal = PlainTextResponse(
                "This form was sent from another site and was not accepted.", status_code=403
            )
            await refusal(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _own_page(self, scope: Scope) -> bool:
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site in {"same-origin", "none"}
        origin = headers.get("origin")
        if origin is None:
            return True
        try:
            return urlsplit(origin).netloc in {self._own, headers.get("host")}
        except ValueError:
            return False
