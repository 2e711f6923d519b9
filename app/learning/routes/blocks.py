"""What is done in the blocks of a unit: checks answered, choices made, sheets written, items ticked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from app.accounts.access import learner_of
from app.assessment.answers import parse_answer
from app.assessment.scoring import Answer, score
from app.catalog.model import Check, Checklist, Scenario, Worksheet
from app.catalog.questions import Question
from app.core.errors import Conflict
from app.learning import review_service, service
from app.learning.access import UnitPlace, follows_aliases, unit_for
from app.learning.blocks import ShownBlock, block_address
from app.learning.checks import (
    CheckState,
    arrangement_of,
    check_state,
    kept_state,
    show_check,
)
from app.learning.pages import BlockPage
from app.learning.sheets import show_checklist, show_worksheet, ticked, too_long, written
from app.learning.stories import go, kept_trail, show_scenario, trail_of
from app.learning.unit_holes import show_unit
from app.web.context import Context, MetQuestion
from app.web.pages import Access, Pages, redirect
from app.web.render import render

pages = Pages()
_UNIT = "/courses/{course}/{module}/{unit}"


@pages.action(f"{_UNIT}/checks/{{block}}", access=Access.READER)
@follows_aliases
def answer_check(ctx: Context, course: str, module: str, unit: str, block: str) -> Response:
    """`go` says what is wanted: to answer, to try again, to see the answer (once there was one)."""
    place = unit_for(ctx, course, module, unit)
    check = place.part("check", block)
    assert isinstance(check, Check)
    question = check.question
    address = block_address(place.address, "check", block)
    state = check_state(question, _state(place, "check", block))
    wanted = ctx.form.get("go", "answer")
    if wanted == "again":
        state = CheckState()
    elif wanted == "show" and state.answer is not None:
        state = replace(state, key_shown=True)
    elif state.answer is None:
        state = CheckState(parse_answer(question, arrangement_of(question), ctx.form))
        if state.answer is None:
            nudge = "Give an answer first; then you see what is right about it."
            shown = show_check(check, address, state, nudge=nudge, just_now=True)
            return _answer(ctx, place, shown, "check", status=422)
        _meet(ctx, place, question, block, state.answer)
    _keep(ctx, place, "check", block, kept_state(question, state))
    return _answer(ctx, place, show_check(check, address, state, just_now=True), "check")


@pages.action(f"{_UNIT}/scenarios/{{block}}", access=Access.READER)
@follows_aliases
def choose(ctx: Context, course: str, module: str, unit: str, block: str) -> Response:
    """`step` names the choice; `go=again` begins anew."""
    place = unit_for(ctx, course, module, unit)
    scenario = place.part("scenario", block)
    assert isinstance(scenario, Scenario)
    trail: Any = (scenario.steps[0],)
    if ctx.form.get("go") != "again":
        trail = go(
            scenario, trail_of(scenario, _state(place, "scenario", block)), ctx.form.get("step")
        )
        if trail is None:
            raise Conflict(
                "This choice does not follow from where your story stands. "
                "Please reload the page and choose from there."
            )
    _keep(ctx, place, "scenario", block, kept_trail(trail))
    address = block_address(place.address, "scenario", block)
    shown = show_scenario(scenario, address, trail, just_now=True)
    return _answer(ctx, place, shown, "scenario")


@pages.action(f"{_UNIT}/worksheets/{{block}}", access=Access.READER)
@follows_aliases
def write_worksheet(ctx: Context, course: str, module: str, unit: str, block: str) -> Response:
    """Fields that were not sent stay as they are. Nothing is kept while one is too long."""
    place = unit_for(ctx, course, module, unit)
    sheet = place.part("worksheet", block)
    assert isinstance(sheet, Worksheet)
    texts = written(_state(place, "worksheet", block))
    texts |= {field.id: ctx.form.get(field.id) for field in sheet.fields if field.id in ctx.form}
    address = block_address(place.address, "worksheet", block)
    errors = too_long(sheet, texts)
    if errors:
        kept = place.kept.get(("worksheet", block))
        saved_at = kept.updated_at if kept else None
        shown = show_worksheet(sheet, address, texts, saved_at, errors)
        response = _answer(ctx, place, shown, "worksheet", status=422)
        # What was asked for is the word "Saved"; what is needed is the whole sheet.
        response.headers["HX-Retarget"] = f"#{shown.anchor}"
        return response
    _keep(ctx, place, "worksheet", block, {"fields": texts})
    return _answer(ctx, place, show_worksheet(sheet, address, texts, ctx.now), "worksheet_saved")


@pages.action(f"{_UNIT}/checklists/{{block}}", access=Access.READER)
@follows_aliases
def tick(ctx: Context, course: str, module: str, unit: str, block: str) -> Response:
    """`done` names each item that is ticked; those not named are not. Items of earlier editions
    stay as they were.
    """
    place = unit_for(ctx, course, module, unit)
    checklist = place.part("checklist", block)
    assert isinstance(checklist, Checklist)
    known = {item.id for item in checklist.items}
    done = known & set(ctx.form.all("done"))
    done |= ticked(_state(place, "checklist", block)) - known
    _keep(ctx, place, "checklist", block, {"done": sorted(done)})
    address = block_address(place.address, "checklist", block)
    shown = show_checklist(checklist, address, frozenset(done), ctx.now)
    return _answer(ctx, place, shown, "checklist_saved")


def _state(place: UnitPlace, kind: str, block: str) -> Mapping[str, Any] | None:
    kept = place.kept.get((kind, block))
    return kept.state if kept else None


def _keep(ctx: Context, place: UnitPlace, kind: str, block: str, state: Mapping[str, Any]) -> None:
    where = (place.course.slug, place.module.slug, kind, block)
    service.keep_state(ctx.session, learner_of(ctx).id, where, state, ctx.now)


def _meet(ctx: Context, place: UnitPlace, question: Question, block: str, answer: Answer) -> None:
    """What was answered on a page comes back in the review."""
    met = MetQuestion(block, question.item_hash, score(question, answer).share)
    course, module = place.course.slug, place.module.slug
    learner = learner_of(ctx)
    review_service.meet(ctx.session, learner.id, (course, module, "check"), [met], ctx.now)


def _answer(
    ctx: Context, place: UnitPlace, shown: ShownBlock, fragment: str, *, status: int = 200
) -> Response:
    """The block alone for htmx; else back to it on its page, or the page with what is wrong."""
    if ctx.is_partial:
        name = f"learning/_{fragment}.html"
        return render(ctx, name, BlockPage(shown, ctx.now), fragment=name, status=status)
    if status == 200:
        return redirect(ctx, f"{place.address}#{shown.anchor}")
    return show_unit(ctx, place, shown, status=status)
