"""A judge rates the questions of a bank, page by page; no rating that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from app.accounts import forms
from app.assessment import panels, ratings
from app.assessment.access import moved, teaching_crumb
from app.assessment.angoff import Spread
from app.assessment.judging import (
    exam_to_judge,
    moved_on,
    open_panel_of,
    panel_meant,
    standard_url,
)
from app.assessment.panels import Panel, PanelItem
from app.assessment.rate_page import PER_PAGE, RATING, rate_page
from app.catalog.model import Course
from app.catalog.renames import at_address
from app.core.errors import Conflict, NotFound
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.paging import page_number
from app.web.render import render

pages = Pages()


@pages.page("/teach/{course}/exam/standard/rate/{bank}", access=Access.LEARNER)
def rate_page_of(ctx: Context, course: str, bank: str) -> Response:
    found, _ = exam_to_judge(ctx, course)
    panel = open_panel_of(ctx, found)
    here = _of_bank(found, panel, bank)
    elsewhere = moved(ctx, f"{standard_url(found)}/rate/{here[0].bank}")
    if elsewhere:
        return elsewhere
    if panel.is_closed:
        raise Conflict("This round is closed.")
    return _show(ctx, found, panel, here)


@pages.action("/teach/{course}/exam/standard/rate/{bank}", access=Access.LEARNER)
def rate(ctx: Context, course: str, bank: str) -> Response:
    """Keep the ratings of the questions that the form names; what is no number is refused, and the rest
    is kept. A form that comes too late is given back as it was typed.
    """
    found, _ = exam_to_judge(ctx, course)
    panel = panel_meant(ctx, found)
    here = _of_bank(found, panel, bank)
    late = moved_on(ctx, panel) or ("This round is closed." if panel.is_closed else "")
    if late:
        return _show(ctx, found, panel, here, refused=late)
    values, errors = _typed(ctx, here)
    ratings.rate(ctx.session, panel, ctx.person.id, values, ctx.now)
    if errors:
        return _show(ctx, found, panel, here, errors)
    at = _at(ctx, here) + {"on": 1, "back": -1}.get(ctx.form.get("then"), 0)
    if ctx.form.get("then") in ("on", "back") and 1 <= at <= _pages(here):
        address = f"{standard_url(found)}/rate/{here[0].bank}?page={at}"
    else:
        address = standard_url(found)
    return redirect(ctx, address, flash="Saved.")


def _of_bank(course: Course, panel: Panel, bank: str) -> tuple[PanelItem, ...]:
    """The panel's questions of a bank, which has the name of its module: of now or an earlier one."""
    module = at_address(course.modules, bank)
    names = (module.slug, *module.aliases) if module else (bank,)
    here = tuple(item for item in panel.items if item.bank in names)
    if not here:
        raise NotFound
    return here


def _typed(
    ctx: Context, here: tuple[PanelItem, ...]
) -> tuple[dict[int, int | None], dict[str, str]]:
    """Position → rating, None where the field is empty; field → what is wrong with it."""
    values: dict[int, int | None] = {}
    errors: dict[str, str] = {}
    for number, item in enumerate(here, start=1):
        name = RATING.format(item.position)
        if name not in ctx.form:
            continue
        if not ctx.form.line(name):
            values[item.position] = None
            continue
        value, wrong = forms.whole_number(ctx.form, name, least=0, most=100)
        if wrong:
            errors[name] = f"Question {number}: please type a whole number from 0 to 100"
        else:
            values[item.position] = value
    return values, errors


def _pages(here: tuple[PanelItem, ...]) -> int:
    return -(-len(here) // PER_PAGE)


def _at(ctx: Context, here: tuple[PanelItem, ...]) -> int:
    """The page that is shown: of a form the one with its first question, else the one asked for."""
    for index, item in enumerate(here):
        if RATING.format(item.position) in ctx.form:
            return index // PER_PAGE + 1
    return min(max(page_number(ctx), 1), _pages(here))


def _show(
    ctx: Context,
    course: Course,
    panel: Panel,
    here: tuple[PanelItem, ...],
    errors: Mapping[str, str] | None = None,
    *,
    refused: str = "",
) -> Response:
    own = ratings.ratings(ctx.session, panel, panel.round).get(ctx.person.id, {})
    page = rate_page(
        course,
        panel,
        here,
        panels.questions_of(ctx.session, panel),
        panels.cases_of(ctx.session, here),
        own,
        _before(ctx, panel),
        teaching=teaching_crumb(ctx),
        url=standard_url(course),
        at=_at(ctx, here),
        pages=_pages(here),
        typed={name: ctx.form.line(name) for name in ctx.form.names()},
        errors=errors or {},
        refused=refused,
    )
    status = 409 if refused else 422 if errors else 200
    return render(ctx, "assessment/standard-rate.html", page, section="teach", status=status)


def _before(ctx: Context, panel: Panel) -> Mapping[int, Spread]:
    """What all judges together said in the round before, which was laid open."""
    if panel.round == 1:
        return {}
    found = ratings.result(panel, ratings.ratings(ctx.session, panel, panel.round - 1))
    return {item.position: one for item, one in zip(panel.items, found.items, strict=True)}
