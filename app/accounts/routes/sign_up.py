"""Creating an account: at once where no mail is sent, else by a link that proves the address."""

from __future__ import annotations

from starlette.responses import Response

from app.accounts import access, forms, links, mails, queries, service, throttle
from app.accounts.next_page import own_path
from app.accounts.pages import ConfirmPage, MailPage, NewAccountPage
from app.core.errors import Forbidden
from app.core.passwords import hash_password
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.sending import send_after, sends_mail

pages = Pages()

TAKEN = "There is already an account with this address. Sign in, or choose a new password there"
WELCOME = "Your account is ready."


@pages.page("/sign-up", access=Access.ANYONE)
def sign_up_page(ctx: Context) -> Response:
    onward = own_path(ctx.query("next"))
    if ctx.visitor and not ctx.visitor.is_anonymous:
        return redirect(ctx, onward or "/learning")
    return _show(ctx, None, onward)


@pages.action("/sign-up", access=Access.ANYONE)
def sign_up(ctx: Context) -> Response:
    if ctx.settings.sign_up == "invitation":
        raise Forbidden("Accounts here are made by invitation.")
    throttle.hit(
        ctx.session, throttle.SIGN_UP_ADDRESS, throttle.network(access.address_of(ctx)), ctx.now
    )
    onward = own_path(ctx.form.get("next"))
    domains = ctx.settings.allowed_domains if ctx.settings.sign_up == "domain" else frozenset()
    form = forms.new_account(ctx.form, domains=domains)
    if form.errors:
        return _show(ctx, form, onward)
    if sends_mail(ctx):
        return _by_mail(ctx, form)
    # Without mail there is nobody to tell but the one who asks, so a known address is told plainly.
    # A site that minds sets up mail, or lets people sign up by invitation.
    if queries.by_email(ctx.session, form.email):
        return _show(ctx, form, onward, {"email": TAKEN})
    try:
        user = service.add_account(
            ctx.session,
            name=form.name,
            email=form.email,
            password_hash=ctx.apart(hash_password, form.password),
            now=ctx.now,
            roles=frozenset(),
            anonymous_id=access.anonymous_of(ctx),
        )
    except service.AddressTaken:
        return _show(ctx, form, onward, {"email": TAKEN})
    access.let_in(ctx, user.id)
    return redirect(ctx, onward or "/", flash=WELCOME)


def _by_mail(ctx: Context, form: forms.NewAccount) -> Response:
    """The same answer, after the same work, whether or not the address is known."""
    throttle.hit(ctx.session, throttle.SIGN_UP_EMAIL, form.email, ctx.now)
    password_hash = ctx.apart(hash_password, form.password)
    known = queries.by_email(ctx.session, form.email) is not None
    links.end(ctx.session, links.Kind.SIGN_UP, ctx.now, email=form.email)
    # For a known address a link is made as well, that nobody is sent and that has no password.
    token = links.make(
        ctx.session,
        links.Kind.SIGN_UP,
        ctx.now,
        email=form.email,
        name="" if known else form.name,
        password_hash=None if known else password_hash,
        user_id=None if known else access.anonymous_of(ctx),
    )
    if known:
        mail = mails.already_there(ctx.settings, form.email)
    else:
        mail = mails.confirm_sign_up(ctx.settings, form.email, token)
    page = MailPage(email=form.email, about="sign-up")
    return send_after(ctx, render(ctx, "accounts/mail-sent.html", page, section="account"), mail)


@pages.page("/sign-up/{token}", access=Access.ANYONE)
def confirm_sign_up_page(ctx: Context, token: str) -> Response:
    link = links.find(ctx.session, links.Kind.SIGN_UP, token, ctx.now)
    page = ConfirmPage(link.name, link.email, action=f"/sign-up/{token}")
    return render(ctx, "accounts/confirm.html", page, section="account")


@pages.action("/sign-up/{token}", access=Access.ANYONE)
def confirm_sign_up(ctx: Context, token: str) -> Response:
    """Finish signing up. The password is asked for again, because the mail may have reached
    somebody for whom a stranger signed up: they must not confirm an account the stranger can open.
    """
    link = links.find(ctx.session, links.Kind.SIGN_UP, token, ctx.now)
    throttle.hit(ctx.session, throttle.PASSWORD_AGAIN, str(link.id), ctx.now)
    if link.password_hash is None or not access.verify(ctx)(
        ctx.form.get("password"), link.password_hash
    ):
        errors = {"password": "This is not the password that was chosen. You can sign up again"}
        page = ConfirmPage(link.name, link.email, action=f"/sign-up/{token}", errors=errors)
        return render(ctx, "accounts/confirm.html", page, section="account", status=422)
    links.use(ctx.session, link, ctx.now)
    user = service.add_account(
        ctx.session,
        name=link.name,
        email=link.email,
        password_hash=link.password_hash,
        now=ctx.now,
        roles=frozenset(),
        anonymous_id=link.user_id,
    )
    access.let_in(ctx, user.id)
    return redirect(ctx, "/", flash=WELCOME)


def _show(
    ctx: Context,
    form: forms.NewAccount | None,
    onward: str,
    errors: forms.Errors | None = None,
) -> Response:
    settings = ctx.settings
    if settings.sign_up == "invitation":
        page = NewAccountPage(kind="by-invitation", action="")
        return render(ctx, "accounts/sign-up.html", page, section="account")
    page = NewAccountPage(
        kind="sign-up",
        action="/sign-up",
        name=form.name if form else "",
        email=form.typed_email if form else "",
        domains=tuple(sorted(settings.allowed_domains)) if settings.sign_up == "domain" else (),
        next=onward,
        keeps_work=access.anonymous_of(ctx) is not None,
        reading_is_free=settings.read_without_account,
        errors=errors or (form.errors if form else {}),
    )
    status = 422 if page.errors else 200
    return render(ctx, "accounts/sign-up.html", page, section="account", status=status)
