"""What is read of attempts: one with its questions, those of a person, what was passed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, bindparam, case, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from app.assessment.certainty import AtLevel, level
from app.assessment.models import Attempt as AttemptTable
from app.assessment.models import AttemptItem, Snapshot
from app.assessment.records import Attempt, AttemptHead, Item, Kind
from app.assessment.selection import QuestionKey
from app.core.prepared import Prepared
from app.core.tables import is_sqlite

_HEAD: tuple[Any, ...] = (
    col(AttemptTable.id),
    col(AttemptTable.user_id),
    col(AttemptTable.course),
    col(AttemptTable.kind),
    col(AttemptTable.module),
    col(AttemptTable.number),
    col(AttemptTable.title),
    col(AttemptTable.started_at),
    col(AttemptTable.deadline),
    col(AttemptTable.pause_seconds),
    col(AttemptTable.paused_at),
    col(AttemptTable.resumed_at),
    col(AttemptTable.saved_by),
    col(AttemptTable.submitted_at),
    col(AttemptTable.submitted_by),
    col(AttemptTable.pass_mark),
    col(AttemptTable.mark_decided),
    col(AttemptTable.reveal),
    col(AttemptTable.certainty),
    col(AttemptTable.score),
    col(AttemptTable.passed),
    col(AttemptTable.provisional),
    col(AttemptTable.marked_at),
    col(AttemptTable.invalidated_at),
    col(AttemptTable.invalidated_why),
)
_ITEM: tuple[Any, ...] = (
    col(AttemptItem.position),
    col(AttemptItem.bank),
    col(AttemptItem.question_id),
    col(AttemptItem.snapshot_hash),
    col(AttemptItem.case_hash),
    col(AttemptItem.arrangement),
    col(AttemptItem.answer),
    col(AttemptItem.answered_at),
    col(AttemptItem.certainty).label("item_certainty"),
    col(AttemptItem.flagged),
    col(AttemptItem.share),
)
_WHOLE = (
    select(*_HEAD, *_ITEM)
    .join(AttemptItem, col(AttemptItem.attempt_id) == col(AttemptTable.id))
    .order_by(col(AttemptItem.position))
)
# Every answer that is saved asks this.
_THIS = _WHOLE.where(col(AttemptTable.id) == bindparam("attempt_id"))
_ONE = Prepared(_THIS)
_LOCK = select(col(AttemptTable.id)).where(col(AttemptTable.id) == bindparam("attempt_id"))
_LOCK = _LOCK.with_for_update()
_OF_PERSON = (
    select(*_HEAD)
    .where(col(AttemptTable.user_id) == bindparam("of_person"))
    .order_by(col(AttemptTable.started_at).desc(), col(AttemptTable.id).desc())
)
_said = aliased(AttemptTable)
_ASKED_CERTAINTY = exists().where(
    col(_said.user_id) == bindparam("of_person"),
    col(_said.certainty),
    col(_said.submitted_at).is_not(None),
)
_NEWEST = Prepared(
    _OF_PERSON.add_columns(_ASKED_CERTAINTY.label("asked_certainty"))
    .limit(bindparam("at_most"))
    .offset(bindparam("after"))
)
_HOW_MANY = Prepared(
    select(func.count().label("total")).where(col(AttemptTable.user_id) == bindparam("of_person"))
)
_OVERDUE = Prepared(
    select(col(AttemptTable.id))
    .where(
        col(AttemptTable.user_id) == bindparam("of_person"),
        col(AttemptTable.submitted_at).is_(None),
        col(AttemptTable.deadline) < bindparam("now"),
    )
    # All who write to several attempts take them in this order.
    .order_by(col(AttemptTable.id))
)
_COUNTING = (col(AttemptTable.passed), col(AttemptTable.invalidated_at).is_(None))
_EXAM_SCORES = Prepared(
    select(col(AttemptTable.course), func.max(col(AttemptTable.score)).label("score"))
    .where(
        col(AttemptTable.user_id) == bindparam("of_person"),
        col(AttemptTable.kind) == "exam",
        *_COUNTING,
    )
    .group_by(col(AttemptTable.course))
)


def attempt(session: Session, attempt_id: UUID, *, lock: bool = False) -> Attempt | None:
    """An attempt with its questions, in one statement. `lock` keeps others from writing to it until
    the transaction ends, and reads what they wrote while this one waited for them: PostgreSQL shows
    that to a statement which began afterwards alone, SQLite lets one write at a time anyway.
    """
    if lock and not is_sqlite(session):
        session.connection().execute(_LOCK, {"attempt_id": attempt_id})
    rows = _ONE.rows(session, attempt_id=attempt_id)
    if not rows:
        return None
    return Attempt(_head(rows[0]), tuple(_item(row) for row in rows))


@dataclass(frozen=True, slots=True)
class Newest:
    """A person's last attempts at anything, the newest first. `asked_certainty` tells whether anything
    that they have ever handed in asked how sure they were.
    """

    attempts: tuple[AttemptHead, ...]
    asked_certainty: bool


def newest_attempts(session: Session, user_id: UUID, count: int, after: int = 0) -> Newest:
    """As many as `count`, of those that follow the first `after`; one statement."""
    rows = _NEWEST.rows(session, of_person=user_id, at_most=count, after=after)
    return Newest(tuple(map(_head, rows)), any(row.asked_certainty for row in rows[:1]))


def how_many(session: Session, user_id: UUID) -> int:
    """The number of a person's attempts at anything."""
    total: int = _HOW_MANY.rows(session, of_person=user_id)[0].total
    return total


def exam_scores(session: Session, user_id: UUID) -> dict[str, float]:
    """Course slug → the best score, in per cent, of every exam that the person has passed."""
    rows = _EXAM_SCORES.rows(session, of_person=user_id)
    return {row.course: row.score for row in rows}


def overdue_of(session: Session, user_id: UUID, now: datetime) -> tuple[UUID, ...]:
    """A person's open attempts whose time is over."""
    return tuple(row.id for row in _OVERDUE.rows(session, of_person=user_id, now=now))


def questions_asked(
    session: Session, user_id: UUID, course: str, kind: Kind, module: str, *, since: int
) -> dict[QuestionKey, int]:
    """What a person's attempts at one quiz or exam asked, from the one with number `since` on: each
    question with the number of the attempt that did so last.
    """
    rows = session.execute(
        select(
            col(AttemptItem.bank),
            col(AttemptItem.question_id),
            func.max(col(AttemptTable.number)).label("number"),
        )
        .join(AttemptTable, col(AttemptTable.id) == col(AttemptItem.attempt_id))
        .where(
            col(AttemptTable.user_id) == user_id,
            col(AttemptTable.course) == course,
            col(AttemptTable.kind) == kind,
            col(AttemptTable.module) == module,
            col(AttemptTable.number) >= since,
        )
        .group_by(col(AttemptItem.bank), col(AttemptItem.question_id))
    )
    return {(row.bank, row.question_id): row.number for row in rows}


def passed_select(user_id: UUID, course_slug: str = "") -> Select[str, str, str]:
    """(course, kind, module) of everything the person has passed, of one course or of all: a
    statement that a higher slice reads together with its own, so that a page asks once.
    """
    statement = select(
        col(AttemptTable.course), col(AttemptTable.kind), col(AttemptTable.module)
    ).where(col(AttemptTable.user_id) == user_id, *_COUNTING)
    return statement.where(col(AttemptTable.course) == course_slug) if course_slug else statement


def open_select(user_id: UUID) -> Select[str, str, UUID, datetime | None]:
    """(course, module, id, until) of every attempt that the person has open, with "" for the module
    of an exam: to be read together with a higher slice's own. `until` is the deadline, and NULL
    where there is none or a pause has not been ended, in which the clock may stand still.
    """
    until = case((col(AttemptTable.paused_at).is_(None), col(AttemptTable.deadline)))
    return select(
        col(AttemptTable.course),
        col(AttemptTable.module),
        col(AttemptTable.id),
        until.label("until"),
    ).where(col(AttemptTable.user_id) == user_id, col(AttemptTable.submitted_at).is_(None))


@dataclass(frozen=True, slots=True)
class PassedExam:
    """The newest attempt at a course's exam that was passed; score and pass mark in per cent."""

    attempt_id: UUID
    score_percent: float
    pass_mark: float
    submitted_at: datetime


def passed_exam(session: Session, user_id: UUID, course_slug: str) -> PassedExam | None:
    row = session.execute(
        select(
            col(AttemptTable.id),
            col(AttemptTable.score),
            col(AttemptTable.pass_mark),
            col(AttemptTable.submitted_at),
        )
        .where(
            col(AttemptTable.user_id) == user_id,
            col(AttemptTable.course) == course_slug,
            col(AttemptTable.kind) == "exam",
            *_COUNTING,
        )
        .order_by(col(AttemptTable.submitted_at).desc())
        .limit(1)
    ).one_or_none()
    return PassedExam(*row) if row else None


# A snapshot can be younger than the attempt without any mending: of two who begin together the later
# one may be first to store it, and clocks of two processes differ.
_YOUNGER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sat:
    """What else is kept of how an attempt was sat. `asked` maps positions to the hash of the question
    as it was asked, where it was marked anew since; `mended` are positions of which only a key is kept
    that is younger than the attempt (by more than `_YOUNGER`), because the first one was replaced
    before version 0005 of the tables.
    """

    course_version: str
    minutes: int | None
    extra_time: int
    asked: Mapping[int, str]
    mended: frozenset[int]


def sat(session: Session, attempt_id: UUID) -> Sat:
    """Of an attempt that is there, in one statement."""
    rows = session.execute(
        select(
            col(AttemptTable.course_version),
            col(AttemptTable.minutes),
            col(AttemptTable.extra_time),
            col(AttemptItem.position),
            col(AttemptItem.asked_hash),
            col(AttemptTable.started_at),
            col(Snapshot.stored_at),
        )
        .join(AttemptItem, col(AttemptItem.attempt_id) == col(AttemptTable.id))
        .join(
            Snapshot,
            col(Snapshot.hash)
            == func.coalesce(col(AttemptItem.asked_hash), col(AttemptItem.snapshot_hash)),
        )
        .where(col(AttemptTable.id) == attempt_id)
    ).all()
    asked = {row.position: row.asked_hash for row in rows if row.asked_hash}
    mended = frozenset(
        row.position
        for row in rows
        if row.asked_hash is None and row.stored_at - row.started_at > _YOUNGER
    )
    return Sat(rows[0].course_version, rows[0].minutes, rows[0].extra_time, asked, mended)


def certainties(session: Session, user_id: UUID) -> tuple[AtLevel, ...]:
    """What a person said how sure they were of, by level, the surest first, and how much of it was
    right: in valid attempts that were handed in and whose key they may see. Others would tell by a
    sum that grows whether a single answer was right.
    """
    passed = aliased(AttemptTable)
    won = exists().where(
        col(passed.user_id) == user_id,
        col(passed.course) == col(AttemptTable.course),
        col(passed.kind) == col(AttemptTable.kind),
        col(passed.module) == col(AttemptTable.module),
        col(passed.passed),
        col(passed.invalidated_at).is_(None),
    )
    rows = session.execute(
        select(col(AttemptItem.certainty), func.count(), func.sum(col(AttemptItem.share)))
        .join(AttemptTable, col(AttemptTable.id) == col(AttemptItem.attempt_id))
        .where(
            col(AttemptTable.user_id) == user_id,
            col(AttemptTable.certainty),
            col(AttemptTable.submitted_at).is_not(None),
            col(AttemptTable.invalidated_at).is_(None),
            col(AttemptItem.certainty).is_not(None),
            # It may have been said of an answer that was never given.
            col(AttemptItem.answered_at).is_not(None),
            col(AttemptItem.share).is_not(None),
            or_(
                col(AttemptTable.reveal).in_(("each", "after-submit")),
                and_(col(AttemptTable.reveal) == "after-pass", won),
            ),
        )
        .group_by(col(AttemptItem.certainty))
        .order_by(col(AttemptItem.certainty).desc())
    )
    found = ((level(number), count, right) for number, count, right in rows)
    return tuple(AtLevel(at, count, right) for at, count, right in found if at)


def _head(row: Row[Any]) -> AttemptHead:
    return AttemptHead(
        id=row.id,
        user_id=row.user_id,
        course=row.course,
        kind=row.kind,
        module=row.module,
        number=row.number,
        title=row.title,
        started_at=row.started_at,
        deadline=row.deadline,
        pause_seconds=row.pause_seconds,
        paused_at=row.paused_at,
        resumed_at=row.resumed_at,
        saved_by=row.saved_by,
        submitted_at=row.submitted_at,
        submitted_by=row.submitted_by,
        pass_mark=row.pass_mark,
        mark_decided=row.mark_decided,
        reveal=row.reveal,
        certainty=row.certainty,
        score=row.score,
        passed=row.passed,
        provisional=row.provisional,
        marked_at=row.marked_at,
        invalidated_at=row.invalidated_at,
        invalidated_why=row.invalidated_why,
    )


def _item(row: Row[Any]) -> Item:
    return Item(
        position=row.position,
        bank=row.bank,
        question_id=row.question_id,
        snapshot_hash=row.snapshot_hash,
        case_hash=row.case_hash,
        arrangement=row.arrangement,
        answer=row.answer,
        answered_at=row.answered_at,
        certainty=row.item_certainty,
        flagged=row.flagged,
        share=row.share,
    )
