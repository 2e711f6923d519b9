"""Administration: people, their roles and extra time, invitations, the audit log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from app.accounts import administration, forms, mails, queries
from app.accounts.pages import InvitationsPage, LogPage, PeoplePage, PersonPage
from app.core.errors import NotFound
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.paging import page_number, pager, search_words
from app.web.render import render
from app.web.sending import send_after, sends_mail
from app.web.visitor import Role

pages = Pages()


@pages.page("/admin", access=Access.ADMINISTRATOR)
def people_page(ctx: Context) -> Response:
    search = search_words(ctx)
    people = queries.people(ctx.session, search=search, at=page_number(ctx))
    page = PeoplePage(people, search, pager("/admin", people.at, people.pages, q=search))
    return render(ctx, "admin/people.html", page, section="admin")


@pages.page("/admin/people/{user_id:uuid}", access=Access.ADMINISTRATOR)
def person_page(ctx: Context, user_id: UUID) -> Response:
    return _show_person(ctx, queries.person(ctx.session, user_id))


@pages.action("/admin/people/{user_id:uuid}/roles", access=Access.ADMINISTRATOR)
def set_roles(ctx: Context, user_id: UUID) -> Response:
    person = queries.person(ctx.session, user_id)
    roles = forms.roles(ctx.form)
    why, errors = forms.reason(ctx.form, "roles_why")
    if not errors:
        try:
            administration.set_roles(
                ctx.session,
                actor=ctx.person.id,
                subject=person.id,
                roles=roles,
                why=why,
                now=ctx.now,
            )
        except administration.LastAdministrator as error:
            errors = {"roles": error.message}
    if errors:
        return _show_person(ctx, person, errors, roles=roles, typed={"roles_why": why})
    return _back(ctx, person, "The roles are set.")


@pages.action("/admin/people/{user_id:uuid}/extra-time", access=Access.ADMINISTRATOR)
def set_extra_time(ctx: Context, user_id: UUID) -> Response:
    person = queries.person(ctx.session, user_id)
    per_cent, wrong_number = forms.extra_time(ctx.form)
    why, no_reason = forms.reason(ctx.form, "extra_time_why")
    if wrong_number or no_reason:
        return _show_person(
            ctx,
            person,
            {**wrong_number, **no_reason},
            extra_time=ctx.form.line("extra_time"),
            typed={"extra_time_why": why},
        )
    administration.set_extra_time(
        ctx.session,
        actor=ctx.person.id,
        subject=person.id,
        per_cent=per_cent,
        why=why,
        now=ctx.now,
    )
    return _back(
        ctx, person, "The extra time is set. It holds for attempts that begin from now on."
    )


@pages.action("/admin/people/{user_id:uuid}/pauses", access=Access.ADMINISTRATOR)
def set_pauses(ctx: Context, user_id: UUID) -> Response:
    person = queries.person(ctx.session, user_id)
    minutes, wrong_number = forms.pause_minutes(ctx.form)
    why, no_reason = forms.reason(ctx.form, "pauses_why")
    if wrong_number or no_reason:
        typed = {"pause_minutes": ctx.form.line("pause_minutes"), "pauses_why": why}
        return _show_person(ctx, person, {**wrong_number, **no_reason}, typed=typed)
    administration.set_pauses(
        ctx.session, actor=ctx.person.id, subject=person.id, minutes=minutes, why=why, now=ctx.now
    )
    return _back(ctx, person, "The pauses are set. They hold for exams that begin from now on.")


@pages.action("/admin/people/{user_id:uuid}/suspend", access=Access.ADMINISTRATOR)
def suspend(ctx: Context, user_id: UUID) -> Response:
    return _act(ctx, user_id, administration.suspend, "This person is suspended and signed out.")


@pages.action("/admin/people/{user_id:uuid}/reinstate", access=Access.ADMINISTRATOR)
def reinstate(ctx: Context, user_id: UUID) -> Response:
    return _act(ctx, user_id, administration.reinstate, "This person can sign in again.")


@pages.action("/admin/people/{user_id:uuid}/sign-out", access=Access.ADMINISTRATOR)
def sign_out_everywhere(ctx: Context, user_id: UUID) -> Response:
    return _act(
        ctx, user_id, administration.sign_out_everywhere, "This person is signed out everywhere."
    )


@pages.page("/admin/invitations", access=Access.ADMINISTRATOR)
def invitations_page(ctx: Context) -> Response:
    return _show_invitations(ctx)


@pages.action("/admin/invitations", access=Access.ADMINISTRATOR)
def invite(ctx: Context) -> Response:
    """Make an invitation. Its link is on the answer itself, because nothing keeps it."""
    address = forms.address(ctx.form)
    roles = forms.roles(ctx.form)
    why, no_reason = forms.reason(ctx.form, "why")
    errors = {**address.errors, **no_reason}
    if not errors and queries.by_email(ctx.session, address.email):
        errors = {"email": "There is already an account with this address"}
    if errors:
        return _show_invitations(ctx, email=address.typed, why=why, roles=roles, errors=errors)
    token = administration.invite(
        ctx.session, actor=ctx.person.id, email=address.email, roles=roles, why=why, now=ctx.now
    )
    link = f"{ctx.settings.url}/invitation/{token}"
    response = _show_invitations(ctx, link=link, invited=address.email)
    return send_after(ctx, response, mails.invited(ctx.settings, address.email, token))


@pages.action("/admin/invitations/withdraw", access=Access.ADMINISTRATOR)
def withdraw_invitation(ctx: Context) -> Response:
    why, errors = forms.reason(ctx.form, "withdraw_why")
    if errors:
        return _show_invitations(ctx, errors=errors)
    administration.withdraw_invitation(
        ctx.session,
        actor=ctx.person.id,
        invitation_id=_id(ctx.form.line("invitation")),
        why=why,
        now=ctx.now,
    )
    return redirect(ctx, "/admin/invitations", flash="The invitation is withdrawn.")


@pages.page("/admin/log", access=Access.ADMINISTRATOR)
def log_page(ctx: Context) -> Response:
    log = queries.audit_log(ctx.session, at=page_number(ctx))
    page = LogPage(log, pager("/admin/log", log.at, log.pages))
    return render(ctx, "admin/log.html", page, section="admin")


def _act(ctx: Context, user_id: UUID, act: Callable[..., None], flash: str) -> Response:
    """An act that needs nothing but a reason."""
    person = queries.person(ctx.session, user_id)
    why, errors = forms.reason(ctx.form, "access_why")
    if not errors:
        try:
            act(ctx.session, actor=ctx.person.id, subject=person.id, why=why, now=ctx.now)
        except administration.LastAdministrator as error:
            errors = {"access_why": error.message}
    if errors:
        return _show_person(ctx, person, errors, typed={"access_why": why})
    return _back(ctx, person, flash)


def _back(ctx: Context, person: queries.Person, flash: str) -> Response:
    return redirect(ctx, f"/admin/people/{person.id}", flash=flash)


def _show_person(
    ctx: Context,
    person: queries.Person,
    errors: forms.Errors | None = None,
    *,
    roles: frozenset[Role] | None = None,
    extra_time: str | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    page = PersonPage(
        person=person,
        roles=frozenset(person.roles) if roles is None else roles,
        extra_time=str(person.extra_time) if extra_time is None else extra_time,
        log=queries.audit_log(ctx.session, subject=person.id),
        typed=typed or {},
        errors=errors or {},
    )
    status = 422 if page.errors else 200
    return render(ctx, "admin/person.html", page, section="admin", status=status)


def _show_invitations(ctx: Context, **values: Any) -> Response:
    page = InvitationsPage(
        queries.invitations(ctx.session, ctx.now), sends_mail=sends_mail(ctx), **values
    )
    status = 422 if page.errors else 200
    return render(ctx, "admin/invitations.html", page, section="admin", status=status)


def _id(text: str) -> UUID:
    """The id that a form names; anything else is none of ours."""
    try:
        return UUID(text)
    except ValueError as error:
        raise NotFound from error
