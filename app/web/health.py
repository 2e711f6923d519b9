"""Whether the process lives, whether it can serve, and which content: for proxies, supervisors, authors."""

from __future__ import annotations

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from app.core.errors import ClausewayError
from app.web.context import Site


async def healthz(_request: Request) -> Response:
    """200 as long as the process answers at all."""
    return JSONResponse({"status": "ok"})


async def readyz(request: Request) -> Response:
    """200 when database and courses are there, else 503 with what is missing."""
    site: Site = request.app.state.site
    problems = []
    if not site.library.current.courses and not site.library.healthy:
        problems.append("courses: the files have errors and there is no earlier version to serve")
    try:
        await run_in_threadpool(_ask, site)
    except ClausewayError:
        problems.append("database: no answer")
    status = 503 if problems else 200
    return JSONResponse(
        {"status": "unavailable" if problems else "ready", "problems": problems}, status
    )


def _ask(site: Site) -> None:
    with site.database.session(writing=False) as session:
        session.execute(text("SELECT 1"))


async def content_version(request: Request) -> Response:
    """What an author's page compares (static/js/follow.js): it changes when files were read again."""
    library = request.app.state.site.library
    return PlainTextResponse(f"{library.current.hash} {hash(library.latest_problems)}")


routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
# Served only while course files are followed.
following = Route("/content-version", content_version)
