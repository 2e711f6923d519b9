"""A unit: reading it, marking it complete, and taking that back."""

from __future__ import annotations

from starlette.responses import Response

from app.accounts.access import learner_of
from app.learning import service
from app.learning.access import follows_aliases, unit_for
from app.learning.progress import following_step
from app.learning.unit_holes import show_unit
from app.web.context import Context
from app.web.pages import Access, Pages, redirect

pages = Pages()


@pages.page("/courses/{course}/{module}/{unit}", access=Access.READER, hot=True)
@follows_aliases
def unit(ctx: Context, course: str, module: str, unit: str) -> Response:
    return show_unit(ctx, unit_for(ctx, course, module, unit))


@pages.action("/courses/{course}/{module}/{unit}/complete", access=Access.READER, hot=True)
@follows_aliases
def complete(ctx: Context, course: str, module: str, unit: str) -> Response:
    """Go on as the page said: to the next unit, the quiz, the next module, the exam."""
    place = unit_for(ctx, course, module, unit)
    learner = learner_of(ctx)
    service.complete_unit(ctx, learner.id, place.course, place.module, place.unit)
    step = following_step(place.course, place.module, place.unit, place.record)
    return redirect(ctx, step.address if step else f"/courses/{place.course.slug}")


@pages.action("/courses/{course}/{module}/{unit}/reopen", access=Access.READER)
@follows_aliases
def reopen(ctx: Context, course: str, module: str, unit: str) -> Response:
    place = unit_for(ctx, course, module, unit)
    if ctx.visitor is not None:
        service.reopen_unit(
            ctx.session, ctx.visitor.id, place.course.slug, place.module.slug, place.unit.id
        )
    return redirect(ctx, place.address)
