"""Which pages certificates have: one's own, verification for anyone, administration."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from starlette.responses import RedirectResponse, Response

from app.accounts import forms as account_forms
from app.accounts import queries as accounts
from app.accounts import throttle
from app.accounts.access import address_of
from app.assessment.service import settle_overdue
from app.certificates import access, codes, forms, pdf, queries, service
from app.certificates import pages as made
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.paging import page_number, pager, search_words
from app.web.render import render

pages = Pages()


@pages.page("/certificates", access=Access.LEARNER)
def certificates_page(ctx: Context) -> Response:
    settle_overdue(ctx, ctx.person.id)
    service.issue_all_due(ctx, ctx.person.id)
    own = queries.of_person(ctx.session, ctx.person.id)
    page = made.CertificatesPage(tuple(made.line(c, ctx.now, _zone(ctx)) for c in own))
    return render(ctx, "certificates/list.html", page, section="learning")


@pages.page("/certificates/{code}.pdf", access=Access.LEARNER)
def document(ctx: Context, code: str) -> Response:
    """The PDF, for its holder and administrators. One that was revoked or replaced has none. The one
    to hand on says nothing of single results; `copy=own` has them on a further page.
    """
    certificate = access.own_certificate(ctx, code)
    if not certificate.has_document(ctx.now):
        raise service.NoLongerStands
    if ctx.query("copy") != "own":
        certificate = pdf.to_hand_on(certificate)
    return Response(
        pdf.document(certificate, pdf.issuer_of(ctx.settings)),
        media_type="application/pdf",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{pdf.file_name(certificate)}"',
        },
    )


@pages.page("/verify", access=Access.ANYONE)
def code_page(ctx: Context) -> Response:
    """The form, or on to what was typed into it."""
    typed = " ".join(ctx.query("code").split())
    code = codes.read(typed)
    if code:
        return RedirectResponse(f"/verify/{codes.shown(code)}", status_code=303)
    page = made.CodePage(typed[:100])
    if "code" in ctx.request.query_params:
        sentence = f"A code looks like {page.example}: twelve letters and digits after CW"
        page = made.CodePage(typed[:100], errors={"code": sentence})
    return render(ctx, "certificates/verify-form.html", page, status=422 if page.errors else 200)


@pages.page("/verify/{code}", access=Access.ANYONE)
def verify_page(ctx: Context, code: str) -> Response:
    """What anyone may know of a certificate. Unknown codes are all answered alike."""
    found = queries.by_code(ctx.session, codes.read(code)) if codes.read(code) else None
    if found is None:
        ctx.need_write()
        throttle.hit(ctx.session, access.UNKNOWN_CODES, throttle.network(address_of(ctx)), ctx.now)
    typed = codes.shown(codes.read(code)) if codes.read(code) else code[:40]
    page = made.verdict(typed, found, ctx.now, _zone(ctx), ctx.settings.issuer_name)
    return render(ctx, "certificates/verify.html", page, status=200 if found else 404)


@pages.page("/admin/certificates", access=Access.ADMINISTRATOR)
def admin_list_page(ctx: Context) -> Response:
    search = search_words(ctx)
    people = accounts.ids_of_people(search)
    part = queries.found(ctx.session, search, people, at=page_number(ctx))
    page = made.AdminListPage(
        lines=tuple(made.line(c, ctx.now, _zone(ctx)) for c in part.rows),
        search=search,
        pager=pager("/admin/certificates", part.at, part.pages, q=search),
    )
    return render(ctx, "admin/certificates.html", page, section="admin")


@pages.page("/admin/certificates/{certificate_id:uuid}", access=Access.ADMINISTRATOR)
def admin_certificate_page(ctx: Context, certificate_id: UUID) -> Response:
    return _show(ctx, access.any_certificate(ctx, certificate_id))


@pages.action("/admin/certificates/{certificate_id:uuid}/correct", access=Access.ADMINISTRATOR)
def correct(ctx: Context, certificate_id: UUID) -> Response:
    certificate = access.any_certificate(ctx, certificate_id)
    correction = forms.correction(ctx.form, certificate.name)
    if correction.errors:
        typed = {"name": correction.name, "correct_why": correction.why}
        return _show(ctx, certificate, correction.errors, typed)
    new = service.reissue(
        ctx.session,
        actor=ctx.person.id,
        certificate_id=certificate.id,
        name=correction.name,
        why=correction.why,
        now=ctx.now,
    )
    return redirect(
        ctx, f"/admin/certificates?q={quote(new)}", flash=f"The corrected certificate is {new}."
    )


@pages.action("/admin/certificates/{certificate_id:uuid}/revoke", access=Access.ADMINISTRATOR)
def revoke(ctx: Context, certificate_id: UUID) -> Response:
    certificate = access.any_certificate(ctx, certificate_id)
    why, errors = account_forms.reason(ctx.form, "revoke_why")
    if errors:
        return _show(ctx, certificate, errors, {"revoke_why": why})
    service.revoke(
        ctx.session, actor=ctx.person.id, certificate_id=certificate.id, why=why, now=ctx.now
    )
    return redirect(
        ctx, f"/admin/certificates/{certificate.id}", flash="The certificate is revoked."
    )


def _show(
    ctx: Context,
    certificate: queries.Shown,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    line = made.line(certificate, ctx.now, _zone(ctx))
    page = made.AdminCertificatePage(
        line=line,
        facts=made.facts(certificate, _zone(ctx)),
        holder=f"/admin/people/{certificate.user_id}" if certificate.user_id else "",
        can_change=certificate.has_document(ctx.now),
        typed=typed or {},
        errors=errors or {},
    )
    status = 422 if errors else 200
    return render(ctx, "admin/certificate.html", page, section="admin", status=status)


def _zone(ctx: Context) -> ZoneInfo:
    """The site's zone and not the reader's: a certificate says the same day to everybody."""
    return ZoneInfo(ctx.settings.time_zone)
