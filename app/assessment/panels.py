"""A panel of judges: the questions that it rates, when it is open, and what became of earlier ones.

A panel takes all questions that the exam may ask when it opens. Nothing of it is undone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from app.assessment import snapshots
from app.assessment.models import StandardItem, StandardPanel, StandardRating
from app.assessment.selection import expected
from app.catalog.hashing import digest
from app.catalog.model import Course
from app.catalog.questions import CaseSet, Exam, Question
from app.core.errors import Conflict


@dataclass(frozen=True, slots=True)
class PanelItem:
    position: int
    bank: str
    question_id: str
    item_hash: str
    snapshot_hash: str
    case_hash: str | None
    weight: float


@dataclass(frozen=True, slots=True)
class Panel:
    """A panel with its questions. `is_closed`: the ratings of the round are in; `is_ended`: nothing
    more comes.
    """

    id: UUID
    course: str
    candidate: str
    round: int
    opened_by: UUID
    opened_at: datetime
    is_closed: bool
    is_ended: bool
    items: tuple[PanelItem, ...]

    @property
    def hash(self) -> str:
        return items_hash([(i.question_id, i.item_hash) for i in self.items])


@dataclass(frozen=True, slots=True)
class PastPanel:
    """A panel that has ended, in the round that it came to. `judges` are those who rated in that round,
    and whether they rated every question.
    """

    id: UUID
    candidate: str
    round: int
    opened_at: datetime
    ended_at: datetime
    judges: tuple[tuple[UUID, bool], ...]


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


def panel(session: Session, course: str, *, lock: bool = False) -> Panel | None:
    """The panel of a course that is open; `lock` keeps others from changing it until the transaction
    ends.
    """
    open_here = col(StandardPanel.course) == course, col(StandardPanel.ended_at).is_(None)
    return _read(session, select(StandardPanel).where(*open_here), lock=lock)


def panel_by_id(session: Session, id_: UUID, *, lock: bool = False) -> Panel | None:
    """Whichever course's, ended or not; `lock` as for one that is open."""
    return _read(session, select(StandardPanel).where(col(StandardPanel.id) == id_), lock=lock)


def _read(session: Session, statement: Select[StandardPanel], *, lock: bool) -> Panel | None:
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
        opened_by=found.opened_by,
        opened_at=found.opened_at,
        is_closed=found.closed_at is not None,
        is_ended=found.ended_at is not None,
        items=tuple(PanelItem(*row) for row in items),
    )


def questions_of(session: Session, found: Panel) -> dict[int, Question]:
    """Position → question, as it was when the panel opened."""
    known = snapshots.load(session, (item.snapshot_hash for item in found.items))
    return {item.position: known.question(item.snapshot_hash) for item in found.items}


def cases_of(session: Session, items: Sequence[PanelItem]) -> dict[str, CaseSet]:
    """Hash → case, of the questions that belong to one."""
    known = snapshots.load(session, (item.case_hash for item in items))
    return {case.hash: case for item in items if (case := known.case(item.case_hash))}


def past_panels(session: Session, course: str) -> tuple[PastPanel, ...]:
    """All that have ended, the newest first; three statements, however many there are."""
    ended = session.execute(
        select(
            col(StandardPanel.id),
            col(StandardPanel.candidate),
            col(StandardPanel.round),
            col(StandardPanel.opened_at),
            col(StandardPanel.ended_at),
        )
        .where(col(StandardPanel.course) == course, col(StandardPanel.ended_at).is_not(None))
        .order_by(col(StandardPanel.ended_at).desc(), col(StandardPanel.id).desc())
    ).all()
    if not ended:
        return ()
    ids = [row.id for row in ended]
    counts = session.execute(
        select(col(StandardItem.panel_id), func.count().label("asked"))
        .where(col(StandardItem.panel_id).in_(ids))
        .group_by(col(StandardItem.panel_id))
    )
    asked = {row.panel_id: row.asked for row in counts}
    judges: dict[UUID, list[tuple[UUID, bool]]] = {id_: [] for id_ in ids}
    for row in session.execute(
        select(
            col(StandardRating.panel_id), col(StandardRating.judge_id), func.count().label("rated")
        )
        .join(
            StandardPanel,
            and_(
                col(StandardPanel.id) == col(StandardRating.panel_id),
                col(StandardPanel.round) == col(StandardRating.round),
            ),
        )
        .where(col(StandardRating.panel_id).in_(ids))
        .group_by(col(StandardRating.panel_id), col(StandardRating.judge_id))
        .order_by(col(StandardRating.judge_id))
    ):
        judges[row.panel_id].append((row.judge_id, row.rated == asked[row.panel_id]))
    return tuple(
        PastPanel(
            row.id, row.candidate, row.round, row.opened_at, row.ended_at, tuple(judges[row.id])
        )
        for row in ended
    )


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
    cases = {one.case.hash: one.case for one, _ in drawn if one.case}
    snapshots.store(session, [one.question for one, _ in drawn], cases.values(), now)
    values = [
        {
            "panel_id": row.id,
            "position": position,
            "bank": one.bank,
            "question_id": one.question.id,
            "item_hash": one.question.item_hash,
            "snapshot_hash": one.question.snapshot_hash,
            "case_hash": one.case.hash if one.case else None,
            "weight": chance * one.question.points,
        }
        for position, (one, chance) in enumerate(drawn, start=1)
    ]
    session.execute(insert(StandardItem), values)


def end(session: Session, found: Panel, now: datetime) -> None:
    """End a panel without a decision; its ratings stay on record."""
    change(session, found, ended_at=now)


def change(session: Session, found: Panel, **values: Any) -> None:
    """Write columns of a panel that is locked."""
    session.execute(
        update(StandardPanel).where(col(StandardPanel.id) == found.id).values(**values),
        execution_options={"synchronize_session": False},
    )
