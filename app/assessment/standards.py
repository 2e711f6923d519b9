"""How a panel of judges sets the pass mark of an exam: opened, rated, closed, decided; nothing is undone.

Judges are the trainers and administrators who rate. Until a round is closed each sees their own
ratings alone. A decision holds for attempts that begin after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.accounts import audit
from app.assessment import snapshots
from app.assessment.angoff import FEWEST_JUDGES, Judged, judged
from app.assessment.models import StandardDecision, StandardItem, StandardPanel, StandardRating
from app.assessment.selection import expected
from app.catalog.hashing import digest
from app.catalog.model import Course
from app.catalog.questions import Exam, Question
from app.core.errors import Conflict
from app.core.ids import new_id

MOST_ROUNDS = 3
_AS_IT_IS = {"synchronize_session": False}


@dataclass(frozen=True, slots=True)
class Decision:
    mark: float
    before: float
    cut: float
    error: float
    judges: int
    items: str
    why: str
    decided_by: UUID
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class PanelItem:
    position: int
    bank: str
    question_id: str
    item_hash: str
    snapshot_hash: str
    weight: float


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel that has not ended, with its questions. `is_closed`: the ratings of the round are in."""

    id: UUID
    course: str
    candidate: str
    round: int
    opened_at: datetime
    is_closed: bool
    items: tuple[PanelItem, ...]

    @property
    def hash(self) -> str:
        return items_hash([(i.question_id, i.item_hash) for i in self.items])


Ratings = Mapping[UUID, Mapping[int, int]]


def items_hash(items: Sequence[tuple[str, str]]) -> str:
    """(id, hash) of each question: the same digest means the same questions. Their banks are left
    out, because a module that is renamed asks what it asked before.
    """
    return digest([list(item) for item in sorted(items)])


def pool_hash(course: Course, exam: Exam) -> str:
    """Of the questions that the exam may ask now."""
    banks = {m.slug: m.bank for m in course.modules if m.bank is not None}
    drawn = [one for one, _ in expected(exam, banks)]
    return items_hash([(d.question.id, d.question.item_hash) for d in drawn])


_DECISION = tuple(col(getattr(StandardDecision, name)) for name in Decision.__dataclass_fields__)


def decisions(session: Session, course: str) -> tuple[Decision, ...]:
    """All that were taken, the newest first."""
    rows = session.execute(
        select(*_DECISION)
        .where(col(StandardDecision.course) == course)
        .order_by(col(StandardDecision.decided_at).desc(), col(StandardDecision.id).desc())
    )
    return tuple(Decision(*row) for row in rows)


def decision(session: Session, course: str) -> Decision | None:
    """The one that holds; None while the pass mark is provisional."""
    return next(iter(decisions(session, course)), None)


def panel(session: Session, course: str, *, lock: bool = False) -> Panel | None:
    """The panel that is open; `lock` keeps others from changing it until the transaction ends."""
    statement = select(StandardPanel).where(
        col(StandardPanel.course) == course, col(StandardPanel.ended_at).is_(None)
    )
    # What was read before may be out of date once the lock is there.
    found = session.scalars(
        statement.with_for_update() if lock else statement,
        execution_options={"populate_existing": True},
    ).one_or_none()
    if found is None:
        return None
    names = PanelItem.__dataclass_fields__
    items = session.execute(
        select(*(col(getattr(StandardItem, name)) for name in names))
        .where(col(StandardItem.panel_id) == found.id)
        .order_by(col(StandardItem.position))
    )
    return Panel(
        id=found.id,
        course=found.course,
        candidate=found.candidate,
        round=found.round,
        opened_at=found.opened_at,
        is_closed=found.closed_at is not None,
        items=tuple(PanelItem(*row) for row in items),
    )


def questions_of(session: Session, found: Panel) -> dict[int, Question]:
    """Position → question, as it was when the panel opened."""
    known = snapshots.load(session, (item.snapshot_hash for item in found.items))
    return {item.position: known.question(item.snapshot_hash) for item in found.items}


def ratings(session: Session, found: Panel, round_: int) -> Ratings:
    """Judge → position → rating, in one round; judges in the order of their ids."""
    rows = session.execute(
        select(
            col(StandardRating.judge_id), col(StandardRating.position), col(StandardRating.value)
        )
        .where(col(StandardRating.panel_id) == found.id, col(StandardRating.round) == round_)
        .order_by(col(StandardRating.judge_id), col(StandardRating.position))
    )
    by_judge: dict[UUID, dict[int, int]] = {}
    for row in rows:
        by_judge.setdefault(row.judge_id, {})[row.position] = row.value
    return by_judge


def finished(found: Panel, rated: Ratings) -> tuple[UUID, ...]:
    """The judges who have rated every question; only they count."""
    return tuple(judge for judge, row in rated.items() if len(row) == len(found.items))


def result(found: Panel, rated: Ratings) -> Judged:
    """What the finished judges of a round have found; there have to be two at least."""
    rows = [
        [rated[judge][item.position] for item in found.items] for judge in finished(found, rated)
    ]
    return judged([item.weight for item in found.items], rows)


def open_panel(
    session: Session, *, actor: UUID, course: Course, exam: Exam, candidate: str, now: datetime
) -> None:
    """Begin with all questions that the exam may ask. Raises Conflict where one is open already."""
    banks = {m.slug: m.bank for m in course.modules if m.bank is not None}
    drawn = expected(exam, banks)
    if not drawn:
        raise Conflict("The exam has no questions yet.")
    row = StandardPanel(course=course.slug, candidate=candidate, opened_by=actor, opened_at=now)
    try:
        with session.begin_nested():
            session.add(row)
            session.flush()
    except IntegrityError:
        raise Conflict("A panel is open already.") from None
    snapshots.store(session, [one.question for one, _ in drawn], (), now)
    values = [
        {
            "panel_id": row.id,
            "position": position,
            "bank": one.bank,
            "question_id": one.question.id,
            "item_hash": one.question.item_hash,
            "snapshot_hash": one.question.snapshot_hash,
            "weight": chance * one.question.points,
        }
        for position, (one, chance) in enumerate(drawn, start=1)
    ]
    session.execute(insert(StandardItem), values)


def rate(
    session: Session, found: Panel, judge: UUID, values: Mapping[int, int | None], now: datetime
) -> None:
    """Keep a judge's ratings of some questions; None takes one back. The panel is locked."""
    if found.is_closed:
        raise Conflict("This round is closed, so the ratings were not saved.")
    session.execute(
        delete(StandardRating).where(
            col(StandardRating.panel_id) == found.id,
            col(StandardRating.round) == found.round,
            col(StandardRating.judge_id) == judge,
            col(StandardRating.position).in_(list(values)),
        ),
        execution_options=_AS_IT_IS,
    )
    rows = [
        _rating(found, found.round, judge, position, value, now)
        for position, value in values.items()
        if value is not None
    ]
    if rows:
        session.execute(insert(StandardRating), rows)


def _rating(
    found: Panel, round_: int, judge: UUID, position: int, value: int, now: datetime
) -> dict[str, Any]:
    return {
        "panel_id": found.id,
        "round": round_,
        "judge_id": judge,
        "position": position,
        "value": value,
        "rated_at": now,
    }


def close(session: Session, found: Panel, now: datetime) -> None:
    """Lay the ratings open. Raises Conflict with fewer than two judges who are done."""
    if len(finished(found, ratings(session, found, found.round))) < FEWEST_JUDGES:
        raise Conflict("At least two judges have to rate every question first.")
    _change(session, found, closed_at=now)


def again(session: Session, found: Panel, now: datetime) -> None:
    """A further round, which begins with what everybody rated in the last one."""
    if not found.is_closed or found.round >= MOST_ROUNDS:
        raise Conflict(f"A round follows one that is closed, {MOST_ROUNDS} in all.")
    rated = ratings(session, found, found.round)
    rows = [
        _rating(found, found.round + 1, judge, position, value, now)
        for judge in finished(found, rated)
        for position, value in rated[judge].items()
    ]
    session.execute(insert(StandardRating), rows)
    _change(session, found, round=found.round + 1, closed_at=None)


def end(session: Session, found: Panel, now: datetime) -> None:
    """End a panel without a decision; its ratings stay on record."""
    _change(session, found, ended_at=now)


def decide(
    session: Session,
    found: Panel,
    *,
    actor: UUID,
    mark: float,
    before: float,
    why: str,
    now: datetime,
) -> None:
    """Set the pass mark for attempts that begin from now on, and end the panel."""
    if not found.is_closed:
        raise Conflict("The round has to be closed before a decision.")
    outcome = result(found, ratings(session, found, found.round))
    values = {
        "id": new_id(),
        "course": found.course,
        "panel_id": found.id,
        "mark": mark,
        "before": before,
        "cut": outcome.cut,
        "error": outcome.error,
        "judges": len(outcome.judges),
        "items": found.hash,
        "why": why,
        "decided_by": actor,
        "decided_at": now,
    }
    session.execute(insert(StandardDecision).values(**values))
    _change(session, found, ended_at=now)
    details = {"course": found.course, "before": before, "after": mark}
    audit.record(
        session, actor=actor, act="pass mark set", subject=None, why=why, now=now, details=details
    )


def _change(session: Session, found: Panel, **values: Any) -> None:
    session.execute(
        update(StandardPanel).where(col(StandardPanel.id) == found.id).values(**values),
        execution_options=_AS_IT_IS,
    )
