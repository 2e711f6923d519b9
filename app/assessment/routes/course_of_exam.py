"""While an exam runs: its pause, and what the learner's browser reports of connection and clock."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from starlette.responses import Response

from app.assessment import incidents
from app.assessment.access import attempt_for
from app.assessment.attempt_page import pause_page
from app.assessment.pausing import go_on
from app.assessment.records import AttemptHead
from app.catalog.numbers import whole
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render

pages = Pages()

# A connection that was lost over the end is reported once it is back.
_REPORTED_UNTIL = timedelta(hours=1)


@pages.page("/attempts/{attempt_id:uuid}/pause", access=Access.LEARNER)
def pause_page_of(ctx: Context, attempt_id: UUID) -> Response:
    attempt = attempt_for(ctx, attempt_id)
    if not attempt.head.is_paused(ctx.now):
        return redirect(ctx, attempt.head.address)
    return render(ctx, "assessment/pause.html", pause_page(attempt, ctx.now), section="courses")


@pages.action("/attempts/{attempt_id:uuid}/go-on", access=Access.LEARNER)
def go_on_with(ctx: Context, attempt_id: UUID) -> Response:
    """End the pause; sent again, or where none is, it leads to the questions."""
    attempt = attempt_for(ctx, attempt_id)
    if attempt.head.is_open:
        attempt = go_on(ctx, attempt)
    return redirect(ctx, attempt.head.address)


@pages.action("/attempts/{attempt_id:uuid}/incidents", access=Access.LEARNER)
def report(ctx: Context, attempt_id: UUID) -> Response:
    """What a browser says of its connection or clock. What makes no sense is left out in silence:
    nobody reads the answer.
    """
    head = attempt_for(ctx, attempt_id).head
    seconds = _seconds(ctx.form.line("seconds"))
    kind = ctx.form.get("kind")
    if head.kind == "exam" and seconds and _still_heard(ctx, head):
        if kind == "offline" and 0 < seconds <= _running(ctx, head):
            incidents.note_outage(ctx.session, head.id, ctx.now, seconds)
        elif kind == "device-clock":
            incidents.note(ctx.session, head.id, "device-clock", ctx.now, seconds)
    return Response(status_code=204)


def _still_heard(ctx: Context, head: AttemptHead) -> bool:
    return head.submitted_at is None or ctx.now - head.submitted_at <= _REPORTED_UNTIL


def _running(ctx: Context, head: AttemptHead) -> int:
    """No outage is longer than the exam has run; a second more for rounding."""
    return int((ctx.now - head.started_at).total_seconds()) + 1


def _seconds(text: str) -> int:
    """A whole number, below 0 for a clock that is behind; 0 for anything else."""
    seconds = whole(text.removeprefix("-"), 0)
    return -seconds if text.startswith("-") else seconds
