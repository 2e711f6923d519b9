"""Marking open answers: the queue, one answer, its mark, a decision, and whose answer it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from starlette.responses import Response

from app.accounts.forms import reason
from app.assessment import forms, marking_queries, marking_service, snapshots
from app.assessment.access import marker_of, open_answer, teaching_crumb
from app.assessment.marking import OpenAnswer
from app.assessment.marking_view import LATELY_MOST, answer_page, queue_page
from app.catalog.numbers import whole
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.sending import send_after

pages = Pages()
QUEUE = "/teach/marking"
ANSWER = "/teach/marking/{attempt_id:uuid}/{position}"


@pages.page(QUEUE, access=Access.LEARNER)
def marking_queue(ctx: Context) -> Response:
    marker = marker_of(ctx)
    waiting = marking_queries.waiting(ctx.session, marker.id)
    lately = marking_queries.marked_lately(
        ctx.session,
        marker.id,
        by=None if marker.is_administrator else marker.id,
        most=LATELY_MOST,
    )
    both = (*waiting, *lately)
    marks = marking_queries.marks_of(ctx.session, (one.attempt_id for one in both))
    known = snapshots.load(ctx.session, (one.snapshot_hash for one in both))
    page = queue_page(waiting, lately, marks, marker, known, ctx.catalog, teaching_crumb(ctx))
    return render(ctx, "assessment/marking.html", page, section="teach")


@pages.page(ANSWER, access=Access.LEARNER)
def marking_answer(ctx: Context, attempt_id: UUID, position: str) -> Response:
    return _show(ctx, open_answer(ctx, attempt_id, whole(position, 0)))


@pages.action(ANSWER, access=Access.LEARNER)
def give_mark(ctx: Context, attempt_id: UUID, position: str) -> Response:
    answer = open_answer(ctx, attempt_id, whole(position, 0))
    typed = forms.mark(ctx.form, answer.question.points)
    if typed.errors:
        return _show(ctx, answer, status=422, errors=typed.errors)
    marker = marker_of(ctx)
    try:
        kept = marking_service.give(ctx, answer, marker, share=typed.share, comment=typed.comment)
    except marking_service.NotMarked as refusal:
        return _show(ctx, answer, status=409, refused=refusal.message)
    return _next(ctx, answer, kept)


@pages.action(ANSWER + "/decision", access=Access.LEARNER)
def decide_mark(ctx: Context, attempt_id: UUID, position: str) -> Response:
    answer = open_answer(ctx, attempt_id, whole(position, 0))
    typed = forms.decision(ctx.form, answer.question.points)
    if typed.errors:
        return _show(ctx, answer, status=422, errors=typed.errors)
    try:
        kept = marking_service.decide(
            ctx,
            answer,
            marker_of(ctx),
            share=typed.share,
            comment=typed.comment,
            why=typed.why,
            seen=whole(ctx.form.get("seen"), 0),
        )
    except marking_service.NotMarked as refusal:
        return _show(ctx, answer, status=409, refused=refusal.message)
    return _next(ctx, answer, kept)


@pages.action(ANSWER + "/name", access=Access.LEARNER)
def show_name(ctx: Context, attempt_id: UUID, position: str) -> Response:
    answer = open_answer(ctx, attempt_id, whole(position, 0))
    why, errors = reason(ctx.form, "name_why")
    if errors:
        return _show(ctx, answer, status=422, errors=errors)
    name = marking_service.show_name(ctx, answer, why=why)
    return redirect(
        ctx, answer.address, flash=f"This answer is by {name}. The log says that you asked."
    )


def _show(ctx: Context, answer: OpenAnswer, *, status: int = 200, **more: Any) -> Response:
    """The answer, with what was typed where a form comes back."""
    if status != 200:
        names = ("points", "comment", "why", "name_why")
        more["typed"] = {name: ctx.form.get(name) for name in names if name in ctx.form}
    page = answer_page(answer, marker_of(ctx), ctx.catalog, teaching_crumb(ctx), **more)
    return render(ctx, "assessment/marking-answer.html", page, section="teach", status=status)


def _next(ctx: Context, answer: OpenAnswer, kept: marking_service.Kept) -> Response:
    """On to the next answer to the same question, so that all of them are held to the same measure."""
    following = (
        one.address
        for one in marking_queries.waiting_for(ctx.session, marker_of(ctx))
        if one.snapshot_hash == answer.item.snapshot_hash
    )
    response = redirect(ctx, next(following, QUEUE), flash=kept.said)
    return send_after(ctx, response, *kept.mails)
