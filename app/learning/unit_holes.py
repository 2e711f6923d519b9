"""What a unit's page leaves open for each reader: the outline, blocks they worked on, the way on.

The outline is put together from its modules, each kept for every place where somebody can stand in
it; a block that was worked on is kept under what was done in it.
"""

from __future__ import annotations

from markupsafe import escape
from starlette.responses import Response

from app.learning.access import UnitPlace
from app.learning.blocks import ShownBlock, Untouched
from app.learning.outline import Outline
from app.learning.pages import UnitPage
from app.learning.sheets import ShownWorksheet
from app.learning.unit_view import unit_page
from app.web.context import Context
from app.web.kept import Holes, Parts, Piece
from app.web.render import day, render_kept


def rail(parts: Parts, outline: Outline) -> bytes:
    holes = {
        "summary": (escape(outline.summary).encode(),),
        "modules": (parts.each("learning/_rail_module.html", outline.modules),),
    }
    return parts.text("learning/_rail.html", {"at": outline.at}, holes)


def show_unit(
    ctx: Context, place: UnitPlace, instead: ShownBlock | None = None, *, status: int = 200
) -> Response:
    """The page; `instead` is a block as it has just been answered."""
    page = unit_page(place, ctx.now, ctx.catalog.crosswalk, instead)
    holes = _holes(ctx, page)
    return render_kept(
        ctx, "learning/unit.html", page.frame, section="courses", holes=holes, status=status
    )


def _holes(ctx: Context, page: UnitPage) -> Holes:
    templates = ctx.site.templates
    completed = day(page.completed_at, templates.zone(ctx.visitor)) if page.completed_at else ""
    following = {
        "frame": page.frame,
        "ahead": page.ahead,
        "completed": completed,
        "changed": page.changed,
    }
    return {
        "rail": (rail(templates.parts, page.outline),),
        "parts": [_part(ctx, page, part) for part in page.parts],
        "next": (templates.parts.part("learning/_unit_next.html", following),),
    }


def _part(ctx: Context, page: UnitPage, shown: Untouched | ShownBlock) -> Piece:
    templates = ctx.site.templates
    if isinstance(shown, ShownWorksheet):
        # It holds somebody's own text, and when it was saved is said in words that change with the
        # day.
        values = {"sheet": shown, "time_zone": templates.zone(ctx.visitor), "now": page.now}
        return templates.parts.text_now("learning/_saved_worksheet.html", values)
    return templates.parts.part("learning/_part.html", {"shown": shown})
