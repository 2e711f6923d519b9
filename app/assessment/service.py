"""What is done with an open attempt: answers are saved, flags set, and it is handed in, once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, update
from sqlmodel import Session, col

from app.assessment import item_counts, pausing, queries, snapshots
from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import AttemptItem
from app.assessment.outcomes import OutcomeRow, outcome_rows
from app.assessment.records import Attempt, AttemptHead, Item
from app.assessment.review import may_reveal
from app.assessment.scoring import Score, gives_parts, score
from app.assessment.totals import Marked, Total, total
from app.catalog.model import Course
from app.catalog.questions import Question
from app.core.prepared import Prepared
from app.web.context import Context, MetQuestion
from app.web.render import percent

_AS_IT_IS = {"synchronize_session": False}
_SAVE = Prepared(
    update(AttemptItem)
    .where(
        col(AttemptItem.attempt_id) == bindparam("of_attempt"),
        col(AttemptItem.position) == bindparam("at_position"),
    )
    .values(
        answer=bindparam("answer"),
        answered_at=bindparam("answered_at"),
        certainty=bindparam("certainty"),
        flagged=bindparam("flagged"),
    )
)


def save(
    session: Session,
    attempt: Attempt,
    item: Item,
    now: datetime,
    *,
    answer: Mapping[str, Any] | None,
    certainty: int | None = None,
    flagged: bool | None = None,
) -> Attempt:
    """Keep an answer, or that it was taken back, and whether the question is flagged (None: as it
    was); one statement, none where nothing changes. The caller has made sure that the attempt is
    open. An answer whose feedback was shown stays as it is.
    """
    values: dict[str, Any] = {}
    if flagged is not None and flagged != item.flagged:
        values["flagged"] = flagged
    is_final = attempt.head.locks_answers and item.is_answered
    # Without an answer it stands on the page until there is one, but not where the page comes back
    # by itself with what was typed, and answers are final.
    if answer is None and attempt.head.locks_answers:
        certainty = None
    if not is_final and (answer != item.answer or certainty != item.certainty):
        values["answer"] = None if answer is None else dict(answer)
        values["answered_at"] = None if answer is None else now
        values["certainty"] = certainty
    if not values:
        return attempt
    saved = replace(item, **values)
    _SAVE.run(
        session,
        of_attempt=attempt.head.id,
        at_position=item.position,
        answer=None if saved.answer is None else dict(saved.answer),
        answered_at=saved.answered_at,
        certainty=saved.certainty,
        flagged=saved.flagged,
    )
    return _with(attempt, saved)


def _with(attempt: Attempt, item: Item) -> Attempt:
    items = tuple(item if old.position == item.position else old for old in attempt.items)
    return replace(attempt, items=items)


def submit(ctx: Context, attempt: Attempt) -> Attempt:
    """Hand in an attempt. One that is handed in already stays as it is, however often it is sent."""
    if not attempt.head.is_open:
        return attempt
    return _hand_in(ctx, attempt, ctx.now, "learner")


def settle(ctx: Context, attempt: Attempt) -> Attempt:
    """Hand in an attempt whose time is over as of its deadline; any other stays as it is."""
    if not attempt.head.is_overdue(ctx.now) or attempt.head.deadline is None:
        return attempt
    return _hand_in(ctx, attempt, attempt.head.deadline, "deadline")


def settle_overdue(ctx: Context, user_id: UUID) -> None:
    """Hand in all attempts of a person whose time is over. Pages that read what somebody has passed
    call this first; it costs one statement where there are none.
    """
    overdue = queries.overdue_of(ctx.session, user_id, ctx.now)
    if overdue:
        ctx.need_write()
        # Before the rows are locked, see `Context.hold_account`.
        ctx.hold_account()
    closed = []
    for attempt_id in overdue:
        attempt = queries.attempt(ctx.session, attempt_id, lock=True)
        if attempt is not None:
            deadline = attempt.head.deadline
            # It may have been handed in meanwhile, or have got more time.
            if deadline is not None and attempt.head.is_overdue(ctx.now):
                closed.append(_close(ctx, attempt, deadline, "deadline").head.id)
    item_counts.count(ctx.session, closed)


def _hand_in(ctx: Context, attempt: Attempt, at: datetime, by: str) -> Attempt:
    ctx.need_write()
    closed = _close(ctx, attempt, at, by)
    item_counts.count(ctx.session, [closed.head.id])
    return closed


def _close(ctx: Context, attempt: Attempt, at: datetime, by: str) -> Attempt:
    attempt = pausing.end(ctx.session, attempt, at)
    known = snapshots.load(ctx.session, (item.snapshot_hash for item in attempt.items))
    items = tuple(
        replace(item, share=score(known.question(item.snapshot_hash), item.answer).share)
        for item in attempt.items
    )
    closed = replace(
        attempt.head, submitted_at=at, submitted_by=by, **outcome(attempt.head, items, known)
    )
    _keep_result(ctx.session, closed, items)
    if closed.passed:
        announce(ctx, closed)
    if closed.kind == "quiz" and may_reveal(closed.reveal, submitted=True, passed=closed.passed):
        _tell_met(ctx, closed, items, known, at)
    return Attempt(closed, items)


def _keep_result(session: Session, head: AttemptHead, items: tuple[Item, ...]) -> None:
    session.execute(
        update(AttemptTable)
        .where(col(AttemptTable.id) == head.id)
        .values(
            submitted_at=head.submitted_at,
            submitted_by=head.submitted_by,
            score=head.score,
            passed=head.passed,
            provisional=head.provisional,
        ),
        execution_options=_AS_IT_IS,
    )
    session.execute(
        update(AttemptItem),
        [{"attempt_id": head.id, "position": item.position, "share": item.share} for item in items],
    )


def outcome(
    head: AttemptHead, items: tuple[Item, ...], known: snapshots.Snapshots
) -> dict[str, Any]:
    """The columns that say how a finished attempt came out."""
    result = total_of(items, known)
    return {
        "score": result.percent,
        "passed": result.passes(head.pass_mark),
        "provisional": result.is_provisional,
    }


def result_details(before: AttemptHead, after: AttemptHead) -> dict[str, str]:
    """What the audit log keeps of a result that somebody changed."""
    return {
        "score": f"{percent(before.score or 0)} → {percent(after.score or 0)}",
        "passed": f"{before.passed} → {after.passed}",
    }


def total_of(items: tuple[Item, ...], known: snapshots.Snapshots) -> Total:
    return total(marked(item, known.question(item.snapshot_hash)) for item in items)


def marked(item: Item, question: Question) -> Marked:
    """A question of a finished attempt with the score that was kept for it."""
    return Marked(
        Score(item.share, question.points),
        question.outcome,
        question.clause,
        in_parts=gives_parts(question),
    )


def outcomes_of(session: Session, attempt_id: UUID, course: Course) -> tuple[OutcomeRow, ...]:
    """How a finished attempt came out by outcome: from what was asked and kept, in the course's words."""
    attempt = queries.attempt(session, attempt_id)
    items = attempt.items if attempt else ()
    known = snapshots.load(session, (item.snapshot_hash for item in items))
    return outcome_rows(
        course, (marked(item, known.question(item.snapshot_hash)) for item in items)
    )


def _tell_met(
    ctx: Context,
    head: AttemptHead,
    items: tuple[Item, ...],
    known: snapshots.Snapshots,
    at: datetime,
) -> None:
    """Tell higher slices which questions were met, now that their answers may be shown."""
    met = tuple(
        MetQuestion(item.question_id, known.question(item.snapshot_hash).item_hash, item.share)
        for item in items
    )
    for tell in ctx.site.after_quiz:
        tell(ctx, head.user_id, head.course, head.module, met, at)


def announce(ctx: Context, head: AttemptHead) -> None:
    """Tell higher slices that something was passed that may complete a course."""
    course = ctx.catalog.course(head.course)
    if course is not None:
        for act in ctx.site.after_progress:
            act(ctx, head.user_id, course)
