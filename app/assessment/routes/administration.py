"""Administration of attempts: those of one person, declaring one invalid, marking anew."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from starlette.background import BackgroundTask
from starlette.responses import Response

from app.accounts import forms
from app.accounts import queries as accounts
from app.assessment import administration, queries, remarking
from app.assessment.pages import InvalidatePage, PersonAttemptsPage, RemarkPage
from app.assessment.records import Attempt
from app.core.errors import NotFound
from app.core.mail import Mail, Mailer
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render

pages = Pages()


@pages.page("/admin/people/{user_id:uuid}/attempts", access=Access.ADMINISTRATOR)
def attempts_of_person(ctx: Context, user_id: UUID) -> Response:
    person = accounts.person(ctx.session, user_id)
    page = PersonAttemptsPage(user_id, person.name, queries.attempts_of(ctx.session, user_id))
    return render(ctx, "admin/attempts.html", page, section="admin")


@pages.page("/admin/attempts/{attempt_id:uuid}/invalidate", access=Access.ADMINISTRATOR)
def invalidate_page(ctx: Context, attempt_id: UUID) -> Response:
    return _ask(ctx, _attempt(ctx, attempt_id))


@pages.action("/admin/attempts/{attempt_id:uuid}/invalidate", access=Access.ADMINISTRATOR)
def invalidate(ctx: Context, attempt_id: UUID) -> Response:
    attempt = _attempt(ctx, attempt_id)
    why, errors = forms.reason(ctx.form, "why")
    if errors:
        return _ask(ctx, attempt, InvalidatePage(attempt.head, "", why, errors), status=422)
    administration.invalidate(
        ctx.session, actor=ctx.person.id, attempt=attempt, why=why, now=ctx.now
    )
    return redirect(
        ctx,
        f"/admin/people/{attempt.head.user_id}/attempts",
        flash="The attempt is invalid. A certificate that came of it is revoked separately.",
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
    response.background = BackgroundTask(_send, ctx.site.mailer, done.mails)
    return response


def _send(mailer: Mailer, mails: Sequence[Mail]) -> None:
    """Once everything is committed, so that nobody is told of what did not happen."""
    for mail in mails:
        mailer.send(mail)


def _attempt(ctx: Context, attempt_id: UUID) -> Attempt:
    found = queries.attempt(ctx.session, attempt_id, lock=ctx.writing)
    if found is None:
        raise NotFound
    return found


def _ask(
    ctx: Context, attempt: Attempt, page: InvalidatePage | None = None, *, status: int = 200
) -> Response:
    names = accounts.names(ctx.session, [attempt.head.user_id])
    typed = page or InvalidatePage(attempt.head, "")
    shown = InvalidatePage(attempt.head, names[attempt.head.user_id], typed.why, typed.errors)
    return render(ctx, "admin/attempt-invalidate.html", shown, section="admin", status=status)
