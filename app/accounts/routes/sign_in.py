"""Signing in and out."""

from __future__ import annotations

from dataclasses import replace

import structlog
from starlette.responses import Response

from app.accounts import access, forms, service
from app.accounts.next_page import own_path
from app.accounts.pages import SignInPage
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render

log = structlog.get_logger(__name__)
pages = Pages()

# One sentence for an unknown address and a wrong password: which of the two is nobody's business.
WRONG = "This address and password do not belong together"
SUSPENDED = "This account is suspended. Whoever runs this site can say why"


@pages.page("/sign-in", access=Access.ANYONE)
def sign_in_page(ctx: Context) -> Response:
    onward = own_path(ctx.query("next"))
    if ctx.visitor and not ctx.visitor.is_anonymous:
        return redirect(ctx, onward or "/learning")
    return _show(ctx, SignInPage(next=onward))


@pages.action("/sign-in", access=Access.ANYONE)
def sign_in(ctx: Context) -> Response:
    form = forms.sign_in(ctx.form)
    onward = own_path(ctx.form.get("next"))
    errors = form.errors
    if not errors:
        found = service.check_credentials(
            ctx.session,
            access.verify(ctx),
            email=form.email,
            password=form.password,
            address=access.address_of(ctx),
            now=ctx.now,
        )
        if found and found.is_active:
            access.let_in(ctx, found.user_id)
            return redirect(ctx, onward or "/learning")
        log.warning("sign-in refused", account=str(found.user_id) if found else None)
        # Only who knows the password is told about the account.
        errors = {"password": SUSPENDED if found else WRONG}
    return _show(ctx, SignInPage(email=form.typed_email, next=onward, errors=errors))


@pages.action("/sign-out", access=Access.ANYONE)
def sign_out(ctx: Context) -> Response:
    if ctx.visitor:
        log.info("signed out", account=str(ctx.visitor.id))
        service.end_session(ctx.session, ctx.visitor.id, ctx.visitor.session_id)
        ctx.visitor = None
    ctx.end_session = True
    return redirect(ctx, "/", flash="You are signed out.")


def _show(ctx: Context, page: SignInPage) -> Response:
    page = replace(page, can_sign_up=ctx.settings.sign_up != "invitation")
    status = 422 if page.errors else 200
    return render(ctx, "accounts/sign-in.html", page, section="account", status=status)
