"""Who may judge an exam, and which panel a form means: one that it was opened with, never another, also
where course or module got another address meanwhile.
"""

from __future__ import annotations

from uuid import UUID

from app.assessment import panels
from app.assessment.access import course_with_keys
from app.assessment.panels import Panel
from app.catalog.model import Course
from app.catalog.questions import Exam
from app.core.errors import NotFound
from app.web.context import Context


def exam_to_judge(ctx: Context, slug: str) -> tuple[Course, Exam]:
    """By the course's address or an earlier one. For everybody but trainers and administrators there is
    nothing here.
    """
    found = course_with_keys(ctx, slug)
    if found.exam is None:
        raise NotFound
    return found, found.exam


def standard_url(course: Course) -> str:
    return f"/teach/{course.slug}/exam/standard"


def open_panel_of(ctx: Context, course: Course) -> Panel:
    found = panels.panel(ctx.session, course.slug, lock=ctx.writing)
    if found is None:
        raise NotFound
    return found


def panel_meant(ctx: Context, course: Course) -> Panel:
    """The panel that a form was opened with, even if it has ended; the open one where none is named."""
    if "panel" not in ctx.form:
        return open_panel_of(ctx, course)
    try:
        id_ = UUID(ctx.form.line("panel"))
    except ValueError as error:
        raise NotFound from error
    found = panels.panel_by_id(ctx.session, id_, lock=ctx.writing)
    # One that is open stays under an earlier address while another is open under the present one.
    if found is None or found.course not in (course.slug, *course.aliases):
        raise NotFound
    return found


def moved_on(ctx: Context, panel: Panel) -> str:
    """Why a form says nothing of the panel any more, "" where it does."""
    if panel.is_ended:
        return "Meanwhile this panel has ended."
    if ctx.form.get("round", str(panel.round)) != str(panel.round):
        return f"Meanwhile round {panel.round} has begun."
    return ""
