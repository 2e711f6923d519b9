"""An attempt shown again exactly as it was sat: to its sitter, and to administrators."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from app.accounts import queries as accounts
from app.assessment import marking_queries, queries, service, snapshots, so_far
from app.assessment.access import attempt_for, attempt_of_anybody
from app.assessment.pages import Crumbs
from app.assessment.record_view import record_page
from app.assessment.records import Attempt
from app.assessment.review import may_reveal
from app.core.errors import NotFound
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render

pages = Pages()


@pages.page("/attempts/{attempt_id:uuid}/record", access=Access.LEARNER)
def own_record(ctx: Context, attempt_id: UUID) -> Response:
    """One's own, once the reveal policy allows it; before that the result says what is missing."""
    attempt = attempt_for(ctx, attempt_id)
    head = attempt.head
    passed = so_far.like(ctx.session, head).passed
    if not may_reveal(head.reveal, submitted=not head.is_open, passed=passed):
        return redirect(ctx, head.address if head.is_open else f"{head.address}/result")
    crumbs = (("My attempts", "/attempts"), (head.title, f"{head.address}/result"), ("As sat", ""))
    return _show(ctx, attempt, ctx.person.name, crumbs, is_own=True)


@pages.page("/admin/attempts/{attempt_id:uuid}/record", access=Access.ADMINISTRATOR)
def record(ctx: Context, attempt_id: UUID) -> Response:
    """Anybody's, with their name, for whoever has to show how a certificate was earned; nothing of one
    that is still open.
    """
    attempt = service.settle(ctx, attempt_of_anybody(ctx, attempt_id))
    head = attempt.head
    if head.is_open:
        raise NotFound
    try:
        name = accounts.person(ctx.session, head.user_id).name
    except NotFound:
        crumbs: Crumbs = (("Administration", "/admin"), (head.title, ""))
        return _show(ctx, attempt, "", crumbs, is_own=False)
    person = f"/admin/people/{head.user_id}"
    crumbs = (("Administration", "/admin"), (name, person), ("Attempts", f"{person}/attempts"))
    return _show(ctx, attempt, name, (*crumbs, (head.title, "")), is_own=False)


def _show(ctx: Context, attempt: Attempt, name: str, crumbs: Crumbs, *, is_own: bool) -> Response:
    sat = queries.sat(ctx.session, attempt.head.id)
    known = snapshots.load(ctx.session, (*attempt.hashes, *sat.asked.values()))
    course = ctx.catalog.course(attempt.head.course)
    comments = marking_queries.comments_on(ctx.session, attempt, known)
    page = record_page(
        attempt, sat, known, course, comments, name=name, is_own=is_own, crumbs=crumbs
    )
    section = "learning" if is_own else "admin"
    return render(ctx, "assessment/record.html", page, section=section)
