"""Setting the pass mark of an exam: trainers judge its questions, administrators decide."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from starlette.responses import Response

from app.accounts import forms
from app.accounts import queries as accounts
from app.assessment import standards
from app.assessment.access import may_see_keys, teaching_crumb
from app.assessment.angoff import Spread
from app.assessment.standard_pages import (
    DecisionRow,
    RatedQuestion,
    RatePage,
    StandardPage,
    options_of,
    shown_panel,
)
from app.assessment.standards import Panel
from app.catalog.model import Course
from app.catalog.questions import Exam, Question
from app.core.errors import Conflict, Forbidden, NotFound
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.render import render
from app.web.visitor import Role

pages = Pages()

_LONGEST_CANDIDATE = 2000


@pages.page("/teach/{course}/exam/standard", access=Access.LEARNER)
def standard_page(ctx: Context, course: str) -> Response:
    return _show(ctx, *_exam(ctx, course))


@pages.action("/teach/{course}/exam/standard", access=Access.LEARNER)
def open_panel(ctx: Context, course: str) -> Response:
    found, exam = _exam(ctx, course)
    candidate = ctx.form.get("candidate").strip()
    if not candidate or len(candidate) > _LONGEST_CANDIDATE:
        message = f"Please describe the candidate, in {_LONGEST_CANDIDATE} characters at most"
        return _show(ctx, found, exam, {"candidate": message})
    standards.open_panel(
        ctx.session,
        actor=ctx.person.id,
        course=found,
        exam=exam,
        candidate=candidate,
        now=ctx.now,
    )
    return redirect(ctx, _url(found), flash="The panel is open. Judges can rate now.")


@pages.action("/teach/{course}/exam/standard/close", access=Access.LEARNER)
def close_round(ctx: Context, course: str) -> Response:
    found, panel = _open(ctx, course)
    _hold_round(ctx, panel)
    standards.close(ctx.session, panel, ctx.now)
    return redirect(ctx, _url(found), flash="The round is closed.")


@pages.action("/teach/{course}/exam/standard/again", access=Access.LEARNER)
def another_round(ctx: Context, course: str) -> Response:
    found, panel = _open(ctx, course)
    standards.again(ctx.session, panel, ctx.now)
    return redirect(
        ctx, _url(found), flash="Another round begins with the ratings of the last one."
    )


@pages.action("/teach/{course}/exam/standard/end", access=Access.LEARNER)
def end_panel(ctx: Context, course: str) -> Response:
    found, panel = _open(ctx, course)
    _only_administrators(ctx)
    standards.end(ctx.session, panel, ctx.now)
    return redirect(ctx, _url(found), flash="The panel ended without a decision.")


@pages.action("/teach/{course}/exam/standard/decide", access=Access.LEARNER)
def decide(ctx: Context, course: str) -> Response:
    found, exam = _exam(ctx, course)
    panel = _panel(ctx, found)
    _only_administrators(ctx)
    mark, errors = _mark(ctx)
    why, no_reason = forms.reason(ctx.form, "why")
    if errors or no_reason:
        return _show(ctx, found, exam, {**errors, **no_reason})
    standards.decide(
        ctx.session,
        panel,
        actor=ctx.person.id,
        mark=mark,
        before=_mark_now(ctx, found, exam),
        why=why,
        now=ctx.now,
    )
    return redirect(ctx, _url(found), flash="The pass mark holds for attempts from now on.")


@pages.page("/teach/{course}/exam/standard/rate/{bank}", access=Access.LEARNER)
def rate_page(ctx: Context, course: str, bank: str) -> Response:
    found, panel = _open(ctx, course)
    return _rating(ctx, found, panel, bank)


@pages.action("/teach/{course}/exam/standard/rate/{bank}", access=Access.LEARNER)
def rate(ctx: Context, course: str, bank: str) -> Response:
    """Keep the ratings of a bank's questions; what is no number is refused, and the rest is kept."""
    found, panel = _open(ctx, course)
    here = [item.position for item in panel.items if item.bank == bank]
    if not here:
        raise NotFound
    _hold_round(ctx, panel)
    values: dict[int, int | None] = {}
    errors: dict[str, str] = {}
    for position in here:
        name = f"rating-{position}"
        if not ctx.form.line(name):
            values[position] = None
            continue
        value, wrong = forms.whole_number(ctx.form, name, least=0, most=100)
        if wrong:
            errors |= wrong
        else:
            values[position] = value
    standards.rate(ctx.session, panel, ctx.person.id, values, ctx.now)
    if errors:
        return _rating(ctx, found, panel, bank, errors)
    return redirect(ctx, _url(found), flash="Saved.")


def _exam(ctx: Context, slug: str) -> tuple[Course, Exam]:
    """For everybody but trainers and administrators there is nothing here."""
    found = ctx.catalog.course(slug)
    if not may_see_keys(ctx) or found is None or found.exam is None:
        raise NotFound
    return found, found.exam


def _panel(ctx: Context, course: Course) -> Panel:
    panel = standards.panel(ctx.session, course.slug, lock=ctx.writing)
    if panel is None:
        raise NotFound
    return panel


def _open(ctx: Context, slug: str) -> tuple[Course, Panel]:
    course, _ = _exam(ctx, slug)
    return course, _panel(ctx, course)


def _hold_round(ctx: Context, panel: Panel) -> None:
    """A page that was opened in an earlier round says nothing of this one."""
    if ctx.form.get("round", str(panel.round)) != str(panel.round):
        raise Conflict(f"Meanwhile round {panel.round} has begun. Open the page again to go on.")


def _only_administrators(ctx: Context) -> None:
    if not ctx.person.has(Role.ADMINISTRATOR):
        raise Forbidden


def _url(course: Course) -> str:
    return f"/teach/{course.slug}/exam/standard"


def _mark_now(ctx: Context, course: Course, exam: Exam) -> float:
    decided = standards.decision(ctx.session, course.slug)
    return decided.mark if decided else exam.pass_mark


def _mark(ctx: Context) -> tuple[float, Mapping[str, str]]:
    text = ctx.form.line("mark").replace(",", ".")
    whole, _, part = text.partition(".")
    plain = (whole + part).isascii() and (whole + part).isdecimal() and len(text) <= 5
    if plain and whole and 0 < float(text) <= 100:
        return float(text), {}
    return 0.0, {"mark": "Please type a number above 0 and up to 100"}


def _show(
    ctx: Context, course: Course, exam: Exam, errors: Mapping[str, str] | None = None
) -> Response:
    taken = standards.decisions(ctx.session, course.slug)
    panel = standards.panel(ctx.session, course.slug)
    rated = standards.ratings(ctx.session, panel, panel.round) if panel else {}
    people = {*(one.decided_by for one in taken), *rated}
    names = accounts.names(ctx.session, people)
    pool = standards.pool_hash(course, exam)
    shown = None
    if panel:
        shown = shown_panel(
            course,
            panel,
            standards.questions_of(ctx.session, panel),
            rated,
            standards.result(panel, rated) if panel.is_closed else None,
            names,
            own=rated.get(ctx.person.id, {}),
            most_rounds=standards.MOST_ROUNDS,
            changed=panel.hash != pool,
        )
    rows = tuple(DecisionRow(one, names[one.decided_by]) for one in taken)
    page = StandardPage(
        crumbs=(teaching_crumb(ctx), (course.title, ""), ("Pass mark", "")),
        title=exam.title,
        url=_url(course),
        mark=taken[0].mark if taken else exam.pass_mark,
        decided=rows[0] if rows else None,
        earlier=rows[1:],
        changed=bool(taken) and taken[0].items != pool,
        panel=shown,
        may_decide=ctx.person.has(Role.ADMINISTRATOR),
        typed={name: ctx.form.get(name) for name in ("candidate", "mark", "why")},
        errors=errors or {},
    )
    status = 422 if errors else 200
    return render(ctx, "assessment/standard.html", page, section="teach", status=status)


def _rating(
    ctx: Context,
    course: Course,
    panel: Panel,
    bank: str,
    errors: Mapping[str, str] | None = None,
) -> Response:
    here = [item for item in panel.items if item.bank == bank]
    if not here or panel.is_closed:
        raise NotFound if not here else Conflict("This round is closed.")
    questions = standards.questions_of(ctx.session, panel)
    own = standards.ratings(ctx.session, panel, panel.round).get(ctx.person.id, {})
    before = _before(ctx, panel)
    module = course.module(bank)

    def value(position: int) -> str:
        name = f"rating-{position}"
        return ctx.form.line(name) if name in ctx.form else str(own.get(position, ""))

    page = RatePage(
        crumbs=(
            teaching_crumb(ctx),
            (course.title, ""),
            ("Pass mark", _url(course)),
            (bank, ""),
        ),
        title=module.title if module else bank,
        url=f"{_url(course)}/rate/{bank}",
        bank_url=f"/teach/{course.slug}/{bank}",
        candidate=panel.candidate,
        round=panel.round,
        questions=tuple(
            RatedQuestion(
                item.position,
                item.question_id,
                _stem(questions[item.position]),
                options_of(questions[item.position]),
                value(item.position),
                before.get(item.position),
            )
            for item in here
        ),
        errors=errors or {},
    )
    status = 422 if errors else 200
    return render(ctx, "assessment/standard-rate.html", page, section="teach", status=status)


def _before(ctx: Context, panel: Panel) -> Mapping[int, Spread]:
    """What all judges together said in the round before, which was laid open."""
    if panel.round == 1:
        return {}
    found = standards.result(panel, standards.ratings(ctx.session, panel, panel.round - 1))
    return {item.position: one for item, one in zip(panel.items, found.items, strict=True)}


def _stem(question: Question) -> str:
    """As HTML; of a cloze the text with its gaps, whose HTML begins before the first of them."""
    return (
        f"<p>{escape(question.stem_text)}</p>" if question.type == "cloze" else question.stem_html
    )
