"""The trainer's pages: problems of the course files, and banks with their keys."""

from __future__ import annotations

from starlette.responses import Response

from app.assessment.access import marker_of, may_see_keys, teaching_crumb
from app.assessment.item_tallies import tallies
from app.assessment.marking_queries import waiting_for
from app.assessment.statistics_view import by_question
from app.core.errors import NotFound
from app.learning.teaching_view import bank_page, teach_page
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render

pages = Pages()


@pages.page("/teach", access=Access.TRAINER)
def teach(ctx: Context) -> Response:
    library = ctx.site.library
    to_mark = len(waiting_for(ctx.session, marker_of(ctx)))
    page = teach_page(ctx.catalog, library.latest_problems, to_mark, healthy=library.healthy)
    return render(ctx, "learning/teach.html", page, section="teach")


@pages.page("/teach/{course}/{module}", access=Access.LEARNER)
def bank(ctx: Context, course: str, module: str) -> Response:
    """Keys are for trainers and administrators; for everybody else there is nothing here."""
    if not may_see_keys(ctx):
        raise NotFound
    found_course = ctx.catalog.course(course)
    found = found_course.module(module) if found_course else None
    if found_course is None or found is None:
        raise NotFound
    measured = by_question(found_course, module, tallies(ctx.session, course, bank=module))
    page = bank_page(
        found_course,
        found,
        ctx.site.library.latest_problems,
        ctx.catalog,
        measured,
        teaching_crumb(ctx),
    )
    return render(ctx, "learning/bank.html", page, section="teach")
