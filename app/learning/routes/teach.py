"""The trainer's pages: problems of the course files, and banks with their keys."""

from __future__ import annotations

from starlette.responses import Response

from app.assessment.access import course_with_keys, marker_of, moved, teaching_crumb
from app.assessment.item_tallies import tallies
from app.assessment.marking_queries import waiting_for
from app.assessment.statistics_view import by_question
from app.catalog.renames import at_address
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
    """The bank of a module, with its keys."""
    found_course = course_with_keys(ctx, course)
    found = at_address(found_course.modules, module)
    if found is None:
        raise NotFound
    elsewhere = moved(ctx, f"/teach/{found_course.slug}/{found.slug}")
    if elsewhere:
        return elsewhere
    counted = tallies(ctx.session, found_course.slug, bank=found.slug)
    measured = by_question(found_course, found.slug, counted)
    page = bank_page(
        found_course,
        found,
        ctx.site.library.latest_problems,
        ctx.catalog,
        measured,
        teaching_crumb(ctx),
    )
    return render(ctx, "learning/bank.html", page, section="teach")
