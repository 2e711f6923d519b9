"""The crosswalk: a page to look through, and what is found there as a file."""

from __future__ import annotations

from starlette.responses import Response

from app.catalog.crosswalk import Crosswalk
from app.core.errors import NotFound
from app.learning.crosswalk_files import CSV, crosswalk_csv, crosswalk_workbook
from app.learning.crosswalk_filter import Wanted
from app.learning.crosswalk_view import Led, crosswalk_page, led_rows, understood
from app.learning.routes.downloads import attachment
from app.learning.workbooks import XLSX
from app.web.context import Context
from app.web.pages import Access, Pages
from app.web.render import render

pages = Pages()
_LONGEST = 200


@pages.page("/crosswalk", access=Access.READER)
def crosswalk(ctx: Context) -> Response:
    name, section = "learning/crosswalk.html", "crosswalk"
    if ctx.catalog.crosswalk is None:
        return render(ctx, name, None, section=section)
    page = crosswalk_page(*_found(ctx))
    return render(ctx, name, page, section=section, fragment="learning/_crosswalk.html")


@pages.page("/crosswalk.csv", access=Access.READER)
def crosswalk_as_csv(ctx: Context) -> Response:
    return attachment(crosswalk_csv(*_found(ctx)), CSV, "crosswalk.csv")


@pages.page("/crosswalk.xlsx", access=Access.READER)
def crosswalk_as_xlsx(ctx: Context) -> Response:
    data = crosswalk_workbook(*_found(ctx), f"{ctx.settings.url}/crosswalk")
    return attachment(data, XLSX, "crosswalk.xlsx")


def _found(ctx: Context) -> tuple[Crosswalk, Wanted, tuple[Led, ...]]:
    """The crosswalk, what is asked of it, and the rows that answer."""
    found = ctx.catalog.crosswalk
    if found is None:
        raise NotFound
    words = " ".join(ctx.query("q").split())[:_LONGEST]
    wanted = understood(found, ctx.query("part"), ctx.query("framework"), words)
    return found, wanted, led_rows(ctx.catalog, found, wanted)
