"""The one place where everything is put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random, SystemRandom
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

import app.tables  # noqa: F401  (relations need all tables)
from app.accounts import personal as accounts_data
from app.accounts.routes import pages as accounts_pages
from app.accounts.service import still_there, visitor_of
from app.assessment import personal as assessment_data
from app.assessment import renaming as assessment_renaming
from app.assessment.routes import pages as assessment_pages
from app.catalog.library import Library
from app.catalog.renames import renames
from app.certificates import personal as certificates_data
from app.certificates import renaming as certificates_renaming
from app.certificates.earned import certificates_of
from app.certificates.of_attempt import CERTIFICATES_OF_ATTEMPT
from app.certificates.routes import pages as certificates_pages
from app.certificates.service import issue_if_due
from app.core.clock import Clock, system_clock
from app.core.database import Database
from app.core.errors import ClausewayError, NotFound
from app.core.mail import BackgroundMailer, Mailer, make_mailer
from app.core.settings import Settings
from app.learning import personal as learning_data
from app.learning import renaming as learning_renaming
from app.learning.queries import missing_before_exam
from app.learning.review_service import meet_quiz
from app.learning.routes import pages as learning_pages
from app.web.by_address import ByAddress
from app.web.context import Site
from app.web.errors import Faults, error_response
from app.web.health import following
from app.web.health import routes as health_routes
from app.web.middleware import RequestLog, SameOriginOnly, SecurityHeaders
from app.web.render import Templates
from app.web.static import StaticFiles


def _system_random() -> Random:
    return Random(SystemRandom().getrandbits(64))  # noqa: S311  (draws, not secrets)


def create_app(
    settings: Settings,
    *,
    library: Library | None = None,
    clock: Clock = system_clock,
    mailer: Mailer | None = None,
    database: Database | None = None,
    reload: bool = False,
) -> FastAPI:
    """The application. What is not given is made from `settings`; tests give what they replace."""
    static = StaticFiles()
    if library is None:
        library = Library(settings.courses_dir, settings.quizzes_dir, settings.cache_folder)
        library.reload()
    site = Site(
        settings=settings,
        database=database or Database(settings.database_address, pool=settings.database_pool),
        library=library,
        templates=Templates(settings, static, reload=reload),
        static=static,
        mailer=mailer or BackgroundMailer(make_mailer(settings)),
        clock=clock,
        secret=settings.secret(),
        authenticate=visitor_of,
        confirm=still_there,
        personal_data=(
            accounts_data.DATA,
            assessment_data.DATA,
            learning_data.DATA,
            certificates_data.DATA,
        ),
        exam_gate=missing_before_exam,
        after_progress=(issue_if_due,),
        after_quiz=(meet_quiz,),
        hangs_on_attempt=(CERTIFICATES_OF_ATTEMPT,),
        certificates_of=certificates_of,
        new_random=_system_random,
    )

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        site.database.close()

    app = FastAPI(
        title="Clauseway",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Nobody is told anything but the log; FastAPI need not look for others at each request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.site = site
    _add_routes(app, site, reload=reload)
    _wrap(app, site)
    return app


def follow_renames(database: Database, library: Library) -> None:
    """Let records that name a course or module by an earlier address follow it to the one it has
    now (docs/decisions/0012-records-follow-a-rename.md). Done whenever courses were read: twice, or
    by two processes, is once.
    """
    found = renames(library.current)
    if not found:
        return
    with database.session(writing=True) as session:
        for rename in found:
            for slice_ in (learning_renaming, assessment_renaming, certificates_renaming):
                slice_.follow(session, rename)


def _add_routes(app: FastAPI, site: Site, *, reload: bool) -> None:
    """All slices' pages. Assessment's `exam` and `quiz` come before learning's `{module}`."""
    for pages in (accounts_pages, assessment_pages, learning_pages, certificates_pages):
        app.router.routes.extend(pages.routes)
    app.router.routes.extend(health_routes)
    if reload:
        app.router.routes.append(following)
    app.router.routes.append(Route("/static/{digest}/{path:path}", site.static.endpoint))
    # The innermost of all wrappers, so that it is added first.
    app.add_middleware(ByAddress, routes=app.router.routes)


def _wrap(app: FastAPI, site: Site) -> None:
    """What stands around every answer; the last one added is the outermost."""
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(ClausewayError, _our_error)
    app.add_middleware(Faults, site=site)
    app.add_middleware(SameOriginOnly, settings=site.settings)
    app.add_middleware(
        GZipMiddleware,
        minimum_size=1000,
        compresslevel=5,
        # Compressed within already: another millisecond for a quarter of the bytes.
        exclude_content_types=(*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf"),
    )
    app.add_middleware(SecurityHeaders, settings=site.settings)
    app.add_middleware(RequestLog)


def _our_error(request: Request, error: Any) -> Response:
    return error_response(request.app.state.site, request, error)


def _http_error(request: Request, error: Any) -> Response:
    """Starlette's own errors (no such route, wrong method) look like ours."""
    if error.status_code == 404:
        return error_response(request.app.state.site, request, NotFound())
    shown = ClausewayError("This address does not answer that kind of request.")
    shown.status = error.status_code
    return error_response(request.app.state.site, request, shown)
