"""How a page is made: one Jinja environment, one shell around every page, whole pages and fragments."""

from __future__ import annotations

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
from app.web.compiled import Compiled
from app.web.context import Context
from app.web.kept import Hole, Holes, Parts, Piece, fill, gzipped, plain
from app.web.static import StaticFiles
from app.web.visitor import Visitor

# The header of a page; parts that are swapped in have none.
TOP = Hole("top")

FOLDER = Path(__file__).resolve().parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What base.html knows besides the page that is the same for many readers."""

    section: str
    flash: str
    problem: str
    imprint_url: str
    privacy_url: str
    report_url: str
    shortcut: bool
    follows: bool


@dataclass(frozen=True, slots=True)
class Shell(Surroundings):
    """The same with what is this reader's own."""

    path: str
    time_zone: ZoneInfo


class _Blocks:
    """The macros of a file that all templates know: an import is worked out again each time that its
    page is rendered. They are read when the first of them is called, and again and again where
    templates are followed as they change.
    """

    def __init__(self, environment: Environment, name: str) -> None:
        self._environment = environment
        self._name = name

    def __getattr__(self, macro: str) -> Any:
        found = getattr(self._environment.get_template(self._name).module, macro)
        if not self._environment.auto_reload:
            setattr(self, macro, found)
        return found


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
            bytecode_cache=Compiled(FOLDER),
        )
        self.environment.globals["static"] = static.url
        self.environment.globals["ui"] = _Blocks(self.environment, "ui.html")
        self.parts = Parts(self.environment)
        self.environment.filters.update(
            day=day, hour=hour, moment=moment, minutes=minutes, percent=percent, trusted=Markup
        )

    def surroundings(
        self, request: Request, library: Library, *, section: str, flash: str
    ) -> Surroundings:
        settings = self._settings
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
        return Surroundings(
            section=section,
            flash=flash,
            problem=problem,
            imprint_url=settings.imprint_url or "/imprint",
            privacy_url=settings.privacy_url or "/privacy",
            report_url=settings.report_url or "/report",
            shortcut=cookies.shortcut_is_on(request, settings),
            follows=self._follows,
        )

    def zone(self, visitor: Visitor | None) -> ZoneInfo:
        """The time zone in which this reader is told times."""
        return ZoneInfo(
            visitor.time_zone if visitor and visitor.time_zone else self._settings.time_zone
        )

    def top(self, around: Surroundings, request: Request, visitor: Visitor | None) -> Piece:
        """The header of a page, kept for each reader."""
        searched = request.scope["path"] == "/search"
        values = {
            "section": around.section,
            "query": request.query_params.get("q", "") if searched else "",
            "shortcut": around.shortcut,
            "known": visitor is not None,
            "name": "" if visitor is None or visitor.is_anonymous else visitor.name,
            "roles": visitor.roles if visitor else frozenset(),
        }
        # What anybody types must not push out what is kept for all.
        make = self.parts.text_now if searched else self.parts.part
        return make("_top.html", values)

    def html(self, request: Request, pieces: list[Piece], **more: Any) -> HTMLResponse:
        """The answer; what was compressed before is not compressed again."""
        if len(pieces) > 1 and "gzip" in request.headers.get("accept-encoding", ""):
            response = HTMLResponse(gzipped(pieces), **more)
            response.headers["Content-Encoding"] = "gzip"
        else:
            response = HTMLResponse(plain(pieces), **more)
        return response

    def page(
        self,
        request: Request,
        around: Surroundings,
        visitor: Visitor | None,
        template: str,
        page: Any,
        holes: Holes,
        **more: Any,
    ) -> HTMLResponse:
        """A page that is rendered for this reader."""
        shell = Shell(
            **{name: getattr(around, name) for name in Surroundings.__dataclass_fields__},
            path=request.scope["path"],
            time_zone=self.zone(visitor),
        )
        pattern = self.parts.render(template, {"page": page, "shell": shell})
        if TOP in pattern:
            holes = {**holes, TOP.name: (self.top(around, request, visitor),)}
        return self.html(request, fill(pattern, holes), **more)


def render(
    ctx: Context,
    template: str,
    page: Any,
    *,
    section: str = "",
    fragment: str = "",
    status: int = 200,
    holes: Holes | None = None,
) -> Response:
    """A whole page, or `fragment` alone when htmx asks for a part. Both see the same `page`; `holes`
    is what the template leaves open.
    """
    templates = ctx.site.templates
    flash = _flash(ctx)
    around = templates.surroundings(ctx.request, ctx.site.library, section=section, flash=flash)
    name = fragment if fragment and ctx.is_partial else template
    response = templates.page(
        ctx.request, around, ctx.visitor, name, page, holes or {}, status_code=status
    )
    return _flashed(ctx, response, flash)


def render_kept(
    ctx: Context, template: str, page: Any, *, section: str, holes: Holes, status: int = 200
) -> Response:
    """A page that is the same for all readers but for its holes. `page` and what the template sees
    of the site are all that is not in a hole, and what it is kept under.
    """
    templates = ctx.site.templates
    flash = _flash(ctx)
    around = templates.surroundings(ctx.request, ctx.site.library, section=section, flash=flash)
    pattern = templates.parts.pattern(template, {"page": page, "shell": around})
    top = (templates.top(around, ctx.request, ctx.visitor),)
    filled = fill(pattern, {**holes, TOP.name: top})
    response = templates.html(ctx.request, filled, status_code=status)
    return _flashed(ctx, response, flash)


def render_part(ctx: Context, template: str, **values: Any) -> Response:
    """A part for htmx to swap in that is the same for all who are told the same."""
    templates = ctx.site.templates
    return templates.html(ctx.request, [templates.parts.part(template, values)])


def _flash(ctx: Context) -> str:
    """The message that the page before left for this one."""
    if ctx.is_partial:
        return ""
    return ctx.flash or cookies.read_flash(ctx.request, ctx.settings, ctx.site.secret)


def _flashed(ctx: Context, response: Response, flash: str) -> Response:
    if flash:
        ctx.flash = ""
        cookies.end_flash(response, ctx.settings)
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


def hour(value: datetime | None, zone: ZoneInfo) -> str:
    """`12:04` in the reader's zone, "" for nothing."""
    return f"{value.astimezone(zone):%H:%M}" if value else ""


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
