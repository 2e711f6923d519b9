"""What is read of marking: the answers that wait, the marks of an answer, what was marked lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, select
from sqlmodel import Session, col

from app.accounts import queries as accounts
from app.assessment.marking import Mark, Marker, comments, is_for, needed_for
from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import AttemptItem
from app.assessment.models import Mark as MarkTable
from app.assessment.records import Attempt, Kind
from app.assessment.snapshots import Snapshots

# An attempt and the position of a question in it.
AnswerKey = tuple[UUID, int]
Marks = Mapping[AnswerKey, tuple[Mark, ...]]


@dataclass(frozen=True, slots=True)
class Queued:
    """An open answer without its text and without whose it is. `share` is None until it is marked."""

    attempt_id: UUID
    position: int
    course: str
    kind: Kind
    title: str
    bank: str
    question_id: str
    snapshot_hash: str
    submitted_at: datetime
    share: float | None

    @property
    def key(self) -> AnswerKey:
        return self.attempt_id, self.position

    @property
    def address(self) -> str:
        return f"/teach/marking/{self.attempt_id}/{self.position}"


def _queued(but: UUID) -> Select[*tuple[Any, ...]]:
    """Answers of everybody but one, whose account is still there, in attempts that are valid."""
    return (
        select(
            col(AttemptTable.id),
            col(AttemptItem.position),
            col(AttemptTable.course),
            col(AttemptTable.kind),
            col(AttemptTable.title),
            col(AttemptItem.bank),
            col(AttemptItem.question_id),
            col(AttemptItem.snapshot_hash),
            col(AttemptTable.submitted_at),
            col(AttemptItem.share),
        )
        .join(AttemptItem, col(AttemptItem.attempt_id) == col(AttemptTable.id))
        .where(
            col(AttemptTable.submitted_at).is_not(None),
            col(AttemptTable.invalidated_at).is_(None),
            col(AttemptTable.user_id) != but,
            col(AttemptTable.user_id).in_(accounts.who_is_here()),
        )
    )


def waiting(session: Session, but: UUID) -> tuple[Queued, ...]:
    """What has no mark yet that stands, the oldest first. Nobody is given their own answers."""
    rows = session.execute(
        _queued(but)
        .where(col(AttemptTable.provisional), col(AttemptItem.share).is_(None))
        .order_by(col(AttemptTable.submitted_at), col(AttemptTable.id), col(AttemptItem.position))
    )
    return tuple(Queued(*row) for row in rows)


def waiting_for(session: Session, marker: Marker) -> tuple[Queued, ...]:
    """Of what waits, that which this marker can mark or has to decide."""
    found = waiting(session, marker.id)
    marks = marks_of(session, (one.attempt_id for one in found))
    return tuple(one for one in found if is_for(marks[one.key], needed_for(one.kind), marker))


def marks_of(session: Session, attempts: Iterable[UUID]) -> Marks:
    """The marks of all answers in these attempts, in the order in which they were given."""
    ids = list(set(attempts))
    found: defaultdict[AnswerKey, tuple[Mark, ...]] = defaultdict(tuple)
    if not ids:
        return found
    rows = session.execute(
        select(
            col(MarkTable.attempt_id),
            col(MarkTable.position),
            col(MarkTable.place),
            col(MarkTable.marker_id),
            col(MarkTable.kind),
            col(MarkTable.share),
            col(MarkTable.comment),
            col(MarkTable.why),
            col(MarkTable.at),
        )
        .where(col(MarkTable.attempt_id).in_(ids))
        .order_by(col(MarkTable.place))
    )
    for row in rows:
        found[row.attempt_id, row.position] += (Mark(*row[2:]),)
    return found


def comments_on(
    session: Session, attempt: Attempt, known: Snapshots
) -> Mapping[int, tuple[str, ...]]:
    """What is said to the learner of the answers that are marked, by position; asked for only where
    there is an open question.
    """
    asked = {i.position for i in attempt.items if known.question(i.snapshot_hash).type == "open"}
    marked = {item.position for item in attempt.items if item.share is not None}
    if not asked & marked:
        return {}
    marks = marks_of(session, [attempt.head.id])
    return {at: comments(marks[attempt.head.id, at]) for at in asked & marked}


def marked_lately(session: Session, but: UUID, *, by: UUID | None, most: int) -> tuple[Queued, ...]:
    """The answers that somebody marked last, or with `by` None anybody. However many marks there are,
    the newest alone are read: their ids are in the order of time, and an answer seldom has more than
    three. Where some of these may not be shown (they are one's own, or invalid), the list is shorter.
    """
    newest = select(col(MarkTable.attempt_id), col(MarkTable.position), col(MarkTable.at))
    if by is not None:
        newest = newest.where(col(MarkTable.marker_id) == by)
    last = newest.order_by(col(MarkTable.id).desc()).limit(4 * most).subquery().c
    marked = (
        select(last.attempt_id, last.position, func.max(last.at).label("at"))
        .group_by(last.attempt_id, last.position)
        .subquery()
    )
    here = and_(
        marked.c.attempt_id == col(AttemptItem.attempt_id),
        marked.c.position == col(AttemptItem.position),
    )
    rows = session.execute(_queued(but).join(marked, here).order_by(marked.c.at.desc()).limit(most))
    return tuple(Queued(*row) for row in rows)
