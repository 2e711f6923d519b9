"""The review: one question that is due, the answer to it, and pausing all of it."""

from __future__ import annotations

from dataclasses import replace

from starlette.responses import Response

from app.assessment.answers import parse_answer
from app.assessment.service import settle_overdue
from app.core.errors import Conflict, NotFound
from app.learning import review_service
from app.learning.checks import arrangement_of
from app.learning.review_access import known_for, sitting_for
from app.learning.review_pages import ReviewPage
from app.learning.review_view import answered_page, asked_page, asking_page
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render

pages = Pages()
_CARD = "/review/{course}/{module}/{kind}/{question}"


@pages.page("/review", access=Access.READER)
def review(ctx: Context) -> Response:
    """`at` is the place in the sitting, `before` the module (`course/module`) that recalls what came
    before it.
    """
    if ctx.visitor is not None and not ctx.visitor.is_anonymous:
        settle_overdue(ctx, ctx.visitor.id)
    return _show(ctx, asking_page(sitting_for(ctx), ctx.now, is_part=ctx.is_partial))


@pages.action("/review/pause", access=Access.READER)
def pause(ctx: Context) -> Response:
    """`course` is "" for all courses; `go=resume` takes a pause back."""
    course = ctx.form.get("course")
    if course and ctx.catalog.course(course) is None:
        raise NotFound
    if ctx.visitor is None:
        # Whoever has met nothing has nothing to pause, and is not made a learner for it.
        return redirect(ctx, "/review")
    if ctx.form.get("go") == "resume":
        review_service.resume(ctx.session, ctx.visitor.id, course)
        return redirect(ctx, "/review", flash="Questions come back again.")
    review_service.pause(ctx.session, ctx.visitor.id, course, ctx.now)
    return redirect(ctx, "/review", flash="Paused. Nothing comes back until you resume it.")


@pages.page(_CARD, access=Access.READER)
def answered(ctx: Context, course: str, module: str, kind: str, question: str) -> Response:
    """What was answered last; without an answer there is nothing to see."""
    sitting = sitting_for(ctx)
    known = known_for(sitting, course, module, kind, question)
    page = answered_page(sitting, known, is_part=ctx.is_partial)
    return redirect(ctx, sitting.address(sitting.at)) if page is None else _show(ctx, page)


@pages.action(_CARD, access=Access.READER)
def answer(ctx: Context, course: str, module: str, kind: str, question: str) -> Response:
    """`asked` names the parallel question that was asked in the card's stead, "" for its own."""
    sitting = sitting_for(ctx)
    known = known_for(sitting, course, module, kind, question)
    parallel = ctx.form.get("asked")
    asked = known.asked(parallel)
    if asked is None:
        raise Conflict
    given = parse_answer(asked, arrangement_of(asked), ctx.form)
    if given is None:
        nudge = "Give an answer first; then you see what is right about it."
        page = asked_page(sitting, known, parallel, is_part=ctx.is_partial, nudge=nudge)
        return _show(ctx, page, status=422)
    assert ctx.visitor is not None
    card = review_service.answer_card(
        ctx.session, ctx.visitor.id, known, parallel, asked, given, ctx.now
    )
    if not ctx.is_partial:
        return redirect(ctx, sitting.query(card.address, sitting.at))
    shown = answered_page(sitting, replace(known, card=card), is_part=True)
    assert shown is not None
    return _show(ctx, shown)


def _show(ctx: Context, page: ReviewPage, *, status: int = 200) -> Response:
    return render(
        ctx,
        "learning/review.html",
        page,
        section="learning",
        fragment="learning/_review.html",
        status=status,
    )
