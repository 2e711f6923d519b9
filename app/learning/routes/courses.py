"""The catalogue, a course, a module, and a module on paper."""

from __future__ import annotations

from starlette.responses import Response

from app.assessment.queries import passed_exam
from app.assessment.service import settle_overdue
from app.assessment.so_far import SoFar, so_far
from app.learning import queries, review_queries
from app.learning.access import course_for, follows_aliases, is_trainer, module_for, reader_id
from app.learning.cards import Held
from app.learning.catalogue_view import lead, level_of, path_line, resume_of, visible_courses
from app.learning.course_pages import CataloguePage
from app.learning.course_view import course_page, module_page
from app.learning.print_view import print_page
from app.learning.review_view import recall_box
from app.learning.unit_holes import rail
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render

pages = Pages()


@pages.page("/", access=Access.READER, hot=True)
def catalogue(ctx: Context) -> Response:
    user_id = reader_id(ctx)
    records = queries.records(ctx.session, user_id) if user_id else {}
    courses = visible_courses(ctx.catalog, records, is_trainer=is_trainer(ctx))
    shown = tuple(progress.course for progress in courses)
    page = CataloguePage(
        lead=lead(courses, read_without_account=ctx.settings.read_without_account),
        resume=resume_of(courses, ctx.now),
        levels=tuple(level_of(progress) for progress in courses),
        paths=tuple(path_line(path, shown) for path in ctx.catalog.paths),
        columns=tuple(course.level.capitalize() for course in shown),
    )
    return render(ctx, "learning/catalogue.html", page, section="courses")


@pages.page("/courses/{course}", access=Access.READER)
@follows_aliases
def course(ctx: Context, course: str) -> Response:
    _settle(ctx)
    place, user_id = course_for(ctx, course), reader_id(ctx)
    passed = None
    if user_id and place.progress.exam_passed:
        passed = passed_exam(ctx.session, user_id, place.course.slug)
    zone = ctx.site.templates.zone(ctx.visitor)
    page = course_page(place, ctx.catalog, passed, ctx.now, zone)
    return render(ctx, "learning/course.html", page, section="courses")


@pages.page("/courses/{course}/{module}", access=Access.READER)
@follows_aliases
def module(ctx: Context, course: str, module: str) -> Response:
    _settle(ctx)
    place = module_for(ctx, course, module)
    user_id = reader_id(ctx)
    quiz = SoFar()
    if user_id and place.module.bank:
        quiz = so_far(ctx.session, user_id, place.course.slug, "quiz", place.module.slug)
    held = review_queries.held(ctx.session, user_id) if user_id else Held()
    recall = recall_box(ctx.catalog, held, place.course, place.module, ctx.now)
    page = module_page(place, quiz.best, recall)
    holes = {"rail": (rail(ctx.site.templates.parts, page.outline),)}
    return render(ctx, "learning/module.html", page, section="courses", holes=holes)


@pages.page("/courses/{course}/{module}/print", access=Access.READER)
@follows_aliases
def printed(ctx: Context, course: str, module: str) -> Response:
    page = print_page(module_for(ctx, course, module), ctx.settings.url)
    return render(ctx, "learning/print.html", page, section="courses")


def _settle(ctx: Context) -> None:
    """What was passed counts from the deadline of an attempt on, whoever looks at it first."""
    if ctx.visitor is not None and not ctx.visitor.is_anonymous:
        settle_overdue(ctx, ctx.visitor.id)
