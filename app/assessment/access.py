"""Whose attempt it is, whose answer is marked by whom, and which course a page is about: loading is
where strangers get 404.
"""

from __future__ import annotations

from uuid import UUID

from starlette.responses import RedirectResponse, Response

from app.accounts import queries as accounts
from app.assessment import incidents, marking_queries, queries, service, snapshots
from app.assessment.incident_words import ShownIncident, shown
from app.assessment.marking import Marker, OpenAnswer
from app.assessment.records import Attempt, AttemptHead
from app.assessment.starting import Assessment, exam_of, quiz_of
from app.catalog.model import Course, Module
from app.catalog.renames import at_address
from app.core.errors import NotFound
from app.web.context import Context
from app.web.visitor import Role

# A text and where it leads.
Crumb = tuple[str, str]


def attempt_for(ctx: Context, attempt_id: UUID) -> Attempt:
    """The visitor's own attempt, handed in where its time is over. Raises NotFound for others'."""
    if ctx.writing:
        ctx.hold_account()
    found = queries.attempt(ctx.session, attempt_id, lock=ctx.writing)
    if found is None or found.head.user_id != ctx.person.id:
        raise NotFound
    return service.settle(ctx, found)


def attempt_of_anybody(ctx: Context, attempt_id: UUID) -> Attempt:
    """An attempt, whoever sits it. Raises NotFound. Where it is about to be written to, its account
    is held before it is locked, as whoever deletes an account does.
    """
    found = queries.attempt(ctx.session, attempt_id)
    if found is not None and ctx.writing:
        accounts.hold(ctx.session, found.head.user_id)
        found = queries.attempt(ctx.session, attempt_id, lock=True)
    if found is None:
        raise NotFound
    return found


def course_for(ctx: Context, slug: str) -> Course:
    """A course by its address or an earlier one. Raises NotFound, for drafts too."""
    found = at_address(ctx.catalog.courses, slug)
    if found is None or found.status == "draft":
        raise NotFound
    return found


def module_for(course: Course, slug: str) -> Module:
    """A module by its address or an earlier one. Raises NotFound, for drafts too."""
    found = at_address(course.modules, slug)
    if found is None or found.status == "draft":
        raise NotFound
    return found


def may_see_keys(ctx: Context) -> bool:
    """Keys, and how questions were answered, are for trainers and administrators."""
    return ctx.person.has(Role.TRAINER) or ctx.person.has(Role.ADMINISTRATOR)


def course_with_keys(ctx: Context, slug: str) -> Course:
    """A course, a draft too, by its address or an earlier one. Raises NotFound for everybody but
    trainers and administrators.
    """
    found = at_address(ctx.catalog.courses, slug)
    if not may_see_keys(ctx) or found is None:
        raise NotFound
    return found


def teaching_crumb(ctx: Context) -> Crumb:
    """Where the pages about keys and answers hang: below a page that their reader may open."""
    if ctx.person.has(Role.TRAINER):
        return "Teaching", "/teach"
    return "Administration", "/admin"


def marker_of(ctx: Context) -> Marker:
    """Open answers are marked by those who may see keys; for everybody else there is nothing here."""
    if not may_see_keys(ctx):
        raise NotFound
    return Marker(ctx.person.id, ctx.person.has(Role.ADMINISTRATOR))


def open_answer(ctx: Context, attempt_id: UUID, position: int) -> OpenAnswer:
    """An open answer that was handed in, by somebody else whose account is still there. Raises
    NotFound for any other. Its attempt stays locked where this is about to be written to.
    """
    marker = marker_of(ctx)
    # The account is held: a certificate may come of it, with the name as it is now.
    attempt = attempt_of_anybody(ctx, attempt_id)
    if attempt.head.is_open or attempt.head.user_id == marker.id:
        raise NotFound
    accounts.person(ctx.session, attempt.head.user_id)
    item = attempt.item(position)
    if item is None or not (item.answer or {}).get("text", "").strip():
        raise NotFound
    known = snapshots.load(ctx.session, [item.snapshot_hash, item.case_hash])
    question = known.question(item.snapshot_hash)
    if question.type != "open":
        raise NotFound
    marks = marking_queries.marks_of(ctx.session, [attempt_id])[attempt_id, position]
    return OpenAnswer(attempt, item, question, known.case(item.case_hash), marks)


def what_was_tried(ctx: Context, head: AttemptHead) -> Assessment | None:
    """The quiz or exam as it is now; None where it is no longer there."""
    course = ctx.catalog.course(head.course)
    if course is None:
        return None
    if head.kind == "exam":
        return exam_of(course, course.exam) if course.exam else None
    module = course.module(head.module)
    return quiz_of(course, module, module.bank) if module and module.bank else None


def attempts_allowed(ctx: Context, head: AttemptHead) -> int | None:
    """How many attempts there are in all, None where that has no limit."""
    what = what_was_tried(ctx, head)
    return what.rule.max if what else None


def incidents_shown(ctx: Context, head: AttemptHead) -> tuple[ShownIncident, ...]:
    """What happened while the attempt ran, in words."""
    found = incidents.of_attempts(ctx.session, [head.id])[head.id]
    return tuple(map(shown, incidents.with_end_of_pause(found, head, ctx.now)))


def moved(ctx: Context, address: str) -> Response | None:
    """A redirect where the page was asked for by an earlier address."""
    asked = ctx.request.url
    if asked.path == address:
        return None
    return RedirectResponse(f"{address}?{asked.query}" if asked.query else address, status_code=308)
