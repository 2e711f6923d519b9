"""Statistics for trainers, without names: of a course, of each quiz and exam, and all of it as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from starlette.responses import Response, StreamingResponse

from app.assessment import standards
from app.assessment.access import course_with_keys, moved, teaching_crumb
from app.assessment.item_tallies import tallies
from app.assessment.starting import Assessment, exam_of, quiz_of
from app.assessment.statistics_view import assessment_statistics, course_statistics, table
from app.catalog.model import Course
from app.catalog.renames import at_address
from app.core.errors import NotFound
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render

pages = Pages()


@pages.page("/teach/{course}/statistics", access=Access.LEARNER)
def statistics_of_course(ctx: Context, course: str) -> Response:
    found = course_with_keys(ctx, course)
    elsewhere = moved(ctx, f"/teach/{found.slug}/statistics")
    if elsewhere:
        return elsewhere
    measured = tallies(ctx.session, found.slug)
    page = course_statistics(found, _assessments(found), measured, teaching_crumb(ctx))
    return render(ctx, "assessment/statistics.html", page, section="teach")


@pages.page("/teach/{course}/statistics.csv", access=Access.LEARNER)
def statistics_file(ctx: Context, course: str) -> Response:
    found = course_with_keys(ctx, course)
    rows = table(found, tallies(ctx.session, found.slug))
    return StreamingResponse(
        _lines(rows),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{found.slug}-statistics.csv"'},
    )


@pages.page("/teach/{course}/exam/statistics", access=Access.LEARNER)
def statistics_of_exam(ctx: Context, course: str) -> Response:
    return _of(ctx, course_with_keys(ctx, course), "")


@pages.page("/teach/{course}/{module}/statistics", access=Access.LEARNER)
def statistics_of_quiz(ctx: Context, course: str, module: str) -> Response:
    found = course_with_keys(ctx, course)
    part = at_address(found.modules, module)
    if part is None:
        raise NotFound
    return _of(ctx, found, part.slug)


def _of(ctx: Context, course: Course, module: str) -> Response:
    elsewhere = moved(ctx, f"/teach/{course.slug}/{module or 'exam'}/statistics")
    if elsewhere:
        return elsewhere
    decided = None if module else standards.decision(ctx.session, course.slug)
    for what in _assessments(course, decided.mark if decided else None):
        if what.module == module:
            own = tallies(ctx.session, course.slug, kind=what.kind, module=module)
            sort = ctx.query("sort", "verdict")
            page = assessment_statistics(course, what, own, teaching_crumb(ctx), sort)
            return render(ctx, "assessment/statistics-of.html", page, section="teach")
    raise NotFound


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
