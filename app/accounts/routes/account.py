"""One's own account: name, zone, password, sessions, export of everything, and leaving."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from starlette.responses import Response

from app.accounts import access, forms, leaving, mails, queries, service, zones
from app.accounts.administration import LastAdministrator
from app.accounts.pages import AccountPage, DeletePage
from app.catalog.model import Catalog
from app.core.errors import NotFound
from app.core.passwords import hash_password
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.sending import send_after

pages = Pages()

WRONG_PASSWORD = "This is not your password"  # noqa: S105
# Names in the languages themselves; a code that is not here is shown as it is.
LANGUAGES = {
    "ar": "العربية",
    "cs": "Čeština",
    "da": "Dansk",
    "de": "Deutsch",
    "el": "Ελληνικά",
    "en": "English",
    "es": "Español",
    "fi": "Suomi",
    "fr": "Français",
    "he": "עברית",
    "hi": "हिन्दी",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "sv": "Svenska",
    "th": "ไทย",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


@pages.page("/account", access=Access.LEARNER)
def account_page(ctx: Context) -> Response:
    return _show(ctx)


@pages.action("/account", access=Access.LEARNER)
def update_account(ctx: Context) -> Response:
    person = ctx.person
    form = forms.profile(ctx.form, _languages(ctx.catalog) | {person.language})
    if form.errors:
        return _show(ctx, form, form.errors)
    service.update_profile(
        ctx.session,
        person.id,
        name=form.name,
        time_zone=form.time_zone,
        language=form.language,
    )
    return redirect(ctx, "/account", flash="Saved.")


@pages.action("/account/password", access=Access.LEARNER)
def change_password(ctx: Context) -> Response:
    person = ctx.person
    password, errors = forms.new_password(ctx.form, person.email)
    if not service.knows_password(
        ctx.session, access.verify(ctx), person.id, ctx.form.get("current_password"), ctx.now
    ):
        errors = {"current_password": WRONG_PASSWORD, **errors}
    if errors:
        return _show(ctx, errors=errors)
    new = ctx.apart(hash_password, password)
    service.set_password(ctx.session, person.id, new, ctx.now, keep=person.session_id)
    flash = "Your password is changed, and every other device is signed out."
    response = redirect(ctx, "/account", flash=flash)
    return send_after(ctx, response, mails.password_changed(ctx.settings, person.email))


@pages.action("/account/sessions/{session_id:uuid}/end", access=Access.LEARNER)
def end_one_session(ctx: Context, session_id: UUID) -> Response:
    person = ctx.person
    if not service.end_session(ctx.session, person.id, session_id):
        raise NotFound("That device is signed out already.")
    if session_id == person.session_id:
        ctx.end_session = True
        return redirect(ctx, "/", flash="You are signed out.")
    return redirect(ctx, "/account#sessions", flash="That device is signed out.")


@pages.action("/account/sessions/end", access=Access.LEARNER)
def end_other_sessions(ctx: Context) -> Response:
    service.end_sessions(ctx.session, ctx.person.id, but=ctx.person.session_id)
    return redirect(ctx, "/account#sessions", flash="Every other device is signed out.")


@pages.page("/account/export", access=Access.LEARNER)
def export(ctx: Context) -> Response:
    """Everything that any part of the site keeps of the person, as one JSON file."""
    everything: dict[str, Any] = {"exported_at": ctx.now.isoformat(), "site": ctx.settings.url}
    for part in ctx.site.personal_data:
        everything |= part.export(ctx.session, ctx.person.id, ctx.catalog, ctx.now)
    name = f"clauseway-my-data-{ctx.now.date().isoformat()}.json"
    return Response(
        json.dumps(everything, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@pages.page("/account/delete", access=Access.LEARNER)
def delete_page(ctx: Context) -> Response:
    page = DeletePage(ctx.person.email)
    return render(ctx, "accounts/delete.html", page, section="account")


@pages.action("/account/delete", access=Access.LEARNER)
def delete_account(ctx: Context) -> Response:
    person = ctx.person
    errors = {}
    password = ctx.form.get("password")
    if service.knows_password(ctx.session, access.verify(ctx), person.id, password, ctx.now):
        try:
            leaving.erase(ctx.session, ctx.site.personal_data, person.id, ctx.now)
        except LastAdministrator as error:
            errors[""] = error.message
    else:
        errors["password"] = WRONG_PASSWORD
    if errors:
        page = DeletePage(person.email, errors)
        return render(ctx, "accounts/delete.html", page, section="account", status=422)
    ctx.visitor, ctx.end_session = None, True
    return redirect(ctx, "/", flash="Your account is deleted.")


def _show(
    ctx: Context, form: forms.Profile | None = None, errors: forms.Errors | None = None
) -> Response:
    person = queries.person(ctx.session, ctx.person.id)
    shown = form or person
    site_zone = ctx.settings.time_zone
    languages = sorted(_languages(ctx.catalog) | {person.language})
    page = AccountPage(
        person=person,
        name=shown.name,
        time_zone=shown.time_zone,
        language=shown.language,
        zones=(
            ("", f"As this site: {site_zone}"),
            *((z, z.replace("_", " ")) for z in zones.zones()),
        ),
        languages=tuple((code, LANGUAGES.get(code, code)) for code in languages),
        sessions=queries.sessions_of(ctx.session, person.id, ctx.now),
        this_session=ctx.person.session_id,
        errors=errors or {},
    )
    status = 422 if page.errors else 200
    return render(ctx, "accounts/account.html", page, section="account", status=status)


def _languages(catalog: Catalog) -> frozenset[str]:
    """The languages that the courses here are written in."""
    return frozenset({"en"} | {course.language for course in catalog.courses})
