"""Statistics for trainers, without names: of a course, of each quiz and exam, and all of it as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response, StreamingResponse

from app.assessment import standards
from app.assessment.access import may_see_keys, teaching_crumb
from app.assessment.item_tallies import tallies
from app.assessment.starting import Assessment, exam_of, quiz_of
from app.assessment.statistics_view import assessment_statistics, course_statistics, table
from app.catalog.model import Course
from app.core.errors import NotFound
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render

pages = Pages()


@pages.page("/teach/{course}/statistics", access=Access.LEARNER)
def statistics_of_course(ctx: Context, course: str) -> Response:
    found = _course(ctx, course)
    measured = tallies(ctx.session, found.slug)
    page = course_statistics(found, _assessments(found), measured, teaching_crumb(ctx))
    return render(ctx, "assessment/statistics.html", page, section="teach")


@pages.page("/teach/{course}/statistics.csv", access=Access.LEARNER)
def statistics_file(ctx: Context, course: str) -> Response:
    found = _course(ctx, course)
    rows = table(found, tallies(ctx.session, found.slug))
    return StreamingResponse(
        _lines(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}-statistics.csv"'},
    )


@pages.page("/teach/{course}/exam/statistics", access=Access.LEARNER)
def statistics_of_exam(ctx: Context, course: str) -> Response:
    return _of(ctx, course, "")


@pages.page("/teach/{course}/{module}/statistics", access=Access.LEARNER)
def statistics_of_quiz(ctx: Context, course: str, module: str) -> Response:
    return _of(ctx, course, module)


def _of(ctx: Context, course: str, module: str) -> Response:
    found = _course(ctx, course)
    decided = None if module else standards.decision(ctx.session, found.slug)
    for what in _assessments(found, decided.mark if decided else None):
        if what.module == module:
            own = tallies(ctx.session, found.slug, kind=what.kind, module=module)
            sort = ctx.query("sort", "verdict")
            page = assessment_statistics(found, what, own, teaching_crumb(ctx), sort)
            return render(ctx, "assessment/statistics-of.html", page, section="teach")
    raise NotFound


def _course(ctx: Context, slug: str) -> Course:
    """For everybody but trainers and administrators there is nothing here."""
    found = ctx.catalog.course(slug)
    if not may_see_keys(ctx) or found is None:
        raise NotFound
    return found


def _assessments(course: Course, mark: float | None = None) -> tuple[Assessment, ...]:
    """`mark` is the pass mark of the exam, where a panel has set it."""
    quizzes = tuple(quiz_of(course, m, m.bank) for m in course.modules if m.bank)
    return (*quizzes, exam_of(course, course.exam, mark)) if course.exam else quizzes


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Everything in it is a slug, a hash, a number or a sentence of ours: nothing that a spreadsheet
    would take for a formula.
    """
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()
