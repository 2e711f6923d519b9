"""Accounts made by a one-time link: the first administrator, and people who were invited."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import Response

from app.accounts import access, audit, first_admin, forms, links, service
from app.accounts.pages import NewAccountPage
from app.core.passwords import hash_password
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.visitor import Role

pages = Pages()

TAKEN = "There is already an account with this address. Sign in with it"


@pages.page("/first-admin/{token}", access=Access.ANYONE)
def first_admin_page(ctx: Context, token: str) -> Response:
    _first_admin_link(ctx, token)
    return _show(ctx, NewAccountPage(kind="first-admin", action=f"/first-admin/{token}"))


@pages.action("/first-admin/{token}", access=Access.ANYONE)
def make_first_admin(ctx: Context, token: str) -> Response:
    link = _first_admin_link(ctx, token)
    form = forms.new_account(ctx.form)
    user_id, errors = _add(ctx, form, frozenset({Role.ADMINISTRATOR}), None)
    if user_id is None:
        page = NewAccountPage(
            kind="first-admin",
            action=f"/first-admin/{token}",
            name=form.name,
            email=form.typed_email,
            errors=errors,
        )
        return _show(ctx, page)
    audit.record(
        ctx.session,
        actor=None,
        act="first administrator made",
        subject=user_id,
        why="The link printed at the start was used",
        now=ctx.now,
    )
    first_admin.use(ctx.session, link, ctx.now)
    access.let_in(ctx, user_id)
    return redirect(ctx, "/admin", flash="Your account is ready. You are the administrator.")


@pages.page("/invitation/{token}", access=Access.ANYONE)
def invitation_page(ctx: Context, token: str) -> Response:
    link = links.find(ctx.session, links.Kind.INVITATION, token, ctx.now)
    return _show(ctx, _invited(ctx, link, token))


@pages.action("/invitation/{token}", access=Access.ANYONE)
def accept_invitation(ctx: Context, token: str) -> Response:
    link = links.find(ctx.session, links.Kind.INVITATION, token, ctx.now)
    form = forms.new_account(ctx.form, fixed_email=link.email)
    user_id, errors = _add(ctx, form, link.roles, access.anonymous_of(ctx))
    if user_id is None:
        return _show(ctx, _invited(ctx, link, token, form.name, errors))
    links.use(ctx.session, link, ctx.now)
    access.let_in(ctx, user_id)
    return redirect(ctx, "/", flash="Your account is ready.")


def _first_admin_link(ctx: Context, token: str) -> links.Link:
    link = links.find(ctx.session, links.Kind.FIRST_ADMIN, token, ctx.now)
    if first_admin.has_administrator(ctx.session):
        raise links.LinkOver
    return link


def _add(
    ctx: Context, form: forms.NewAccount, roles: frozenset[Role], anonymous_id: UUID | None
) -> tuple[UUID | None, forms.Errors]:
    if form.errors:
        return None, form.errors
    try:
        user = service.add_account(
            ctx.session,
            name=form.name,
            email=form.email,
            password_hash=ctx.apart(hash_password, form.password),
            now=ctx.now,
            roles=roles,
            anonymous_id=anonymous_id,
        )
    except service.AddressTaken:
        return None, {"email": TAKEN}
    return user.id, {}


def _invited(
    ctx: Context,
    link: links.Link,
    token: str,
    name: str = "",
    errors: forms.Errors | None = None,
) -> NewAccountPage:
    return NewAccountPage(
        kind="invitation",
        action=f"/invitation/{token}",
        name=name,
        email=link.email,
        keeps_work=access.anonymous_of(ctx) is not None,
        reading_is_free=ctx.settings.read_without_account,
        errors=errors or {},
    )


def _show(ctx: Context, page: NewAccountPage) -> Response:
    status = 422 if page.errors else 200
    return render(ctx, "accounts/sign-up.html", page, section="account", status=status)
