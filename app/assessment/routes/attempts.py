"""The pages of an attempt: one question a screen, handing in, and the result."""

from __future__ import annotations

from uuid import UUID

from starlette.responses import RedirectResponse, Response

from app.assessment import incidents, marking_queries, queries, service, snapshots, so_far
from app.assessment.access import attempt_for, attempts_allowed, incidents_shown, what_was_tried
from app.assessment.answers import parse_answer
from app.assessment.attempt_page import (
    View,
    attempt_page,
    first_view,
    late_page,
    next_unanswered,
    submit_page,
)
from app.assessment.certainty_page import certainty_page
from app.assessment.exam_rules import looks_back
from app.assessment.pages import AttemptsPage
from app.assessment.pausing import NoPauseLeft, Paused, go_on, pause
from app.assessment.records import Attempt, Item
from app.assessment.result_page import result_page
from app.assessment.starting import admission_to
from app.catalog.numbers import whole
from app.core.errors import Conflict, NotFound
from app.core.listing import PER_PAGE, before, place
from app.web.context import Context
from app.web.pages import Access, Pages, redirect
from app.web.paging import page_number, pager
from app.web.render import hour, render, render_part

pages = Pages()


class HandedIn(Conflict):
    title = "This attempt is over"
    message = (
        "It ended before this answer came, so the answer does not count: it was handed in, perhaps "
        "in another window, or declared invalid. “My learning” leads to its result."
    )


@pages.page("/attempts", access=Access.LEARNER)
def attempts_page(ctx: Context) -> Response:
    """The visitor's attempts, page by page."""
    service.settle_overdue(ctx, ctx.person.id)
    total = queries.how_many(ctx.session, ctx.person.id)
    at, pages_in_all = place(total, page_number(ctx))
    found = queries.newest_attempts(ctx.session, ctx.person.id, PER_PAGE, before(at))
    page = AttemptsPage(
        found.attempts, total, pager("/attempts", at, pages_in_all), found.asked_certainty
    )
    return render(ctx, "assessment/attempts.html", page, section="learning")


@pages.page("/attempts/certainty", access=Access.LEARNER)
def certainty_page_of(ctx: Context) -> Response:
    """How well the visitor judges how sure they are."""
    service.settle_overdue(ctx, ctx.person.id)
    page = certainty_page(queries.certainties(ctx.session, ctx.person.id))
    return render(ctx, "assessment/certainty.html", page, section="learning")


@pages.page("/attempts/{attempt_id:uuid}", access=Access.LEARNER, hot=True)
def attempt_page_of(ctx: Context, attempt_id: UUID) -> Response:
    attempt = attempt_for(ctx, attempt_id)
    if elsewhere := _elsewhere(ctx, attempt):
        return elsewhere
    number, after = whole(ctx.query("q"), 0), whole(ctx.query("after"), 0)
    view = View(number, after) if attempt.item(number) else first_view(attempt)
    if not attempt.item(number) and after:
        view = View(view.number, after)
    return _show(ctx, attempt, view)


@pages.action("/attempts/{attempt_id:uuid}/answers/{position}", access=Access.LEARNER, hot=True)
def save_answer(ctx: Context, attempt_id: UUID, position: str) -> Response:
    """Keep the answer to a question and go where the pressed button leads (`then`); without one
    the page saves as its reader goes, and is told no more than that.
    """
    attempt, number = attempt_for(ctx, attempt_id), whole(position, 0)
    item = attempt.item(number)
    if item is None:
        raise NotFound
    if not attempt.head.is_open:
        return _refused(ctx, attempt)
    if attempt.head.is_paused(ctx.now):
        raise Paused
    attempt = incidents.watch(ctx, go_on(ctx, attempt))
    then = ctx.form.get("then")
    question = _known(ctx, attempt).question(item.snapshot_hash)
    answer, certainty = parse_answer(question, item.arrangement, ctx.form), _certainty(ctx, attempt)
    # A flag on a question whose answer would be final is no answer yet.
    flags = then in {"flag", "unflag"}
    keeps = item.answer if flags and attempt.head.locks_answers else answer
    attempt = service.save(
        ctx.session,
        attempt,
        item,
        ctx.now,
        answer=keeps,
        certainty=certainty,
        flagged=then == "flag" if flags else None,
    )
    if then == "pause":
        try:
            pause(ctx, attempt)
        except NoPauseLeft as refusal:
            # Not raised on: the answer is to be kept, as the message says.
            return redirect(ctx, f"{attempt.head.address}?q={number}", flash=refusal.message)
        return redirect(ctx, f"{attempt.head.address}/pause")
    if not then:
        return _saved(ctx, attempt, number)
    if flags:
        view = View(number, typed=answer, certainty=certainty)
        if attempt.head.locks_answers and not ctx.is_partial:
            # Not by a redirect: what was typed is not kept, and would not come back.
            return _show(ctx, attempt, view)
        return _go(ctx, attempt, view)
    return _go_on(ctx, attempt, attempt.items[number - 1], then, certainty)


def _known(ctx: Context, attempt: Attempt) -> snapshots.Snapshots:
    """All that the attempt shows, in one statement or none."""
    return snapshots.load(ctx.session, attempt.hashes)


def _certainty(ctx: Context, attempt: Attempt) -> int | None:
    chosen = ctx.form.get("certainty")
    return int(chosen) if attempt.head.certainty and chosen in {"1", "2", "3"} else None


def _go_on(
    ctx: Context, attempt: Attempt, item: Item, then: str, certainty: int | None
) -> Response:
    here = item.position
    if then == "previous":
        return _go(ctx, attempt, View(max(1, here - 1)))
    if then != "next":
        chosen = whole(then, 0)
        return _go(ctx, attempt, View(chosen if attempt.item(chosen) else here))
    if attempt.head.locks_answers:
        following = next_unanswered(attempt, here)
        if item.is_answered:
            return _go(ctx, attempt, View(following or 0, after=here))
        if following and certainty is None:
            return _go(ctx, attempt, View(following))
        otherwise = "go on to another question" if following else "hand the quiz in as it is"
        nudge = f"Choose an answer first, or {otherwise}."
        # Not by a redirect: nothing was kept, and the form is to come back as it was.
        response = _show(ctx, attempt, View(here, certainty=certainty, nudge=nudge))
        if ctx.is_partial:
            # Links of the grid hold where the part stands, which may be the address of an answer.
            response.headers["HX-Replace-Url"] = f"{attempt.head.address}?q={here}"
        return response
    if here == len(attempt.items):
        return redirect(ctx, f"{attempt.head.address}/submit")
    return _go(ctx, attempt, View(here + 1))


def _go(ctx: Context, attempt: Attempt, view: View) -> Response:
    """Show a question: as a part with its address for htmx, by a redirect for everybody else."""
    wanted = {"q": view.number, "after": view.after}
    query = "&".join(f"{name}={value}" for name, value in wanted.items() if value)
    address = attempt.head.address + (f"?{query}" if query else "")
    if not ctx.is_partial:
        return redirect(ctx, address)
    response = _show(ctx, attempt, view)
    response.headers["HX-Push-Url"] = address
    return response


def _show(ctx: Context, attempt: Attempt, view: View) -> Response:
    """The question, or, with a `nudge`, what could not be taken of it."""
    page = attempt_page(
        attempt,
        _known(ctx, attempt),
        view,
        now=ctx.now,
        is_part=ctx.is_partial,
        attempts_most=attempts_allowed(ctx, attempt.head),
    )
    return render(
        ctx,
        "assessment/attempt.html",
        page,
        section="courses",
        fragment="assessment/_attempt.html",
        status=422 if view.nudge else 200,
    )


def _saved(ctx: Context, attempt: Attempt, number: int) -> Response:
    if not ctx.is_partial:
        return redirect(ctx, f"{attempt.head.address}?q={number}")
    at = hour(attempt.saved_at, ctx.site.templates.zone(ctx.visitor))
    response = render_part(ctx, "assessment/_saved.html", at=at, is_part=False, is_announced=True)
    response.headers["HX-Retarget"] = "#saved"
    response.headers["HX-Reswap"] = "outerHTML"
    # Without a number the address means the first unanswered question: no longer this one, so that
    # a reload would show another.
    response.headers["HX-Replace-Url"] = f"{attempt.head.address}?q={number}"
    return response


def _refused(ctx: Context, attempt: Attempt) -> Response:
    """An answer to an attempt that is over, with the reason."""
    if attempt.head.submitted_by != "deadline":
        raise HandedIn
    response = render(
        ctx,
        "assessment/late.html",
        late_page(attempt, ctx.now),
        section="courses",
        fragment="assessment/_late.html",
        status=409,
    )
    response.headers["HX-Retarget"] = "#main"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


@pages.page("/attempts/{attempt_id:uuid}/submit", access=Access.LEARNER, hot=True)
def submit_page_of(ctx: Context, attempt_id: UUID) -> Response:
    attempt = attempt_for(ctx, attempt_id)
    if elsewhere := _elsewhere(ctx, attempt):
        return elsewhere
    page = submit_page(attempt, ctx.now, attempts_allowed(ctx, attempt.head))
    return render(ctx, "assessment/submit.html", page, section="courses")


@pages.action("/attempts/{attempt_id:uuid}/submit", access=Access.LEARNER, hot=True)
def submit(ctx: Context, attempt_id: UUID) -> Response:
    """Hand the attempt in; sent again it leads to the same result."""
    attempt = attempt_for(ctx, attempt_id)
    if attempt.head.is_paused(ctx.now):
        raise Paused
    attempt = service.submit(ctx, go_on(ctx, attempt))
    return redirect(ctx, f"{attempt.head.address}/result")


@pages.page("/attempts/{attempt_id:uuid}/result", access=Access.LEARNER, hot=True)
def result_page_of(ctx: Context, attempt_id: UUID) -> Response:
    attempt = attempt_for(ctx, attempt_id)
    if attempt.head.is_open:
        return RedirectResponse(attempt.head.address, status_code=303)
    what = what_was_tried(ctx, attempt.head)
    known = _known(ctx, attempt)
    back = looks_back(what.rule) if what else 0
    past = so_far.like(ctx.session, attempt.head, looks_back=back)
    decided = None
    if what is not None and not attempt.head.counts_as_passed:
        decided = admission_to(ctx, what, attempt.head.user_id, past)
    course = ctx.catalog.course(attempt.head.course)
    most = what.rule.max if what else None
    page = result_page(
        attempt,
        known,
        course,
        decided,
        most,
        incidents_shown(ctx, attempt.head) if attempt.head.kind == "exam" else (),
        marking_queries.comments_on(ctx.session, attempt, known),
        passed=past.passed,
    )
    return render(ctx, "assessment/result.html", page, section="courses")


def _elsewhere(ctx: Context, attempt: Attempt) -> Response | None:
    """Where an attempt is that cannot be worked on: over, or paused."""
    if not attempt.head.is_open:
        return redirect(ctx, f"{attempt.head.address}/result")
    if attempt.head.is_paused(ctx.now):
        return redirect(ctx, f"{attempt.head.address}/pause")
    return None
