"""The trainer's pages: problems of the course files, and banks with their keys."""

from __future__ import annotations

from starlette.responses import Response

from app.core.errors import NotFound
from app.learning.teaching_view import bank_page, teach_page
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render
from app.web.visitor import Role

pages = Pages()


@pages.page("/teach", access=Access.TRAINER)
def teach(ctx: Context) -> Response:
    library = ctx.site.library
    page = teach_page(ctx.catalog, library.latest_problems, healthy=library.healthy)
    return render(ctx, "learning/teach.html", page, section="teach")


@pages.page("/teach/{course}/{module}", access=Access.LEARNER)
def bank(ctx: Context, course: str, module: str) -> Response:
    """Keys are for trainers and administrators; for everybody else there is nothing here."""
    if not (ctx.person.has(Role.TRAINER) or ctx.person.has(Role.ADMINISTRATOR)):
        raise NotFound
    found_course = ctx.catalog.course(course)
    found = found_course.module(module) if found_course else None
    if found_course is None or found is None:
        raise NotFound
    page = bank_page(found_course, found, ctx.site.library.latest_problems, ctx.catalog)
    return render(ctx, "learning/bank.html", page, section="teach")
