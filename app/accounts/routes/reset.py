"""A forgotten password: a link is asked for, and used once for a new password."""

from __future__ import annotations

from starlette.responses import Response

from app.accounts import access, forms, links, mails, queries, service, throttle
from app.accounts.pages import AskResetPage, MailPage, NewPasswordPage
from app.core.ids import new_id
from app.core.passwords import hash_password
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.sending import send_after, sends_mail

pages = Pages()


@pages.page("/reset", access=Access.ANYONE)
def reset_page(ctx: Context) -> Response:
    return render(ctx, "accounts/reset.html", AskResetPage(), section="account")


@pages.action("/reset", access=Access.ANYONE)
def ask_reset(ctx: Context) -> Response:
    """Always the same answer after the same work: whether there is such an account is told to its
    owner only. For nobody a link is made as well, that nobody is sent and that opens nothing.
    """
    form = forms.address(ctx.form)
    if form.errors:
        page = AskResetPage(form.typed, form.errors)
        return render(ctx, "accounts/reset.html", page, section="account", status=422)
    network = throttle.network(access.address_of(ctx))
    throttle.hit(ctx.session, throttle.RESET_ACCOUNT, form.email, ctx.now)
    throttle.hit(ctx.session, throttle.RESET_ADDRESS, network, ctx.now)
    sent = MailPage(email=form.email, about="reset", sends_mail=sends_mail(ctx))
    response = render(ctx, "accounts/mail-sent.html", sent, section="account")
    person = queries.by_email(ctx.session, form.email)
    if person is not None and not person.is_active:
        person = None
    links.end(ctx.session, links.Kind.RESET, ctx.now, user_id=person.id if person else new_id())
    token = links.make(
        ctx.session, links.Kind.RESET, ctx.now, user_id=person.id if person else None
    )
    if person is None:
        return response
    return send_after(ctx, response, mails.reset(ctx.settings, person.email, token))


@pages.page("/reset/{token}", access=Access.ANYONE)
def new_password_page(ctx: Context, token: str) -> Response:
    person = _whose(ctx, links.find(ctx.session, links.Kind.RESET, token, ctx.now))
    return _show(ctx, NewPasswordPage(person.email, action=f"/reset/{token}"))


@pages.action("/reset/{token}", access=Access.ANYONE)
def set_new_password(ctx: Context, token: str) -> Response:
    link = links.find(ctx.session, links.Kind.RESET, token, ctx.now)
    person = _whose(ctx, link)
    password, errors = forms.new_password(ctx.form, person.email)
    if errors:
        return _show(ctx, NewPasswordPage(person.email, action=f"/reset/{token}", errors=errors))
    service.reset_password(ctx.session, link, ctx.apart(hash_password, password), ctx.now)
    response = redirect(ctx, "/sign-in", flash="Your password is changed. Please sign in with it.")
    return send_after(ctx, response, mails.password_changed(ctx.settings, person.email))


def _whose(ctx: Context, link: links.Link) -> queries.Person:
    if link.user_id is None:
        raise links.LinkOver
    return queries.person(ctx.session, link.user_id)


def _show(ctx: Context, page: NewPasswordPage) -> Response:
    status = 422 if page.errors else 200
    return render(ctx, "accounts/new-password.html", page, section="account", status=status)
