"""Whether the process lives, and whether it can serve: for proxies and supervisors."""

from __future__ import annotations

from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
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


routes = [Route("/healthz", healthz), Route("/readyz", readyz)]
