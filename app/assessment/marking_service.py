"""What is done with an open answer: it is marked, or decided; what follows for the attempt follows at once.

Whoever writes holds the attempt's row (`access.open_answer`), so that two who mark the same answer
come one after the other, and the second is told what the first has changed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from app.accounts import audit
from app.accounts import queries as accounts
from app.assessment import item_counts, marking_mails, service, snapshots
from app.assessment.marking import (
    TOLERATED,
    Mark,
    Marker,
    MarkKind,
    OpenAnswer,
    Standing,
    agree,
    may_decide,
    may_have_seen,
)
from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import AttemptItem
from app.assessment.models import Mark as MarkTable
from app.assessment.records import Attempt, AttemptHead
from app.assessment.wording import points_of
from app.core.errors import Conflict, NotFound
from app.core.ids import new_id
from app.core.mail import Mail
from app.web.context import Context

_AS_IT_IS = {"synchronize_session": False}


class NotMarked(Conflict):
    """Nothing was kept; the message says why, and the form comes back as it was."""

    title = "This was not kept"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a mark or a decision, in words for whoever gave it, and the mails that follow."""

    said: str
    mails: tuple[Mail, ...] = ()


def give(ctx: Context, answer: OpenAnswer, marker: Marker, *, share: float, comment: str) -> Kept:
    """Keep a mark that was given without seeing another. Raises NotMarked."""
    _hold_valid(answer)
    before = marker.own(answer.marks)
    if before is not None:
        if (before.share, before.comment) == (share, comment):
            return Kept("Your mark was kept before.")
        raise NotMarked(
            f"You have given this answer {points_of(before.share, answer.question.points)} already. A mark stays as it "
            "was given; an administrator can decide anew."
        )
    stage = answer.standing.stage
    if may_have_seen(answer.marks, stage, marker):
        raise NotMarked(_seen(answer, marker))
    kind: MarkKind = "mark" if stage == "waits" else "late"
    given = Mark(len(answer.marks) + 1, marker.id, kind, share, comment, "", ctx.now)
    after = _keep(ctx.session, answer, given)
    return Kept(_said(after, given), _tell(ctx, after.attempt, _follow(ctx, after)))


def decide(
    ctx: Context,
    answer: OpenAnswer,
    marker: Marker,
    *,
    share: float,
    comment: str,
    why: str,
    seen: int,
) -> Kept:
    """Keep a decision over all marks so far; `seen` is how many there were when it was made. Raises
    NotMarked.
    """
    _hold_valid(answer)
    standing = answer.standing
    last = answer.marks[-1] if answer.marks else None
    said = (marker.id, "decision", share, comment, why)
    if (
        last
        and len(answer.marks) == seen + 1
        and (last.marker, last.kind, last.share, last.comment, last.why) == said
    ):
        return Kept("Your decision was kept before.")
    if len(answer.marks) != seen:
        now = ""
        if standing.share is not None:
            now = f" It has {points_of(standing.share, answer.question.points)} now."
        raise NotMarked(
            "While you were deciding, somebody else marked or decided this answer." + now
        )
    if not may_decide(answer.marks, standing.stage, marker):
        raise NotMarked("Somebody who has not marked this answer has to decide.")
    given = Mark(len(answer.marks) + 1, marker.id, "decision", share, comment, why, ctx.now)
    after = _keep(ctx.session, answer, given)
    result = _follow(ctx, after)
    _log(ctx, after, given, standing, result.head)
    done = points_of(share, answer.question.points)
    return Kept(f"Decided: the answer has {done}.", _tell(ctx, after.attempt, result))


def show_name(ctx: Context, answer: OpenAnswer, *, why: str) -> str:
    """Whose answer it is; that somebody has asked stands in the audit log."""
    person = accounts.person(ctx.session, answer.attempt.head.user_id)
    audit.record(
        ctx.session,
        actor=ctx.person.id,
        act="name of an answer shown",
        subject=person.id,
        why=why,
        now=ctx.now,
        details=_details(answer),
    )
    return person.name


def _hold_valid(answer: OpenAnswer) -> None:
    if not answer.attempt.head.is_valid:
        raise NotMarked("This attempt was declared invalid, so that there is nothing to mark.")


def _keep(session: Session, answer: OpenAnswer, mark: Mark) -> OpenAnswer:
    session.execute(
        insert(MarkTable).values(
            id=new_id(),
            attempt_id=answer.attempt.head.id,
            position=answer.item.position,
            place=mark.place,
            marker_id=mark.marker,
            kind=mark.kind,
            share=mark.share,
            comment=mark.comment,
            why=mark.why,
            at=mark.at,
        )
    )
    return replace(answer, marks=(*answer.marks, mark))


def _said(answer: OpenAnswer, mark: Mark) -> str:
    """To whoever gave a mark: what became of it, and what others did meanwhile."""
    standing, points = answer.standing, answer.question.points
    if standing.stage == "waits":
        return "Kept. Somebody else marks this answer too, without seeing your mark."
    if standing.stage == "differs":
        return f"Kept. The other mark differs by more than {TOLERATED}, so somebody else decides."
    assert standing.share is not None
    if mark.kind == "late":
        return _said_late(standing.share, mark, points)
    has = points_of(standing.share, points)
    return f"Kept. Both marks agree: {has}." if mark.place > 1 else f"Kept: {has}."


def _said_late(share: float, mark: Mark, points: float) -> str:
    verdict = "agrees" if agree(share, mark.share) else f"differs by more than {TOLERATED}"
    return (
        f"While you were reading, others marked this answer: it has {points_of(share, points)}. "
        f"Your mark {verdict}; it is kept beside theirs and changes nothing."
    )


def _seen(answer: OpenAnswer, marker: Marker) -> str:
    """To whoever gives a mark that is no longer given without seeing another: why it is not kept."""
    can_decide = may_decide(answer.marks, answer.standing.stage, marker)
    has_decided = any(m.marker == marker.id for m in answer.marks if m.kind == "decision")
    if has_decided:
        why = "You have decided this answer yourself, over what others gave"
    elif can_decide:
        why = "Others have marked this answer meanwhile, and you can see what they gave"
    else:
        why = (
            "Others have marked this answer meanwhile, and you could see what they gave while it "
            "waited for a decision"
        )
    then = "What was decided stands."
    if can_decide:
        then = "You can decide anew." if has_decided else "You can decide instead."
    return f"{why}, so that a mark of yours no longer counts as given without seeing theirs. {then}"


def _follow(ctx: Context, answer: OpenAnswer) -> Attempt:
    """Give the answer the mark that stands, and the attempt the result that comes of it."""
    share, before = answer.standing.share, answer.attempt
    if share is None or share == answer.item.share:
        return before
    counts = item_counts.Changes(ctx.session)
    counts.discount(before.head.id)
    after = _with_share(ctx, answer, share)
    _write(ctx.session, after, answer.item.position)
    if after.head.passed and not before.head.passed:
        service.announce(ctx, after.head)
    counts.count(after.head.id)
    counts.keep()
    return after


def _with_share(ctx: Context, answer: OpenAnswer, share: float) -> Attempt:
    items = tuple(
        replace(item, share=share) if item.position == answer.item.position else item
        for item in answer.attempt.items
    )
    known = snapshots.load(ctx.session, (item.snapshot_hash for item in items))
    head = replace(answer.attempt.head, **service.outcome(answer.attempt.head, items, known))
    if not head.provisional:
        head = replace(head, marked_at=ctx.now)
    return Attempt(head, items)


def _write(session: Session, attempt: Attempt, position: int) -> None:
    head = attempt.head
    (share,) = (item.share for item in attempt.items if item.position == position)
    session.execute(
        update(AttemptItem)
        .where(col(AttemptItem.attempt_id) == head.id, col(AttemptItem.position) == position)
        .values(share=share),
        execution_options=_AS_IT_IS,
    )
    session.execute(
        update(AttemptTable)
        .where(col(AttemptTable.id) == head.id)
        .values(
            score=head.score,
            passed=head.passed,
            provisional=head.provisional,
            marked_at=head.marked_at,
        ),
        execution_options=_AS_IT_IS,
    )


def _tell(ctx: Context, before: Attempt, after: Attempt) -> tuple[Mail, ...]:
    """Once the last answer is marked, and again where the result is another afterwards."""
    if after.head.provisional or (
        not before.head.provisional and after.head.score == before.head.score
    ):
        return ()
    try:
        person = accounts.person(ctx.session, after.head.user_id)
    except NotFound:
        return ()
    if before.head.provisional:
        return (marking_mails.marked(ctx.settings, person.email, after.head),)
    return (marking_mails.changed(ctx.settings, person.email, before.head, after.head),)


def _log(
    ctx: Context, answer: OpenAnswer, given: Mark, before: Standing, result: AttemptHead
) -> None:
    """A decision is written down with what was there before it, of the answer and of the attempt."""
    others = answer.marks[:-1]
    points = answer.question.points
    marks = ", ".join(f"{m.kind} {points_of(m.share, points)}" for m in others)
    act = {
        "stands": "mark of an answer changed",
        "differs": "marks of an answer moderated",
        "waits": "answer decided by its one marker",
    }[before.stage]
    details = _details(answer) | service.result_details(answer.attempt.head, result)
    details |= {
        "before": marks,
        "now": points_of(given.share, points),
        "decided by one of the markers": any(mark.marker == given.marker for mark in others),
    }
    audit.record(
        ctx.session,
        actor=given.marker,
        act=act,
        subject=answer.attempt.head.user_id,
        why=given.why,
        now=ctx.now,
        details=details,
    )


def _details(answer: OpenAnswer) -> dict[str, Any]:
    head, item = answer.attempt.head, answer.item
    return {"attempt": str(head.id), "question": f"{head.course}/{item.bank}#{item.question_id}"}
