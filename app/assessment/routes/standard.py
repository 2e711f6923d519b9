"""Setting the pass mark of an exam: trainers judge its questions, administrators decide."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from starlette.responses import Response

from app.accounts import forms
from app.accounts import queries as accounts
from app.assessment import panels, ratings, standards
from app.assessment.access import moved, teaching_crumb
from app.assessment.forms import pass_mark
from app.assessment.judging import exam_to_judge, moved_on, panel_meant, standard_url
from app.assessment.panels import Panel
from app.assessment.standard_pages import (
    ShownPanel,
    StandardPage,
    lost_of,
    past_rows,
    shown_panel,
)
from app.catalog.model import Course
from app.catalog.questions import Exam
from app.core.errors import Conflict, Forbidden
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.visitor import Role

pages = Pages()

_LONGEST_CANDIDATE = 2000


@pages.page("/teach/{course}/exam/standard", access=Access.LEARNER)
def standard_page(ctx: Context, course: str) -> Response:
    found, exam = exam_to_judge(ctx, course)
    return moved(ctx, standard_url(found)) or _show(ctx, found, exam)


@pages.action("/teach/{course}/exam/standard", access=Access.LEARNER)
def open_panel(ctx: Context, course: str) -> Response:
    found, exam = exam_to_judge(ctx, course)
    candidate = ctx.form.get("candidate").strip()
    if not candidate or len(candidate) > _LONGEST_CANDIDATE:
        message = f"Please describe the candidate, in {_LONGEST_CANDIDATE} characters at most"
        return _show(ctx, found, exam, {"candidate": message})
    try:
        panels.open_panel(
            ctx.session,
            actor=ctx.person.id,
            course=found,
            exam=exam,
            candidate=candidate,
            now=ctx.now,
        )
    except Conflict as refusal:
        panel = panels.panel(ctx.session, found.slug)
        # Sent twice, it was done at first.
        if not panel or (panel.opened_by, panel.candidate) != (ctx.person.id, candidate):
            return _show(ctx, found, exam, refused=refusal.message)
    return redirect(ctx, standard_url(found), flash="The panel is open. Judges can rate now.")


@pages.action("/teach/{course}/exam/standard/close", access=Access.LEARNER)
def close_round(ctx: Context, course: str) -> Response:
    found, _ = exam_to_judge(ctx, course)
    panel = panel_meant(ctx, found)
    _not_too_late(ctx, panel)
    ratings.close(ctx.session, panel, ctx.now)
    return redirect(ctx, standard_url(found), flash="The round is closed.")


@pages.action("/teach/{course}/exam/standard/again", access=Access.LEARNER)
def another_round(ctx: Context, course: str) -> Response:
    found, _ = exam_to_judge(ctx, course)
    panel = panel_meant(ctx, found)
    # Sent twice, it was done at first: the round that the form asks for is there.
    if not _round_has_begun(ctx, panel):
        _not_too_late(ctx, panel)
        ratings.again(ctx.session, panel, ctx.now)
    return redirect(
        ctx, standard_url(found), flash="Another round begins with the ratings of the last one."
    )


@pages.action("/teach/{course}/exam/standard/end", access=Access.LEARNER)
def end_panel(ctx: Context, course: str) -> Response:
    found, _ = exam_to_judge(ctx, course)
    _only_administrators(ctx)
    panel = panel_meant(ctx, found)
    # Sent twice, it was done at first, unless somebody decided instead.
    if not panel.is_ended or standards.was_decided(ctx.session, panel):
        _not_too_late(ctx, panel)
        panels.end(ctx.session, panel, ctx.now)
    return redirect(ctx, standard_url(found), flash="The panel ended without a decision.")


@pages.action("/teach/{course}/exam/standard/decide", access=Access.LEARNER)
def decide(ctx: Context, course: str) -> Response:
    found, exam = exam_to_judge(ctx, course)
    _only_administrators(ctx)
    panel = panel_meant(ctx, found)
    mark, errors = pass_mark(ctx.form)
    why, no_reason = forms.reason(ctx.form, "why")
    holds = standards.decision(ctx.session, found.slug)
    said = (panel.id, ctx.person.id, mark, why)
    # Sent twice, it was done at first.
    if not holds or (holds.panel_id, holds.decided_by, holds.mark, holds.why) != said:
        late = moved_on(ctx, panel)
        if late or not panel.is_closed:
            return _show(ctx, found, exam, refused=late or "The round has to be closed first.")
        if errors or no_reason:
            return _show(ctx, found, exam, {**errors, **no_reason})
        standards.decide(
            ctx.session,
            panel,
            actor=ctx.person.id,
            mark=mark,
            before=holds.mark if holds else exam.pass_mark,
            why=why,
            now=ctx.now,
        )
    return redirect(ctx, standard_url(found), flash="The pass mark holds for attempts from now on.")


def _not_too_late(ctx: Context, panel: Panel) -> None:
    """A button that is pressed after the panel has moved on does nothing."""
    late = moved_on(ctx, panel)
    if late:
        raise Conflict(f"{late} Open the page again to go on.")


def _round_has_begun(ctx: Context, panel: Panel) -> bool:
    """Whether judges are at the round after the one that the form was opened in."""
    is_next = ctx.form.get("round") == str(panel.round - 1)
    return is_next and not panel.is_closed and not panel.is_ended


def _only_administrators(ctx: Context) -> None:
    if not ctx.person.has(Role.ADMINISTRATOR):
        raise Forbidden


def _show(
    ctx: Context,
    course: Course,
    exam: Exam,
    errors: Mapping[str, str] | None = None,
    *,
    refused: str = "",
) -> Response:
    taken = standards.decisions(ctx.session, course.slug)
    past = panels.past_panels(ctx.session, course.slug)
    panel = panels.panel(ctx.session, course.slug)
    rated = ratings.ratings(ctx.session, panel, panel.round) if panel else {}
    judged = (judge for one in past for judge, _ in one.judges)
    people = {*(one.decided_by for one in taken), *rated, *judged}
    names = accounts.names(ctx.session, people)
    pool = panels.pool_hash(course, exam)
    may_decide = ctx.person.has(Role.ADMINISTRATOR)
    typed = {name: ctx.form.get(name) for name in ("candidate", "mark", "why")}
    page = StandardPage(
        crumbs=(teaching_crumb(ctx), (course.title, ""), ("Pass mark", "")),
        title=exam.title,
        url=standard_url(course),
        mark=taken[0].mark if taken else exam.pass_mark,
        decided=taken[0] if taken else None,
        past=past_rows(past, taken, names),
        changed=bool(taken) and taken[0].items != pool,
        panel=_panel(ctx, course, panel, rated, names, pool) if panel else None,
        may_decide=may_decide,
        typed=typed,
        lost=lost_of(typed, panel, may_decide=may_decide) if refused else (),
        errors=errors or {},
        refused=refused,
    )
    status = 409 if refused else 422 if errors else 200
    return render(ctx, "assessment/standard.html", page, section="teach", status=status)


def _panel(
    ctx: Context,
    course: Course,
    panel: Panel,
    rated: ratings.Ratings,
    names: Mapping[UUID, str],
    pool: str,
) -> ShownPanel:
    return shown_panel(
        course,
        panel,
        panels.questions_of(ctx.session, panel),
        rated,
        ratings.result(panel, rated) if panel.is_closed else None,
        names,
        own=rated.get(ctx.person.id, {}),
        most_rounds=ratings.MOST_ROUNDS,
        changed=panel.hash != pool,
    )
