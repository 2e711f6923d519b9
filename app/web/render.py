"""How a page is made: one Jinja environment, one shell around every page, whole pages and fragments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from app.catalog.library import Library
from app.core.settings import Settings
from app.web import cookies
from app.web.context import Context
from app.web.kept import Composition, Part, Parts, gzipped, plain
from app.web.static import StaticFiles
from app.web.visitor import Visitor

FOLDER = Path(__file__).resolve().parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Shell:
    """What base.html knows besides the page: who reads, where they are, and the site's own links."""

    user: Visitor | None
    section: str
    path: str
    query: str
    flash: str
    problem: str
    issuer: str
    imprint_url: str
    privacy_url: str
    report_url: str
    time_zone: ZoneInfo
    shortcut: bool
    follows: bool
    static: Any


class Templates:
    """The Jinja environment with the filters that pages use; `reload` follows files as they change."""

    def __init__(self, settings: Settings, static: StaticFiles, *, reload: bool = False) -> None:
        self._settings = settings
        self._static = static
        self._follows = reload
        self.environment = Environment(
            loader=FileSystemLoader(FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=reload,
        )
        self.environment.globals["static"] = static.url
        self._parts = Parts(self.environment)
        self.environment.filters.update(
            day=day, moment=moment, minutes=minutes, percent=percent, trusted=Markup
        )

    def shell(
        self,
        request: Request,
        library: Library,
        visitor: Visitor | None,
        *,
        section: str,
        flash: str,
    ) -> Shell:
        settings = self._settings
        zone = visitor.time_zone if visitor and visitor.time_zone else settings.time_zone
        problem = (
            ""
            if library.healthy
            else "The course files have errors. "
            + (
                "The version from before the change is shown."
                if library.current.courses
                else "Until they are mended, there is nothing to show."
            )
        )
        return Shell(
            user=visitor,
            section=section,
            path=request.url.path,
            query=request.query_params.get("q", "") if request.url.path == "/search" else "",
            flash=flash,
            problem=problem,
            issuer=settings.issuer_name,
            imprint_url=settings.imprint_url or "/imprint",
            privacy_url=settings.privacy_url or "/privacy",
            report_url=settings.report_url or "/report",
            time_zone=ZoneInfo(zone),
            follows=self._follows,
            shortcut=cookies.shortcut_is_on(request),
            static=self._static.url,
        )

    def pieces(self, template: str, values: Mapping[str, Any]) -> list[bytes | Part]:
        """A page or fragment, with the parts of it that were made before (see `app.web.kept`)."""
        page = Composition(self._parts)
        template_values = {**values, "kept": page.kept}
        return page.pieces(self.environment.get_template(template).render(template_values))

    def html(
        self, request: Request, template: str, values: Mapping[str, Any], **more: Any
    ) -> HTMLResponse:
        """The answer; what was compressed before is not compressed again."""
        pieces = self.pieces(template, values)
        if len(pieces) > 1 and "gzip" in request.headers.get("accept-encoding", ""):
            response = HTMLResponse(gzipped(pieces), **more)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HTMLResponse(plain(pieces), **more)
        return response


def render(
    ctx: Context,
    template: str,
    page: Any,
    *,
    section: str = "",
    fragment: str = "",
    status: int = 200,
) -> Response:
    """A whole page, or `fragment` alone when htmx asks for a part. Both see the same `page`."""
    flash = "" if ctx.is_partial else ctx.flash or cookies.read_flash(ctx.request, ctx.site.secret)
    shell = ctx.site.templates.shell(
        ctx.request, ctx.site.library, ctx.visitor, section=section, flash=flash
    )
    name = fragment if fragment and ctx.is_partial else template
    values = {"page": page, "shell": shell}
    response = ctx.site.templates.html(ctx.request, name, values, status_code=status)
    if flash:
        ctx.flash = ""
        response.delete_cookie("flash", path="/")
    return response


def day(value: date | datetime | str, zone: ZoneInfo | None = None) -> str:
    """`23 November 2026`; text in ISO form is taken too, and given back as it is when it is not a date."""
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value[:10])
        except ValueError:
            return str(value)
    if isinstance(value, datetime) and zone:
        value = value.astimezone(zone)
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime, zone: ZoneInfo | None = None) -> str:
    """`23 November 2026, 12:04`, in the reader's zone where one is given."""
    local = value.astimezone(zone) if zone else value
    return f"{day(local)}, {local:%H:%M}"


def minutes(value: float) -> str:
    """`7 minutes`, `1 minute`, `2 h 5 min`."""
    whole = round(value)
    if whole < 60:
        return f"{whole} minute" + ("" if whole == 1 else "s")
    hours, rest = divmod(whole, 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"


def percent(value: float) -> str:
    """A share of 100 as `85 %`, with one decimal only where there is one. Never rounded up past a
    pass mark: 69.96 is shown as 69.9.
    """
    floored = int(value * 10 + 1e-9) / 10
    return f"{floored:g} %"
