"""What is looked up: search, glossary, learning paths, templates."""

from __future__ import annotations

from starlette.responses import Response

from app.catalog.search import Hit
from app.core.errors import NotFound
from app.learning import queries
from app.learning.access import is_trainer, reader_id
from app.learning.catalogue_view import visible_courses
from app.learning.path_view import path_page, path_row
from app.learning.progress import CourseProgress
from app.learning.reference_pages import PathsPage, SearchHit, SearchPage, TemplatesPage
from app.learning.reference_view import (
    glossary_page,
    template_line,
    template_page,
)
from app.learning.search import indexes
from app.web.context import Context
from app.web.cookies import set_shortcut
from app.web.pages import Access, Pages, redirect
from app.web.paging import page_number, pager
from app.web.render import render

pages = Pages()
_KINDS = {
    "unit": "Unit",
    "term": "Term",
    "template": "Template",
    "clause": "Standard",
    "crosswalk": "Crosswalk",
}
_HITS_A_PAGE = 20
_MOST_HITS = 200
_LONGEST_QUERY = 200


@pages.page("/search", access=Access.READER)
def search(ctx: Context) -> Response:
    query = " ".join(ctx.query("q").split())[:_LONGEST_QUERY]
    hits = indexes.of(ctx.catalog).search(query, _MOST_HITS) if query else ()
    last = max(1, -(-len(hits) // _HITS_A_PAGE))
    at = min(max(page_number(ctx), 1), last)
    shown = hits[(at - 1) * _HITS_A_PAGE : at * _HITS_A_PAGE]
    page = SearchPage(
        query=query,
        hits=tuple(map(_hit, shown)),
        total=len(hits),
        pager=pager("/search", at, last, q=query),
    )
    return render(ctx, "learning/search.html", page)


@pages.action("/search/shortcut", access=Access.READER)
def search_shortcut(ctx: Context) -> Response:
    """Turn the key "/" off or on in this browser, with or without an account (WCAG 2.1.4)."""
    response = redirect(ctx, "/search")
    set_shortcut(response, ctx.settings, on=ctx.form.get("shortcut") != "off")
    return response


def _hit(hit: Hit) -> SearchHit:
    return SearchHit(_KINDS[hit.kind], hit.title, hit.url, hit.where, hit.passage)


@pages.page("/glossary", access=Access.READER)
def glossary(ctx: Context) -> Response:
    return render(ctx, "learning/glossary.html", glossary_page(ctx.catalog), section="glossary")


@pages.page("/paths", access=Access.READER)
def paths(ctx: Context) -> Response:
    courses = _courses(ctx)
    page = PathsPage(tuple(path_row(path, courses) for path in ctx.catalog.paths))
    return render(ctx, "learning/paths.html", page, section="paths")


@pages.page("/paths/{path}", access=Access.READER)
def path(ctx: Context, path: str) -> Response:
    found = ctx.catalog.path(path)
    if found is None:
        raise NotFound
    return render(ctx, "learning/path.html", path_page(found, _courses(ctx)), section="paths")


def _courses(ctx: Context) -> tuple[CourseProgress, ...]:
    user_id = reader_id(ctx)
    records = queries.records(ctx.session, user_id) if user_id else {}
    return visible_courses(ctx.catalog, records, is_trainer=is_trainer(ctx))


@pages.page("/templates", access=Access.READER)
def templates(ctx: Context) -> Response:
    found = ctx.catalog.templates
    filled_for = next((template.filled_for for template in found if template.filled_for), "")
    page = TemplatesPage(tuple(map(template_line, found)), filled_for)
    return render(ctx, "learning/templates.html", page, section="templates")


@pages.page("/templates/{template}", access=Access.READER)
def template(ctx: Context, template: str) -> Response:
    found = ctx.catalog.template(template)
    if found is None:
        raise NotFound
    page = template_page(found, filled=ctx.query("filled") == "1")
    return render(ctx, "learning/template.html", page, section="templates")
