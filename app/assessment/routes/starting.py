"""The pages before an attempt: what a quiz or an exam asks, and the button that starts it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from starlette.responses import Response

from app.assessment import service, standards
from app.assessment.access import course_for, module_for, moved
from app.assessment.exam_rules import Admission
from app.assessment.pages import StartPage
from app.assessment.so_far import SoFar
from app.assessment.start_page import exam_page, quiz_page
from app.assessment.starting import (
    Assessment,
    NotNow,
    admission_to,
    attempts_so_far,
    exam_of,
    quiz_of,
    start_exam,
    start_quiz,
)
from app.catalog.model import Course, Module
from app.catalog.questions import Bank, Exam
from app.core.errors import NotFound
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.visitor import Visitor

pages = Pages()

_Described = Callable[[Admission | None, SoFar, Visitor | None], StartPage]


@pages.page("/courses/{course}/exam", access=Access.READER)
def exam_start_page(ctx: Context, course: str) -> Response:
    found, exam = _exam_for(ctx, course)
    elsewhere = moved(ctx, f"/courses/{found.slug}/exam")
    what = _exam_now(ctx, found, exam)
    return elsewhere or _show(ctx, what, _about_exam(what, exam))


@pages.action("/courses/{course}/exam", access=Access.LEARNER)
def begin_exam(ctx: Context, course: str) -> Response:
    found, exam = _exam_for(ctx, course)
    what = _exam_now(ctx, found, exam)

    def start(past: SoFar) -> UUID:
        return start_exam(ctx, what, exam, past)

    return _begin(ctx, what, start, _about_exam(what, exam))


@pages.page("/courses/{course}/{module}/quiz", access=Access.READER)
def quiz_start_page(ctx: Context, course: str, module: str) -> Response:
    found, part, bank = _quiz_for(ctx, course, module)
    elsewhere = moved(ctx, f"/courses/{found.slug}/{part.slug}/quiz")
    return elsewhere or _show(ctx, quiz_of(found, part, bank), _about_quiz(found, part, bank))


@pages.action("/courses/{course}/{module}/quiz", access=Access.LEARNER)
def begin_quiz(ctx: Context, course: str, module: str) -> Response:
    found, part, bank = _quiz_for(ctx, course, module)
    what = quiz_of(found, part, bank)

    def start(past: SoFar) -> UUID:
        return start_quiz(ctx, what, bank, past)

    return _begin(ctx, what, start, _about_quiz(found, part, bank))


def _exam_for(ctx: Context, course: str) -> tuple[Course, Exam]:
    found = course_for(ctx, course)
    if found.exam is None:
        raise NotFound
    return found, found.exam


def _quiz_for(ctx: Context, course: str, module: str) -> tuple[Course, Module, Bank]:
    found = course_for(ctx, course)
    part = module_for(found, module)
    if part.bank is None:
        raise NotFound
    return found, part, part.bank


def _exam_now(ctx: Context, course: Course, exam: Exam) -> Assessment:
    """The exam with the pass mark that holds for attempts from now on."""
    decided = standards.decision(ctx.session, course.slug)
    return exam_of(course, exam, decided.mark if decided else None)


def _about_exam(what: Assessment, exam: Exam) -> _Described:
    def describe(decided: Admission | None, past: SoFar, learner: Visitor | None) -> StartPage:
        return exam_page(
            what.course,
            exam,
            what,
            decided,
            past,
            extra_time=learner.extra_time if learner else 0,
            pause_minutes=learner.pause_minutes if learner else 0,
        )

    return describe


def _about_quiz(course: Course, module: Module, bank: Bank) -> _Described:
    def describe(decided: Admission | None, past: SoFar, learner: Visitor | None) -> StartPage:
        what = quiz_of(course, module, bank)
        extra_time = learner.extra_time if learner else 0
        return quiz_page(course, module, bank, what, decided, past, extra_time)

    return describe


def _learner(ctx: Context) -> Visitor | None:
    """The visitor where there is an account to keep attempts under."""
    return ctx.visitor if ctx.visitor and not ctx.visitor.is_anonymous else None


def _show(ctx: Context, what: Assessment, describe: _Described) -> Response:
    learner = _learner(ctx)
    if learner is None:
        return _page(ctx, describe(None, SoFar(), None))
    past = _settled(ctx, what, learner)
    decided = admission_to(ctx, what, learner.id, past)
    return _page(ctx, describe(decided, past, learner))


def _begin(
    ctx: Context,
    what: Assessment,
    start: Callable[[SoFar], UUID],
    describe: _Described,
) -> Response:
    learner = ctx.person
    past = _settled(ctx, what, learner)
    try:
        attempt_id = start(past)
    except NotNow as refusal:
        return _page(ctx, describe(refusal.admission, past, learner), status=409)
    return redirect(ctx, f"/attempts/{attempt_id}")


def _settled(ctx: Context, what: Assessment, learner: Visitor) -> SoFar:
    """The attempts so far, once all whose time is over are handed in: an exam opens by quizzes."""
    service.settle_overdue(ctx, learner.id)
    return attempts_so_far(ctx, what, learner.id)


def _page(ctx: Context, page: StartPage, *, status: int = 200) -> Response:
    return render(ctx, "assessment/start.html", page, section="courses", status=status)
