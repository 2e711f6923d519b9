"""Administration of attempts: those of one person, declaring one invalid, marking anew."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from app.accounts import forms
from app.accounts import queries as accounts
from app.assessment import administration, queries, remarking
from app.assessment.access import attempt_of_anybody, incidents_shown
from app.assessment.pages import HappenedPage, InvalidatePage, PersonAttemptsPage, RemarkPage
from app.assessment.records import Attempt
from app.core.listing import PER_PAGE, before, place
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.paging import page_number, pager
from app.web.render import render
from app.web.sending import send_after

pages = Pages()

_MOST_MINUTES = 240


@pages.page("/admin/people/{user_id:uuid}/attempts", access=Access.ADMINISTRATOR)
def attempts_of_person(ctx: Context, user_id: UUID) -> Response:
    person = accounts.person(ctx.session, user_id)
    total = queries.how_many(ctx.session, user_id)
    at, pages_in_all = place(total, page_number(ctx))
    found = queries.newest_attempts(ctx.session, user_id, PER_PAGE, before(at))
    beside = pager(f"/admin/people/{user_id}/attempts", at, pages_in_all)
    page = PersonAttemptsPage(user_id, person.name, found.attempts, total, beside)
    return render(ctx, "admin/attempts.html", page, section="admin")


@pages.page("/admin/attempts/{attempt_id:uuid}", access=Access.ADMINISTRATOR)
def record_of_attempt(ctx: Context, attempt_id: UUID) -> Response:
    return _record(ctx, attempt_of_anybody(ctx, attempt_id))


@pages.action("/admin/attempts/{attempt_id:uuid}/more-time", access=Access.ADMINISTRATOR)
def more_time(ctx: Context, attempt_id: UUID) -> Response:
    attempt = attempt_of_anybody(ctx, attempt_id)
    minutes, wrong_number = forms.whole_number(ctx.form, "minutes", least=1, most=_MOST_MINUTES)
    why, no_reason = forms.reason(ctx.form, "why")
    if wrong_number or no_reason:
        return _record(ctx, attempt, {**wrong_number, **no_reason})
    administration.grant_time(
        ctx.session, actor=ctx.person.id, attempt=attempt, minutes=minutes, why=why, now=ctx.now
    )
    return redirect(ctx, f"/admin/attempts/{attempt_id}", flash=f"{minutes} minutes more.")


def _record(ctx: Context, attempt: Attempt, errors: Mapping[str, str] | None = None) -> Response:
    head = attempt.head
    page = HappenedPage(
        attempt=head,
        name=accounts.names(ctx.session, [head.user_id])[head.user_id],
        incidents=incidents_shown(ctx, head),
        can_get_time=administration.can_get_time(attempt, ctx.now),
        minutes=ctx.form.line("minutes"),
        why=ctx.form.line("why"),
        errors=errors or {},
    )
    status = 422 if errors else 200
    return render(ctx, "admin/attempt.html", page, section="admin", status=status)


@pages.page("/admin/attempts/{attempt_id:uuid}/invalidate", access=Access.ADMINISTRATOR)
def invalidate_page(ctx: Context, attempt_id: UUID) -> Response:
    return _ask(ctx, attempt_of_anybody(ctx, attempt_id))


@pages.action("/admin/attempts/{attempt_id:uuid}/invalidate", access=Access.ADMINISTRATOR)
def invalidate(ctx: Context, attempt_id: UUID) -> Response:
    attempt = attempt_of_anybody(ctx, attempt_id)
    why, errors = forms.reason(ctx.form, "why")
    take_back = "take_back" in ctx.form
    if errors:
        return _ask(ctx, attempt, errors, why=why, take_back=take_back)
    issued = _issued(ctx, attempt)
    administration.invalidate(
        ctx.session, actor=ctx.person.id, attempt=attempt, why=why, now=ctx.now
    )
    flash = "The attempt is invalid."
    if issued and take_back:
        for part in ctx.site.hangs_on_attempt:
            part.take_back(
                ctx.session, actor=ctx.person.id, attempt_id=attempt_id, why=why, now=ctx.now
            )
        flash += f" Revoked with it: {', '.join(issued)}."
    elif issued:
        flash += f" Still valid: {', '.join(issued)}."
    return redirect(ctx, f"/admin/people/{attempt.head.user_id}/attempts", flash=flash)


def _ask(
    ctx: Context,
    attempt: Attempt,
    errors: Mapping[str, str] | None = None,
    *,
    why: str = "",
    take_back: bool = True,
) -> Response:
    head = attempt.head
    page = InvalidatePage(
        attempt=head,
        name=accounts.names(ctx.session, [head.user_id])[head.user_id],
        why=why,
        errors=errors or {},
        issued=_issued(ctx, attempt),
        take_back=take_back,
    )
    status = 422 if errors else 200
    return render(ctx, "admin/attempt-invalidate.html", page, section="admin", status=status)


def _issued(ctx: Context, attempt: Attempt) -> tuple[str, ...]:
    """What came of the attempt and still stands."""
    return tuple(
        name
        for part in ctx.site.hangs_on_attempt
        for name in part.named(ctx.session, attempt.head.id)
    )


@pages.page("/admin/re-mark", access=Access.ADMINISTRATOR)
def remark_page(ctx: Context) -> Response:
    page = RemarkPage(remarking.changed_keys(ctx.session, ctx.catalog))
    return render(ctx, "admin/re-mark.html", page, section="admin")


@pages.action("/admin/re-mark", access=Access.ADMINISTRATOR)
def remark(ctx: Context) -> Response:
    why, errors = forms.reason(ctx.form, "why")
    if errors:
        typed = ctx.form.get("question")
        page = RemarkPage(remarking.changed_keys(ctx.session, ctx.catalog), typed, errors)
        return render(ctx, "admin/re-mark.html", page, section="admin", status=422)
    course, _, rest = ctx.form.get("question").partition("/")
    bank, _, question_id = rest.partition("#")
    done = remarking.remark(
        ctx, actor=ctx.person.id, course=course, bank=bank, question_id=question_id, why=why
    )
    told = "1 person is told" if len(done.mails) == 1 else f"{len(done.mails)} people are told"
    response = redirect(
        ctx,
        "/admin/re-mark",
        flash=f"Marked anew: {done.attempts}. {told} that their result has changed.",
    )
    return send_after(ctx, response, *done.mails)
