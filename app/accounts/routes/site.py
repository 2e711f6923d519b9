"""The site's own texts: privacy, imprint, and where to report a mistake."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import Response

from app.accounts.pages import ImprintPage, PrivacyPage, ReportPage
from app.accounts.service import ANONYMOUS_DAYS
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render
from app.web.sending import sends_mail

pages = Pages()


@pages.page("/privacy", access=Access.ANYONE)
def privacy(ctx: Context) -> Response:
    settings = ctx.settings
    page = PrivacyPage(
        contact=settings.privacy_contact,
        imprint_url=settings.imprint_url or "/imprint",
        session_days=settings.session_days,
        anonymous_days=ANONYMOUS_DAYS,
        sends_mail=sends_mail(ctx),
    )
    return render(ctx, "site/privacy.html", page)


@pages.page("/imprint", access=Access.ANYONE)
def imprint(ctx: Context) -> Response:
    paragraphs = tuple(p.strip() for p in ctx.settings.imprint.split("\n\n") if p.strip())
    return render(ctx, "site/imprint.html", ImprintPage(paragraphs))


@pages.page("/report", access=Access.ANYONE)
def report(ctx: Context) -> Response:
    page = ReportPage(_came_from(ctx), ctx.settings.imprint_url or "/imprint")
    return render(ctx, "site/report.html", page)


def _came_from(ctx: Context) -> str:
    """The path of the page that linked here; pages of other sites are none of ours."""
    try:
        referrer = urlsplit(ctx.request.headers.get("referer", ""))
    except ValueError:
        return ""
    own = {urlsplit(ctx.settings.url).netloc, ctx.request.headers.get("host", "")}
    return referrer.path if referrer.netloc in own and referrer.path != "/report" else ""
